// Cases as staff handle them (modules/cases, views/shapes.ts).
import { request, type CaseClock, type CaseState, type FieldSource, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type WorkAction = 'accept' | 'request-correction' | 'approve' | 'refuse';
export type WorkListing = {
  id: string;
  caseNo: string;
  matter: string;
  title: LocalText;
  /** Masked. */
  applicant: string;
  state: CaseState;
  stateTitle: LocalText;
  clock?: CaseClock;
  /** Decided by the rules at once. */
  instant: boolean;
  receivedAt: string;
  organisation: string;
  organisationName: LocalText;
};
/** A field of a form, as far as showing an answer needs it; titles are in both languages. */
export type FormField = {
  title?: LocalText;
  type?: string | string[];
  format?: string;
  oneOf?: { const?: unknown; title?: LocalText }[];
  properties?: Record<string, FormField>;
};
export type WorkCase = {
  id: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  state: CaseState;
  stateTitle: LocalText;
  formSchema: FormField;
  uiOrder: string[];
  form: Record<string, unknown>;
  sources: Record<string, FieldSource>;
  locked: string[];
  materials: {
    id: string;
    title: LocalText;
    avoided: boolean;
    replacedBy?: LocalText;
    necessity: 'required' | 'optional' | 'later';
  }[];
  papersSaved: number;
  steps: { key: string; title: LocalText; state: 'done' | 'current' | 'todo'; at?: string; note?: LocalText }[];
  clock?: CaseClock;
  submittedAt?: string;
  decision?: {
    outcome: 'approved' | 'refused' | 'routed';
    instant: boolean;
    reason?: LocalText;
    rules: { id: string; text: LocalText }[];
    version: string;
    at: string;
  };
  correction?: { items: CorrectionItem[]; note?: string; until: string };
  refusal?: { reason: string; basis: string; remedies: LocalText[] };
  applicant: { name: string; citizenId: string };
  /** Given back with an act, so that nobody acts on what has changed meanwhile. */
  revision: number;
  receivedAt: string;
  trace?: {
    inputs: Record<string, unknown>;
    rulesHit: { index: number; id: string; text: LocalText }[];
    decision: 'approve' | 'route' | 'refuse';
    reason?: LocalText;
    version: string;
    at: string;
  };
  history: { at: string; action: LocalText; by: LocalText; note?: string }[];
  reasons: LocalText[];
  legalBasis: LocalText[];
  allowed: WorkAction[];
};
export type CorrectionItem = { field?: string; text: string };
/** What an officer does with a case. */
export type WorkAct =
  | { action: 'accept'; opinion?: string }
  | { action: 'approve'; opinion: string }
  | { action: 'request-correction'; items: CorrectionItem[]; note?: string }
  | { action: 'refuse'; reason: string; basis: string };

export type WorkFilter = { state?: string | undefined; light?: string | undefined; q?: string | undefined };
export const WORK_PAGE = 30;

export const fetchWork = (filter: WorkFilter, cursor: string | undefined) =>
  request<PageOf<WorkListing>>('GET', '/api/work/cases', { query: { ...filter, cursor, limit: WORK_PAGE } });

const work = (id: string) => `/api/work/cases/${encodeURIComponent(id)}`;
export const fetchWorkCase = (id: string) => request<WorkCase>('GET', work(id));

/** Carries out an act on the case as it was shown (`revision`). */
export function sendAct(id: string, revision: number, { action, ...body }: WorkAct): Promise<WorkCase> {
  return request<WorkCase>('POST', `${work(id)}/${action}`, { body: { ...body, revision } });
}
