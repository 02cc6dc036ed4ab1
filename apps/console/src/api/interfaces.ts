// Data interfaces and the applications that call them (modules/interfaces).
import { request, type ItemOf } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type Grant = DataInterface['grants'][number];
export type DataInterface = ItemOf<'interfaces.list-interfaces'>;
export type InterfaceCall = ItemOf<'interfaces.list-calls'>;
export type ApplicationKey = Application['keys'][number];
export type Application = ItemOf<'interfaces.list-applications'>;

const id = encodeURIComponent;
export const CALLS_PAGE = 20;

export const fetchInterfaces = () => request<{ items: DataInterface[] }>('GET', '/api/interfaces');
export const fetchCalls = (name: string, cursor: string | undefined) =>
  request<PageOf<InterfaceCall>>('GET', `/api/interfaces/${id(name)}/calls`, { query: { cursor, limit: CALLS_PAGE } });
export const fetchApplications = () => request<{ items: Application[] }>('GET', '/api/applications');
/** The secret is told this once. */
export const createKey = (application: string) =>
  request<{ keyId: string; secret: string }>('POST', `/api/applications/${id(application)}/keys`);
export const revokeKey = (application: string, key: string) =>
  request<{ revoked: boolean }>('POST', `/api/applications/${id(application)}/keys/${id(key)}/revoke`);
