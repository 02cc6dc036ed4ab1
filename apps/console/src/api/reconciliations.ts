// The proof that source and lake agree (modules/reconciliations).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type ReconciliationState =
  | 'waiting'
  | 'comparing'
  | 'collecting'
  | 'looking-again'
  | 'mending'
  | 'done'
  | 'failed'
  | 'cancelled';
export type Outcome = 'equal' | 'differs' | 'too-many';
export type Reconciliation = {
  id: string;
  lineId: string;
  lineTitle: LocalText;
  resource: string;
  organisation: string;
  reason: 'asked' | 'schedule';
  state: ReconciliationState;
  outcome?: Outcome;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
  progress: number;
  rowsPerSecond?: number;
  secondsLeft?: number;
  sourceRows?: number;
  lakeRows?: number;
  rejectedRows?: number;
  ranges?: number;
  rangesDiffering?: number;
  differences: { missing: number; extra: number; changed: number };
  inMotion: number;
  refused: number;
  mended: number;
  left: number;
  settled: boolean;
  fault?: { code: string; text: LocalText };
};
/** `everyHours` null: only by hand. */
export type Setting = { everyHours: number | null; mend: boolean };
export type LineProof = {
  lineId: string;
  title: LocalText;
  state: string;
  setting?: Setting;
  last?: Reconciliation;
  nextAt?: string;
};
export type DifferingRange = {
  no: number;
  from?: string;
  to?: string;
  sourceRows: number;
  lakeRows: number;
  missing: number;
  extra: number;
  changed: number;
  mended: number;
};
export type DifferingRow = {
  id: string;
  range: number;
  kind: 'missing' | 'extra' | 'changed';
  state: 'differs' | 'mended' | 'in-motion' | 'refused';
  items: { name: string; title: LocalText }[];
  key: Record<string, string>;
};
export type OpenedRow = {
  id: string;
  kind: string;
  state: string;
  items: {
    name: string;
    title: LocalText;
    grade?: number;
    source: string | null;
    lake: string | null;
    differs: boolean;
  }[];
};

/** Whether a proof still goes on. */
export const proofGoesOn = (proof: Pick<Reconciliation, 'state'> | undefined): boolean =>
  proof !== undefined && !['done', 'failed', 'cancelled'].includes(proof.state);

const BASE = '/api/reconciliations';
const one = encodeURIComponent;
export const RANGES_PAGE = 20;
export const DIFFERING_PAGE = 50;
export const PROOFS_PAGE = 10;

export const fetchLineProofs = () => request<{ items: LineProof[] }>('GET', `${BASE}/lines`);
export const fetchProofs = (lineId: string, cursor: string | undefined) =>
  request<PageOf<Reconciliation>>('GET', BASE, { query: { lineId, cursor, limit: PROOFS_PAGE } });
export const fetchProof = (id: string) => request<Reconciliation>('GET', `${BASE}/${one(id)}`);
export const startProof = (lineId: string) => request<{ id: string }>('POST', `${BASE}/lines/${one(lineId)}`);
export const saveProofSetting = (lineId: string, body: { everyHours: number | null; mend: boolean }) =>
  request<unknown>('PUT', `${BASE}/lines/${one(lineId)}/setting`, { body });
export const fetchRanges = (id: string, cursor: string | undefined) =>
  request<PageOf<DifferingRange>>('GET', `${BASE}/${one(id)}/ranges`, { query: { cursor, limit: RANGES_PAGE } });
export const fetchDifferingRows = (id: string, range: number | undefined, cursor: string | undefined) =>
  request<PageOf<DifferingRow>>('GET', `${BASE}/${one(id)}/rows`, { query: { range, cursor, limit: DIFFERING_PAGE } });
/** Opens one row's values on both sides; the look is logged with its purpose. */
export const openDifferingRow = (id: string, row: string, purpose: string) =>
  request<OpenedRow>('GET', `${BASE}/${one(id)}/rows/${one(row)}`, { query: { purpose } });
export const mendProof = (id: string, rows: readonly string[] | undefined) =>
  request<{ waiting: number }>('POST', `${BASE}/${one(id)}/mend`, { body: rows ? { rows } : {} });
export const cancelProof = (id: string) => request<{ state: string }>('POST', `${BASE}/${one(id)}/cancel`);
