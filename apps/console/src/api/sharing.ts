// Requests for data between departments, their clocks and answers, and the grants that come of them (modules/sharing).
import { request, type CaseClock, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type Named = { id: string; title: LocalText };
export type Delivery = 'interface' | 'subscription' | 'file' | 'sandbox';
export type RequestState =
  | 'draft'
  | 'submitted'
  | 'correction'
  | 'with-provider'
  | 'with-authority'
  | 'delivering'
  | 'in-use'
  | 'refused'
  | 'ended'
  | 'withdrawn';
export type Stage = 'green' | 'amber' | 'red' | 'overdue';
export type Clock = {
  kind: 'check' | 'reply' | 'deliver' | 'arbitrate';
  title: LocalText;
  days: number;
  stage: Stage;
  dueAt: string;
  dueDate: string;
  workdaysLeft: number;
  daysOver: number;
  provisional: boolean;
};
export type Asked = {
  resource: string;
  fields: string[];
  application: string;
  delivery: Delivery;
  interface?: string;
  purpose: { id: string; title: LocalText };
  legalBasis: LocalText;
  explanation: string;
  callsPerDay?: number;
  rowsPerDay?: number;
  from?: string;
  until: string;
};
export type RequestSummary = {
  id: string;
  no: string;
  state: RequestState;
  stateTitle: LocalText;
  revision: number;
  resource: Named;
  applicant: Named;
  /** It came from another node. */
  node?: Named;
  provider: Named;
  application: Named;
  delivery: Delivery;
  purpose: LocalText;
  fieldCount: number;
  highestGrade: number;
  outcome?: 'agreed' | 'partly-agreed' | 'refused';
  atOnce: boolean;
  submittedAt?: string;
  answeredAt?: string;
  updatedAt: string;
  responsible?: Named;
  clock?: Clock;
  paused: boolean;
  wasOverdue: boolean;
  objection?: 'open' | 'upheld' | 'dismissed';
  rating?: number;
};
export type Decision = {
  outcome: 'agreed' | 'partly-agreed' | 'refused';
  by: 'rules' | 'provider' | 'authority';
  organisation?: Named;
  at: string;
  fields: string[];
  dropped: { field: string; reason: string }[];
  reason?: LocalText;
  law?: LocalText;
  rule?: {
    table: string | null;
    rule: string;
    row: number;
    clause: LocalText;
    inputs: Record<string, unknown>;
    version: string;
  };
};
export type Step = {
  position: number;
  kind: string;
  at: string;
  byKind: string;
  organisation?: Named;
  detail: Record<string, unknown>;
};
export type RequestDetail = RequestSummary & {
  asked: Asked;
  fields: { name: string; title: LocalText; grade: number; personal: boolean }[];
  level: 'rules' | 'provider' | 'authority';
  shareType?: string;
  createdAt: string;
  proposed?: Decision;
  decision?: Decision;
  answerDays?: number;
  savedDays?: number;
  onTime?: boolean;
  correction?: { what: string; at: string; by: string; doneAt?: string };
  extension?: { days: number; reason: string; state: 'asked' | 'consented' | 'declined'; answer?: string };
  objectionDetail?: {
    against: 'refusal' | 'dropped-fields' | 'silence';
    text: string;
    at: string;
    state: 'open' | 'upheld' | 'dismissed';
    finding?: string;
    law?: string;
    clock?: Clock;
  };
  deliveredBy?: { at: string; interface?: Named; grantId: string; automatic: boolean; grantState?: string };
  renews?: { id: string };
  ratingText?: string;
  endReason?: LocalText;
  acts: string[];
  interfaces: { id: string; title: LocalText; mode: string; covers: boolean }[];
  steps: Step[];
};
export type Options = {
  id: string;
  title: LocalText;
  summary: LocalText;
  provider: Named;
  shareType: 'unconditional' | 'conditional' | 'none';
  shareCondition?: LocalText;
  shareBasis?: LocalText;
  byTable: boolean;
  own: boolean;
  fields: { name: string; title: LocalText; grade: number; personal: boolean; key: boolean }[];
  interfaces: { id: string; title: LocalText; mode: string; fields: string[] }[];
  applications: Named[];
  purposes: Named[];
};
export type Preview = {
  faults: { path: string; code: string; message: LocalText }[];
  highestGrade: number;
  level: 'rules' | 'provider' | 'authority';
  atOnce?: 'agree' | 'refuse' | 'propose';
  clause?: LocalText;
  law?: LocalText;
  by: { organisation: LocalText; days: number; what: 'check' | 'reply' | 'consent' }[];
  dueDate: string;
  provisional: boolean;
  interface?: Named;
  /** Changes are asked for, and no line feeds the resource yet. */
  noLine: boolean;
};
export type Grant = {
  id: string;
  standing: boolean;
  requestId?: string;
  resource?: Named;
  what: LocalText;
  provider?: Named;
  organisation: Named;
  application: Named;
  delivery: Delivery;
  interface?: string;
  fields: Named[];
  purposes: Named[];
  legalBasis: LocalText;
  from?: string;
  until?: string;
  rowsPerDay?: number;
  callsPerDay?: number;
  state: 'active' | 'suspended' | 'ended' | 'revoked' | 'not-yet';
  stateTitle: LocalText;
  stateAt?: string;
  reason?: string;
  givenAt?: string;
  acts: ('suspend' | 'resume' | 'revoke' | 'renew')[];
};
export type Figures = {
  received: number;
  answered: number;
  toAnswer: number;
  onTime: number;
  late: number;
  refused: number;
  partly: number;
  atOnce: number;
  running: number;
  overdue: number;
  answerDays?: number;
  savedDays: number;
  ratings: number;
  stars?: number;
  calls: number;
  records: number;
};
export type Board = {
  from: string;
  to: string;
  at: string;
  paper?: { days: number; text: LocalText };
  /** What waits for the sharing authority's own decision; for those who see all departments. */
  authority?: Record<'objections' | 'disputes', { open: number; overdue: number }>;
  total: Figures;
  rows: (Figures & { organisation: Named })[];
};
export type Dispute = {
  id: string;
  no: string;
  state: 'open' | 'answered' | 'settled' | 'withdrawn';
  stateTitle: LocalText;
  raisedBy: Named;
  against: Named;
  /** The node of one side, where that is another one. */
  node?: Named;
  about: { kind: 'request' | 'grant' | 'resource' | 'delivery'; id: string; title: LocalText };
  text: string;
  raisedAt: string;
  answer?: string;
  answeredAt?: string;
  settlement?: string;
  law?: string;
  inFavour?: 'raiser' | 'other' | 'both';
  settledAt?: string;
  clock?: Clock;
  acts: ('answer' | 'settle' | 'withdraw')[];
};

export const SHARING = 'sharing';
export const SHARING_PAGE = 20;
const BASE = '/api/sharing';
const at = (...parts: string[]): string => [BASE, ...parts.map(encodeURIComponent)].join('/');

export type RequestQuery = {
  view?: string;
  state?: string;
  stage?: string;
  resource?: string;
  organisation?: string;
  figure?: string;
  from?: string;
  to?: string;
  objection?: string;
  q?: string;
};
type Made = { id: string; no: string; state: RequestState; revision: number };

export const fetchRequests = (query: RequestQuery, cursor: string | undefined) =>
  request<PageOf<RequestSummary>>('GET', at('requests'), { query: { ...query, cursor, limit: SHARING_PAGE } });
export const fetchRequest = (id: string) => request<RequestDetail>('GET', at('requests', id));
export const makeRequest = (asked: Asked, submit: boolean) =>
  request<Made>('POST', at('requests'), { body: { asked, submit } });
export const editRequest = (id: string, asked: Asked, revision: number, submit: boolean) =>
  request<Made>('PUT', at('requests', id), { body: { asked, revision, submit } });
export const actOnRequest = (id: string, act: string, body: Record<string, unknown>) =>
  request<Made>('POST', at('requests', id, act), { body });
export const previewRequest = (asked: Asked) => request<Preview>('POST', at('preview'), { body: asked });
export const fetchChoices = () =>
  request<{ items: { id: string; title: LocalText; provider: LocalText; shareType: string }[] }>(
    'GET',
    at('resources'),
  );
export const fetchOptions = (resource: string) => request<Options>('GET', at('resources', resource));
export const fetchGrants = (
  query: { view?: string; state?: string; delivery?: string; resource?: string; q?: string },
  cursor: string | undefined,
) => request<PageOf<Grant>>('GET', at('grants'), { query: { ...query, cursor, limit: SHARING_PAGE } });
export const orderGrant = (id: string, order: string, reason: string) =>
  request<Grant>('POST', at('grants', id, order), { body: { reason } });
export const fetchBoard = (from: string | undefined, to: string | undefined) =>
  request<Board>('GET', at('board'), { query: { from, to } });
/** `state` may be `overdue`: those running that are past their day. */
export const fetchDisputes = (state: string | undefined, cursor: string | undefined) =>
  request<PageOf<Dispute>>('GET', at('disputes'), {
    query: { ...(state === 'overdue' ? { stage: state } : { state }), cursor, limit: SHARING_PAGE },
  });
export const raiseDispute = (body: { against: string; about: { kind: string; id: string }; text: string }) =>
  request<Dispute>('POST', at('disputes'), { body });
export const actOnDispute = (id: string, act: string, body: Record<string, unknown> | undefined) =>
  request<Dispute>('POST', at('disputes', id, act), body === undefined ? {} : { body });

/** A clock of requests as the light that all clocks share. */
export const lightOf = (clock: Clock, paused?: LocalText): CaseClock => ({
  light: clock.stage === 'overdue' ? 'red' : clock.stage,
  dueDate: clock.dueDate,
  workdaysLeft: clock.stage === 'overdue' ? -Math.max(1, clock.daysOver) : clock.workdaysLeft,
  provisional: clock.provisional,
  ...(paused ? { paused } : {}),
});
