import { ApiProblem, fetchOrganisations, fetchSession } from '@yiwang/ui';
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { fetchResource, fetchResources, fetchRegistries } from '../api/catalogue.ts';
import { fetchLoad, fetchSource, fetchSources, isUnderWay } from '../api/exchange.ts';
import {
  fetchApplications,
  fetchDefinition,
  fetchDefinitions,
  fetchGrounds,
  fetchInterface,
  fetchInterfaces,
} from '../api/interfaces.ts';
import { fetchCaseOutline, fetchWorkCase } from '../api/work.ts';
import { LOOKED_AT_ONCE } from './paged.ts';

/** Only what may pass by itself is tried again: no answer at all, or a server that is starting. */
function worthTrying(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return failures < 1 && (error.status === 0 || error.status === 502 || error.status === 503);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthTrying, retryDelay: 800, staleTime: 5_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

const LOAD_POLL_MS = 2_000;
const LIST_POLL_MS = 60_000;

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: fetchSession, staleTime: 60_000 });
export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: fetchOrganisations,
  staleTime: 600_000,
});
export const caseOutlineQuery = (id: string) =>
  queryOptions({ queryKey: ['case-outline', id], queryFn: () => fetchCaseOutline(id) });
export const workCaseQuery = (id: string) =>
  queryOptions({ queryKey: ['work-case', id], queryFn: () => fetchWorkCase(id), ...LOOKED_AT_ONCE });
export const sourcesQuery = queryOptions({
  queryKey: ['exchange', 'sources'],
  queryFn: fetchSources,
  // Live messages come first; this keeps the page true where they cannot get through.
  refetchInterval: ({ state }) =>
    state.data?.items.some(({ lastLoad }) => isUnderWay(lastLoad)) ? LOAD_POLL_MS : LIST_POLL_MS,
});
export const sourceQuery = (id: string) =>
  queryOptions({ queryKey: ['exchange', 'source', id], queryFn: () => fetchSource(id), staleTime: 0 });
export const loadQuery = (id: string) =>
  queryOptions({
    queryKey: ['exchange', 'load', id],
    queryFn: () => fetchLoad(id),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? LOAD_POLL_MS : false),
  });
export const resourcesQuery = (q: string) =>
  queryOptions({ queryKey: ['catalogue', 'resources', q], queryFn: () => fetchResources(q) });
export const resourceQuery = (id: string) =>
  queryOptions({ queryKey: ['catalogue', 'resource', id], queryFn: () => fetchResource(id) });
export const registriesQuery = queryOptions({ queryKey: ['registries'], queryFn: fetchRegistries });
export const interfacesQuery = queryOptions({
  queryKey: ['interfaces'],
  queryFn: fetchInterfaces,
  refetchInterval: LIST_POLL_MS,
});
export const interfaceQuery = (id: string) =>
  queryOptions({ queryKey: ['interfaces', 'one', id], queryFn: () => fetchInterface(id) });
export const definitionsQuery = queryOptions({ queryKey: ['interfaces', 'definitions'], queryFn: fetchDefinitions });
export const definitionQuery = (id: string) =>
  queryOptions({ queryKey: ['interfaces', 'definition', id], queryFn: () => fetchDefinition(id) });
export const groundsQuery = queryOptions({ queryKey: ['interfaces', 'grounds'], queryFn: fetchGrounds });
export const applicationsQuery = queryOptions({ queryKey: ['applications'], queryFn: fetchApplications });
