// Connections to departments' systems, and what is asked of a source before a line begins (modules/exchange, docs/specs/railway-api.md).
import { request, type LocalText } from '@yiwang/ui';
import type { Fault, Mode } from './railway.ts';

/** A connector's JSON Schema with our own words for its fields. */
export type FormSchema = {
  type?: string;
  properties?: Record<string, FormSchema>;
  required?: string[];
  items?: FormSchema;
  additionalProperties?: boolean | FormSchema;
  enum?: (string | number)[];
  const?: unknown;
  anyOf?: FormSchema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  'x-title'?: LocalText;
  'x-hint'?: LocalText;
  'x-secret'?: boolean;
};
export type Connector = {
  kind: string;
  title: LocalText;
  tested: LocalText;
  settings: FormSchema;
  secret?: FormSchema;
};
export type Finding = { code: string; level: 'info' | 'warning' | 'blocking'; text: LocalText; remedy?: string };
export type Hours = { from: string; to: string };
export type Limits = {
  connections: number;
  rowsPerSecond?: number;
  hours?: Hours[];
  logBytes: number;
  logSeconds: number;
};
export type CaptureFacts = {
  state: 'idle' | 'running' | 'backing-off' | 'stopped';
  position?: string;
  retainedBytes?: number;
  retainedSeconds?: number;
  budgetShare?: number;
  receivedAt?: string;
  appliedAt?: string;
  fault?: Fault;
};
export type Connection = {
  id: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  system: LocalText;
  kind: string;
  kindTitle: LocalText;
  origin: 'pack' | 'console';
  state: 'active' | 'paused';
  settings: Settings;
  hasSecret: boolean;
  limits: Limits;
  report?: { at: string; server?: string; findings: Finding[]; error?: { code: string; text: LocalText } };
  capture?: CaptureFacts;
  lines: number;
  version: number;
};
export type Settings = Record<string, unknown>;
export type TestAnswer = {
  server?: string;
  findings: Finding[];
  modes: Mode[];
  error?: { code: string; text: LocalText };
};
export type SourceTable = {
  schema: string;
  table: string;
  kind: string;
  estimatedRows?: number;
  comment?: string;
  lineId?: string;
};
export type SourceColumn = { name: string; type: string; nativeType: string; nullable: boolean; comment?: string };
export type Mapped = { item: string; column: string; transform: string[]; dateFormats: string[] };
export type Proposal = {
  resource: string;
  resourceTitle: LocalText;
  score: number;
  mapping: (Mapped & { itemTitle: LocalText; why: LocalText })[];
  unmapped: string[];
  missing: string[];
};
export type Shape = {
  schema: string;
  table: string;
  columns: SourceColumn[];
  key: string[];
  identity: 'key' | 'full' | 'none';
  estimatedRows?: number;
  comment?: string;
  /** In the order of the columns, masked. */
  sample: (string | null)[][];
  proposals: Proposal[];
};
export type DryRun = {
  read: number;
  good: number;
  rejected: number;
  reasons: { code: string; text: LocalText; count: number }[];
  rejects: {
    rowNo: number;
    reasons: { item?: string; code: string; text: LocalText }[];
    values: Record<string, string | null>;
  }[];
  sample: Record<string, string | null>[];
};
export type Forecast = {
  rows?: number;
  seconds?: number;
  logBytes?: number;
  logLimitBytes: number;
  logSecondsUntilLimit?: number;
  verdict: 'fits' | 'tight' | 'does-not-fit' | 'unknown';
  text: LocalText;
};
export type Schedule = { everyMinutes?: number; cron?: string };

const BASE = '/api/exchange/connections';
const of = (connection: string): string => `${BASE}/${encodeURIComponent(connection)}`;
/** A source far away may take its time. */
const SLOW = { timeoutMs: 90_000 };
type OneTable = { schema: string; table: string };

export const fetchConnectors = () => request<{ items: Connector[] }>('GET', '/api/exchange/connectors');
export const fetchConnections = () => request<{ items: Connection[] }>('GET', BASE);
export const fetchConnection = (connection: string) => request<Connection>('GET', of(connection));
/** Tries settings; nothing is kept. With `connectionId` and no secret the stored one is used. */
export const testConnection = (body: { kind: string; settings: Settings; secret?: Settings; connectionId?: string }) =>
  request<TestAnswer>('POST', `${BASE}/test`, { body, ...SLOW });
export const createConnection = (body: {
  title: LocalText;
  organisation: string;
  system: LocalText;
  kind: string;
  settings: Settings;
  secret?: Settings;
  limits?: Partial<Limits>;
}) => request<{ id: string }>('POST', BASE, { body });
export const changeConnection = (
  connection: string,
  body: { version: number; title?: LocalText; settings?: Settings; secret?: Settings; limits?: Limits },
) => request<{ version: number }>('PATCH', of(connection), { body });
export const sendConnectionAct = (connection: string, act: 'pause' | 'resume' | 'remove') =>
  request<{ state: string }>('POST', `${of(connection)}/${act}`);
export const fetchTables = (connection: string) =>
  request<{ items: SourceTable[] }>('GET', `${of(connection)}/tables`, SLOW);
/** `resource`: propose a mapping onto this one only. */
export function fetchShape(connection: string, { schema, table }: OneTable, resource?: string): Promise<Shape> {
  // Files and collections have an empty schema, which the request layer would leave out.
  const search = new URLSearchParams({ schema, table, ...(resource ? { resource } : {}) });
  return request<Shape>('GET', `${of(connection)}/shape?${search.toString()}`, SLOW);
}
export const dryRun = (connection: string, body: OneTable & { resource: string; mapping: Mapped[] }) =>
  request<DryRun>('POST', `${of(connection)}/dry-run`, { body, ...SLOW });
export const forecast = (connection: string, body: OneTable & { mode: Mode }) =>
  request<Forecast>('POST', `${of(connection)}/forecast`, { body, ...SLOW });
/** Puts a file into the connection's own folder. */
export function uploadFile(connection: string, file: File): Promise<{ name: string; size: number }> {
  const body = new FormData();
  body.append('file', file);
  return request('POST', `${of(connection)}/files`, { body, timeoutMs: 3_600_000 });
}
export const createLine = (
  connection: string,
  body: OneTable & {
    title: LocalText;
    resource: string;
    mapping: Mapped[];
    mode: Mode;
    cursorColumn?: string;
    schedule?: Schedule;
  },
) => request<{ id: string }>('POST', `${of(connection)}/lines`, { body, ...SLOW });
