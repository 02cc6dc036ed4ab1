// Data interfaces and the applications that call them (modules/interfaces).
import { request, type LocalText } from '@yiwang/ui';
import type { PageOf } from '../data/paged.ts';

export type Grant = {
  application: string;
  applicationTitle: LocalText;
  organisationName: LocalText;
  fields: string[];
  purposes: { id: string; title: LocalText }[];
  legalBasis: LocalText;
  until?: string;
};
export type DataInterface = {
  id: string;
  title: LocalText;
  registry: string;
  registryTitle: LocalText;
  mode: 'verify' | 'rows';
  version: string;
  perMinute: number;
  parameters: { name: string; field: string; required: boolean }[];
  fields: { name: string; title: LocalText; mask: string }[];
  callsToday: number;
  refusedToday: number;
  p50Ms?: number;
  grants: Grant[];
};
export type InterfaceCall = {
  id: string;
  at: string;
  application: string;
  applicationTitle: LocalText;
  mode: string;
  outcome: string;
  purpose: LocalText;
  caseNo: string;
  fields: string[];
  rows: number;
  ms: number;
  status: number;
};
export type ApplicationKey = { keyId: string; createdAt: string; lastUsedAt?: string; revokedAt?: string };
export type Application = { id: string; title: LocalText; organisation: string; keys: ApplicationKey[] };

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
