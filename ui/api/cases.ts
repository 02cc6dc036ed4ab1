import { request } from './client.ts';
import type { CaseListing, MyCase, Page } from './types.ts';

type Form = Record<string, unknown>;
const mine = (id: string) => `/api/cases/mine/${encodeURIComponent(id)}`;
const one = (id: string, action: string) => `/api/cases/${encodeURIComponent(id)}/${action}`;

/** Opens a prefilled draft; an open draft of the same matter is given again. */
export const startCase = (matter: string) => request<MyCase>('POST', '/api/cases', { body: { matter } });
export const fetchMyCases = (cursor?: string) =>
  request<Page<CaseListing>>('GET', '/api/cases/mine', { query: { cursor } });
export const fetchMyCase = (id: string) => request<MyCase>('GET', mine(id));
/** `base`: the revision the answers are written on; another device's newer one is not overwritten (`cases.draft-elsewhere`). */
export const saveDraft = (id: string, form: Form, on: { base: number; page: string | undefined }) =>
  request<{ savedAt: string; revision: number }>('PUT', one(id, 'draft'), {
    body: { form, base: on.base, ...(on.page === undefined ? {} : { page: on.page }) },
  });
export const submitCase = (id: string, form: Form, idempotencyKey: string) =>
  request<MyCase>('POST', one(id, 'submit'), { body: { form }, idempotencyKey });
export const resubmitCase = (id: string, form: Form, idempotencyKey: string) =>
  request<MyCase>('POST', one(id, 'resubmit'), { body: { form }, idempotencyKey });
export const withdrawCase = (id: string) => request<MyCase>('POST', one(id, 'withdraw'));
