import { request } from './client.ts';
import type { CaseListing, MyCase, Page, ReturnedListing } from './types.ts';

const mine = (id: string) => `/api/cases/mine/${encodeURIComponent(id)}`;
const one = (id: string, action: string) => `/api/cases/${encodeURIComponent(id)}/${action}`;

/** Opens a prefilled draft; an open draft of the same matter is given again. */
export const startCase = (matter: string) => request<MyCase>('POST', '/api/cases', { body: { matter } });
export const fetchMyCases = (cursor?: string) =>
  request<Page<CaseListing>>('GET', '/api/cases/mine', { query: { cursor } });
/** What departments' own systems handled for the person. */
export const fetchMyReturned = (cursor?: string) =>
  request<Page<ReturnedListing>>('GET', '/api/cases/returned', { query: { cursor } });
export const fetchMyCase = (id: string) => request<MyCase>('GET', mine(id));
export const withdrawCase = (id: string) => request<MyCase>('POST', one(id, 'withdraw'));
