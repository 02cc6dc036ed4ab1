// Data interfaces and the applications that call them (modules/interfaces).
import { request, type ItemOf, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type Mode = 'verify' | 'rows' | 'score' | 'aggregate';
export type Match = 'equal' | 'from' | 'to';
export type GroundKind = 'registry' | 'resource' | 'upstream';
export type Ground = { kind: GroundKind; id: string; title: LocalText; provider: string; providerName: LocalText };
export type GroundField = {
  name: string;
  title: LocalText;
  type: string;
  grade: number;
  personal: boolean;
  mask: string;
};
export type ScoreRule = {
  title: LocalText;
  field: string;
  points: number;
  equals?: string[];
  matches?: string;
  from?: string;
  to?: string;
  ageFrom?: number;
  ageTo?: number;
};
export type Scoring = {
  method?: LocalText;
  base?: number;
  rules: ScoreRule[];
  bands: { id: string; title: LocalText; from: number }[];
};
export type Measure = { id: string; title: LocalText; kind: 'count' | 'sum' | 'average'; field?: string };
export type Aggregation = {
  dimensions: string[];
  measures: Measure[];
  minimumGroup?: number;
  filtersMax?: number;
  queriesMax?: number;
  periodDays?: number;
  rounding?: number;
};
/** A definition as it is compiled; its version is given when it is published. */
export type InterfaceBody = {
  id: string;
  title: LocalText;
  summary?: LocalText;
  registry?: string;
  resource?: string;
  upstream?: string;
  mode: Mode;
  parameters: { name: string; field: string; required: boolean; match?: Match }[];
  fields: { name: string; mask?: string }[];
  clearBasis?: LocalText;
  score?: Scoring;
  aggregate?: Aggregation;
  limits: { perMinute: number; rowsMax: number };
};

export type Grant = {
  id: string;
  application: string;
  applicationTitle: LocalText;
  organisation: string;
  organisationName: LocalText;
  fields: string[];
  purposes: { id: string; title: LocalText }[];
  legalBasis: LocalText;
  request?: string;
  from?: string;
  until?: string;
  callsPerDay?: number;
  rowsPerDay?: number;
  callsToday: number;
  rowsToday: number;
};
export type DataInterface = {
  id: string;
  title: LocalText;
  summary?: LocalText;
  ground: Ground;
  mode: Mode;
  version: string;
  origin: 'pack' | 'console';
  retiresOn?: string;
  perMinute: number;
  rowsMax: number;
  parameters: { name: string; field: string; title: LocalText; type: string; match: Match; required: boolean }[];
  fields: { name: string; title: LocalText; mask: string }[];
  callsToday: number;
  refusedToday: number;
  p50Ms?: number;
  grants: Grant[];
};
export type Version = {
  version: string;
  state: 'in-use' | 'callable' | 'retiring' | 'retired';
  origin: 'pack' | 'console';
  publishedAt?: string;
  changes: LocalText[];
  retiresOn?: string;
  reason?: string;
};
export type InterfaceDetail = DataInterface & {
  reserved: ('fields' | 'limit' | 'cursor' | 'groupBy')[];
  clearBasis?: LocalText;
  score?: Scoring;
  aggregate?: Aggregation;
  /** What figures may be grouped by. */
  dimensions: { name: string; title: LocalText }[];
  versions: Version[];
};
export type Draft = {
  body: InterfaceBody;
  revision: number;
  changedAt: string;
  provider: string;
  providerName: LocalText;
  faults: { pointer: string; code: string; message: LocalText }[];
  changes: { level: 'major' | 'minor' | 'patch'; what: LocalText }[];
  nextVersion: string;
};
export type Definition = {
  id: string;
  title: LocalText;
  origin: 'pack' | 'console';
  ground?: Ground;
  draft?: Draft;
  versions: Version[];
  mayChange: boolean;
};
export type GroundWithFields = Ground & { fields: GroundField[] };

type Row = {
  values: Record<string, string | null>;
  sources: Record<string, { organisation: string; resource: string; at: string }>;
};
export type CallAnswer = {
  callId: string;
  mode: Mode;
  result?: 'match' | 'no-match' | 'not-found' | 'scored';
  rows?: Row[];
  next?: string;
  score?: number;
  band?: { id: string; title: LocalText };
  groups?: { by: Record<string, string | null>; values: Record<string, number | string | null> }[];
  hidden?: number;
  protection?: { minimumGroup: number; rounding?: number; held: boolean; text: LocalText };
  notice?: { version: string; retiresOn: string };
  receipt?: { id: string };
};
export type Trial = { synthetic: boolean; text: LocalText; answer: CallAnswer };
export type TrialInput = {
  parameters: Record<string, string>;
  draft?: boolean;
  application?: string;
  purpose?: string;
  caseNo?: string;
};
export type Snippets = {
  path: string;
  purpose?: string;
  parameters: Record<string, string>;
  items: { language: string; title: string; code: string }[];
};
export type ApplicationCall = {
  id: string;
  at: string;
  interface: string;
  interfaceTitle: LocalText;
  version: string;
  purpose: LocalText;
  caseNo: string;
  outcome: string;
  outcomeText: LocalText;
  rows: number;
  ms: number;
  status: number;
  trace: string;
};
export type Refusal = { outcome: string; text: LocalText; count: number };

export type InterfaceCall = {
  id: string;
  at: string;
  applicationTitle: LocalText;
  outcome: string;
  outcomeText: LocalText;
  purpose: LocalText;
  caseNo: string;
  ms: number;
  status: number;
};
export type ApplicationKey = Application['keys'][number];
export type Application = ItemOf<'interfaces.list-applications'>;

const id = encodeURIComponent;
const definition = (name: string, action = '') => `/api/interfaces/definitions/${id(name)}${action}`;
export const CALLS_PAGE = 20;

export const fetchInterfaces = () => request<{ items: DataInterface[] }>('GET', '/api/interfaces');
export const fetchInterface = (name: string) => request<InterfaceDetail>('GET', `/api/interfaces/${id(name)}`);
export const fetchCalls = (name: string, cursor: string | undefined) =>
  request<PageOf<InterfaceCall>>('GET', `/api/interfaces/${id(name)}/calls`, { query: { cursor, limit: CALLS_PAGE } });
export const fetchSnippets = (name: string, application: string, purpose = '') =>
  request<Snippets>('GET', `/api/interfaces/${id(name)}/snippets`, {
    query: { application, purpose },
  });
export const fetchOpenApi = (name: string) => request<object>('GET', `/api/interfaces/${id(name)}/openapi.json`);

export const fetchGrounds = () => request<{ items: GroundWithFields[] }>('GET', '/api/interfaces/grounds');
export const fetchDefinitions = () => request<{ items: Definition[] }>('GET', '/api/interfaces/definitions');
export const fetchDefinition = (name: string) =>
  request<Definition & { fields: GroundField[]; current?: InterfaceBody }>('GET', definition(name));
export const createDefinition = (body: InterfaceBody) =>
  request<Definition>('POST', '/api/interfaces/definitions', { body });
export const changeDefinition = (body: InterfaceBody, revision: number) =>
  request<Definition>('PUT', definition(body.id), { body: { body, revision } });
export const dropDefinition = (name: string) => request<{ dropped: boolean }>('POST', definition(name, '/drop'));
export const publishDefinition = (name: string, revision: number) =>
  request<{ id: string; version: string }>('POST', definition(name, '/publish'), { body: { revision } });
export const retireDefinition = (name: string, body: { version?: string; on: string; reason: string }) =>
  request<{ versions: string[] }>('POST', definition(name, '/retire'), { body });
export const tryInterface = (name: string, body: TrialInput) =>
  request<Trial>('POST', definition(name, '/try'), { body });
export const fetchExample = (name: string, draft: boolean) =>
  request<{ parameters: Record<string, string> }>('GET', definition(name, '/example'), {
    query: { draft: draft ? 'true' : undefined },
  });

export const fetchApplications = () => request<{ items: Application[] }>('GET', '/api/applications');
export const fetchApplicationCalls = (name: string, refused: boolean, cursor: string | undefined) =>
  request<PageOf<ApplicationCall> & { refusals: Refusal[] }>('GET', `/api/applications/${id(name)}/calls`, {
    query: { cursor, limit: CALLS_PAGE, ...(refused ? { refused: 'true' } : {}) },
  });
/** The secret is told this once. */
export const createKey = (application: string) =>
  request<{ keyId: string; secret: string }>('POST', `/api/applications/${id(application)}/keys`);
export const revokeKey = (application: string, key: string) =>
  request<{ revoked: boolean }>('POST', `/api/applications/${id(application)}/keys/${id(key)}/revoke`);
