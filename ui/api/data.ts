import { request } from './client.ts';
import type {
  Application,
  DataInterface,
  InterfaceCall,
  Load,
  RejectedRow,
  Registry,
  ResourceDetail,
  ResourceListing,
  Source,
  SourceDetail,
} from './data-types.ts';
import type { Page } from './types.ts';

const id = encodeURIComponent;

// --- exchange
export const fetchSources = () => request<{ items: Source[] }>('GET', '/api/exchange/sources');
export const fetchSource = (source: string) => request<SourceDetail>('GET', `/api/exchange/sources/${id(source)}`);
export const startLoad = (source: string) =>
  request<{ loadId: string }>('POST', `/api/exchange/sources/${id(source)}/loads`);
export const fetchLoads = (query: { source?: string; cursor?: string }) =>
  request<Page<Load>>('GET', '/api/exchange/loads', { query });
export const fetchLoad = (load: string) => request<Load>('GET', `/api/exchange/loads/${id(load)}`);
export const fetchRejected = (load: string, query: { reason?: string; cursor?: string }) =>
  request<Page<RejectedRow>>('GET', `/api/exchange/loads/${id(load)}/rejected`, { query });

// --- catalogue and registries
export const fetchResources = (q: string) =>
  request<{ items: ResourceListing[] }>('GET', '/api/catalogue/resources', { query: { q } });
export const fetchResource = (resource: string) =>
  request<ResourceDetail>('GET', `/api/catalogue/resources/${id(resource)}`);
export const fetchRegistries = () => request<{ items: Registry[] }>('GET', '/api/registries');

// --- interfaces and their applications
export const fetchInterfaces = () => request<{ items: DataInterface[] }>('GET', '/api/interfaces');
export const fetchInterfaceCalls = (name: string, cursor?: string) =>
  request<Page<InterfaceCall>>('GET', `/api/interfaces/${id(name)}/calls`, { query: { cursor } });
export const fetchApplications = () => request<{ items: Application[] }>('GET', '/api/applications');
/** The secret is shown this once. */
export const createKey = (application: string) =>
  request<{ keyId: string; secret: string }>('POST', `/api/applications/${id(application)}/keys`);
export const revokeKey = (application: string, key: string) =>
  request<unknown>('POST', `/api/applications/${id(application)}/keys/${id(key)}/revoke`);
