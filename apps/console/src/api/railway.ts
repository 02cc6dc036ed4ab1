// The data railway: its lines, what passes on them, and what people do with them (modules/exchange, docs/specs/railway-api.md).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type Fault = { code: string; text: LocalText; mend: LocalText; at: string };
export type LineState = 'waiting' | 'snapshot' | 'live' | 'paused' | 'held' | 'failed';
export type Mode = 'snapshot' | 'cursor' | 'capture';
export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
/** One whole reading of a line's table. */
export type Run = {
  id: string;
  lineId: string;
  reason: string;
  state: RunState;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  rowsRead: number;
  rowsExpected?: number;
  rowsGood: number;
  rowsRejected: number;
  inserted: number;
  updated: number;
  deleted: number;
  chunksDone: number;
  chunks: number;
  rate?: number;
  secondsLeft?: number;
  fault?: Fault;
};
/** One table on the rail. */
export type Line = {
  id: string;
  title: LocalText;
  connectionId: string;
  connectionTitle: LocalText;
  system: LocalText;
  organisation: string;
  organisationName: LocalText;
  kind: string;
  schema?: string;
  table: string;
  resource: string;
  resourceTitle: LocalText;
  mode: Mode;
  state: LineState;
  fault?: Fault;
  origin: 'pack' | 'console';
  streamed: boolean;
  lagMs?: number;
  rowsPerSecond: number;
  rowsLastHour: number;
  rowsInLake?: number;
  quarantined: number;
  heldColumns: number;
  appliedAt?: string;
  sourceAt?: string;
  run?: Run;
};
export type HeldColumn = { column: string; type: string; firstSeenAt: string; values: number; state: string };
export type LineMapping = { item: string; itemTitle: LocalText; column: string; transforms: string[]; grade: number };
export type LineDetail = Line & { mapping: LineMapping[]; runs: Run[]; heldColumns: number; held: HeldColumn[] };
export type Minute = {
  minute: string;
  inserted: number;
  updated: number;
  deleted: number;
  rejected: number;
  bytes: number;
  lagMs?: number;
};
export type LineEvent = { id: string; at: string; kind: string; text: LocalText; actor: string };
export type RailSystem = { connectionId: string; system: LocalText; kind: string; state: string; lines: Line[] };
export type RailDepartment = { organisation: string; name: LocalText; systems: RailSystem[] };
export type RailMap = { departments: RailDepartment[]; at: string };
export type Office = { organisation: string; name: LocalText };
export type Flow = { from: string; to: string; records: number; calls: number };
export type Flows = { from: string; to: string; rows: Office[]; columns: Office[]; cells: Flow[] };
export type RunOfLine = Run & { lineTitle: LocalText };

export const LINE_STATES = ['held', 'failed', 'paused', 'snapshot', 'waiting', 'live'] as const;
export const EVENTS_PAGE = 20;

/** Whether a whole reading still goes on, so that it is worth asking again soon. */
export const goesOn = (run: Pick<Run, 'state'> | undefined): boolean =>
  run?.state === 'waiting' || run?.state === 'running';

const of = (line: string): string => `/api/exchange/lines/${encodeURIComponent(line)}`;

export const fetchMap = () => request<RailMap>('GET', '/api/exchange/map');
/** The server calls the list of held columns as it calls their number in lists: both are told apart here. */
export async function fetchLine(line: string): Promise<LineDetail> {
  const answer = await request<Omit<LineDetail, 'heldColumns' | 'held'> & { heldColumns: HeldColumn[] }>(
    'GET',
    of(line),
  );
  const open = answer.heldColumns.filter(({ state }) => state === 'held');
  return { ...answer, held: answer.heldColumns, heldColumns: open.length };
}
export const fetchMinutes = (line: string, hours: number) =>
  request<{ items: Minute[] }>('GET', `${of(line)}/minutes`, { query: { hours } });
export const fetchEvents = (line: string, cursor: string | undefined) =>
  request<PageOf<LineEvent>>('GET', `${of(line)}/events`, { query: { cursor, limit: EVENTS_PAGE } });
export const fetchRuns = (state: string | undefined) =>
  request<{ items: RunOfLine[] }>('GET', '/api/exchange/runs', { query: { state } });
export const fetchFlows = (from: string | undefined, to: string | undefined) =>
  request<Flows>('GET', '/api/exchange/flows', { query: { from, to } });

/** What people do with a line. */
export type LineAct =
  | { act: 'pause' | 'resume' | 'remove' }
  | { act: 'snapshot'; confirmDeletions?: boolean }
  | { act: 'rewind'; to: string }
  | { act: 'stream'; on: boolean };
export const sendLineAct = (line: string, { act, ...body }: LineAct) =>
  request<{ state: string }>('POST', `${of(line)}/${act}`, { body });
