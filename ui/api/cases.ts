import { request } from './client.ts';
import type { CaseListing, CorrectionItem, MyCase, Page, WorkCase, WorkListing } from './types.ts';

type Form = Record<string, unknown>;
const mine = (id: string) => `/api/cases/mine/${encodeURIComponent(id)}`;
const one = (id: string, action: string) => `/api/cases/${encodeURIComponent(id)}/${action}`;
const work = (id: string, action = '') => `/api/work/cases/${encodeURIComponent(id)}${action}`;

// --- applicant
/** Opens a prefilled draft; an open draft of the same matter is given again. */
export const startCase = (matter: string) => request<MyCase>('POST', '/api/cases', { body: { matter } });
export const fetchMyCases = (cursor?: string) => request<Page<CaseListing>>('GET', '/api/cases/mine', { query: { cursor } });
export const fetchMyCase = (id: string) => request<MyCase>('GET', mine(id));
export const saveDraft = (id: string, form: Form) => request<{ savedAt: string }>('PUT', one(id, 'draft'), { body: { form } });
export const submitCase = (id: string, form: Form, idempotencyKey: string) =>
  request<MyCase>('POST', one(id, 'submit'), { body: { form }, idempotencyKey });
export const resubmitCase = (id: string, form: Form, idempotencyKey: string) =>
  request<MyCase>('POST', one(id, 'resubmit'), { body: { form }, idempotencyKey });
export const withdrawCase = (id: string) => request<MyCase>('POST', one(id, 'withdraw'));

// --- staff
export const fetchWork = (query: { state?: string; light?: string; q?: string; cursor?: string; limit?: number }) =>
  request<Page<WorkListing>>('GET', '/api/work/cases', { query });
export const fetchWorkCase = (id: string) => request<WorkCase>('GET', work(id));
export const approveCase = (id: string, opinion: string) =>
  request<WorkCase>('POST', work(id, '/approve'), { body: { opinion } });
export const requestCorrection = (id: string, notice: { items: CorrectionItem[]; note?: string }) =>
  request<WorkCase>('POST', work(id, '/request-correction'), { body: notice });
export const refuseCase = (id: string, refusal: { reason: string; basis: string }) =>
  request<WorkCase>('POST', work(id, '/refuse'), { body: refusal });
