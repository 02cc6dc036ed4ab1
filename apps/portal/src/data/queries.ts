import {
  ApiProblem,
  fetchGuide,
  fetchMyBills,
  fetchMatters,
  fetchMyCase,
  fetchMyCases,
  fetchMyReturned,
  fetchMyLicence,
  fetchMyLicences,
  fetchReadsSummary,
  fetchServicePoints,
  fetchSession,
  fetchSignIn,
  type Page,
  type PointsAsked,
} from '@yiwang/ui';
import { infiniteQueryOptions, QueryClient, queryOptions, type QueryKey } from '@tanstack/react-query';

/** Only what may pass by itself is tried again: no answer at all, or a server that is starting. */
function worthTrying(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return failures < 1 && (error.status === 0 || error.status === 502 || error.status === 503);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthTrying, retryDelay: 800, staleTime: 10_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

/**
 * Shows what a write answered. A fetch that set out before it is dropped first: its answer is older and would undo on the screen what
 * was just done.
 */
export async function showAnswer<T>(
  client: QueryClient,
  queryKey: QueryKey,
  answer: T | ((before: T | undefined) => T | undefined),
) {
  await client.cancelQueries({ queryKey, exact: true });
  client.setQueryData<T>(queryKey, answer as T);
}

const nextCursor = (page: Page<unknown>): string | undefined => page.next ?? undefined;

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: fetchSession, staleTime: 60_000 });
export const mattersQuery = (q: string) =>
  queryOptions({ queryKey: ['matters', q], queryFn: ({ signal }) => fetchMatters(q, signal), staleTime: 60_000 });
export const guideQuery = (id: string) =>
  queryOptions({ queryKey: ['guide', id], queryFn: () => fetchGuide(id), staleTime: 60_000 });
// Open or shut changes by the minute.
export const pointsQuery = (asked: PointsAsked) =>
  queryOptions({
    queryKey: ['service-points', JSON.stringify(asked)],
    queryFn: ({ signal }) => fetchServicePoints(asked, signal),
    refetchInterval: 60_000,
  });
export const pointPagesQuery = (asked: PointsAsked) =>
  infiniteQueryOptions({
    queryKey: ['service-points', 'pages', JSON.stringify(asked)],
    queryFn: ({ pageParam, signal }) =>
      fetchServicePoints({ ...asked, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  });
export const casesQuery = infiniteQueryOptions({
  queryKey: ['cases'],
  queryFn: ({ pageParam }) => fetchMyCases(pageParam),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: nextCursor,
});
export const returnedQuery = infiniteQueryOptions({
  queryKey: ['cases', 'returned'],
  queryFn: ({ pageParam }) => fetchMyReturned(pageParam),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: nextCursor,
});
export const caseQuery = (id: string) => queryOptions({ queryKey: ['case', id], queryFn: () => fetchMyCase(id) });
export const billsQuery = (caseId: string) =>
  queryOptions({ queryKey: ['bills', caseId], queryFn: () => fetchMyBills(caseId) });
export const licencesQuery = queryOptions({ queryKey: ['licences'], queryFn: fetchMyLicences });
export const licenceQuery = (id: string) =>
  queryOptions({ queryKey: ['licence', id], queryFn: () => fetchMyLicence(id) });
export const readsSummaryQuery = queryOptions({ queryKey: ['reads-summary'], queryFn: fetchReadsSummary });
export const signInQuery = (uid: string) =>
  queryOptions({ queryKey: ['sign-in', uid], queryFn: () => fetchSignIn(uid), staleTime: Number.POSITIVE_INFINITY });
