// Cases as staff handle them (modules/cases, views/shapes.ts).
import { request, type LocalText, type Answer, type ItemOf } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';
import { WORK_PAGE, type Completion, type WorkFilter } from './work-tasks.ts';

export type WorkAction = 'accept' | 'request-correction' | 'approve' | 'refuse' | 'refer';
export type WorkListing = ItemOf<'cases.list-work-cases'>;
/** A field of a form, as far as showing an answer needs it; titles are in both languages. */
export type FormField = {
  title?: LocalText;
  type?: string | string[];
  format?: string;
  oneOf?: { const?: unknown; title?: LocalText }[];
  properties?: Record<string, FormField>;
};
export type WorkCase = Omit<Answer<'cases.show-work-case'>, 'formSchema'> & { formSchema: FormField };
export const fetchWork = ({ state, light, q }: WorkFilter, cursor: string | undefined) =>
  request<PageOf<WorkListing>>('GET', '/api/work/cases', { query: { state, light, q, cursor, limit: WORK_PAGE } });

const work = (id: string) => `/api/work/cases/${encodeURIComponent(id)}`;
export type CaseOutline = Answer<'cases.show-case-outline'>;
/** Where a case stands, without anything personal: for who supervises and does not handle it. */
export const fetchCaseOutline = (id: string) => request<CaseOutline>('GET', `${work(id)}/outline`);
export const fetchWorkCase = (id: string) => request<WorkCase>('GET', work(id));

/** Carries out an act on the case as it was shown (`revision`). */
export function sendAct(
  id: string,
  revision: number,
  action: WorkAction,
  body: Omit<Completion, 'result'>,
): Promise<WorkCase> {
  return request<WorkCase>('POST', `${work(id)}/${action}`, { body: { ...body, revision } });
}

export type StoppedCase = ItemOf<'cases.list-stopped'>;
/** Cases whose process cannot go on by itself. */
export const fetchStopped = (cursor: string | undefined) =>
  request<PageOf<StoppedCase>>('GET', '/api/work/stopped', { query: { cursor, limit: WORK_PAGE } });

export type Resumption = { reason: string; values?: Record<string, string | number | boolean>; node?: string };
/** Lets a stopped process go on. */
export const resumeProcess = (id: string, revision: number, body: Resumption) =>
  request<Answer<'cases.resume-process'>>('POST', `${work(id)}/resume-process`, { body: { ...body, revision } });
