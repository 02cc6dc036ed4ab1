import {
  ApiProblem,
  fetchBoard,
  fetchBoards,
  fetchBoundaries,
  fetchIndicatorRecords,
  fetchSession,
  type IndicatorRecords,
} from '@yiwang/ui';
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';

/** Figures are asked for again this often, also when no live message comes. */
export const REFRESH_MS = 15_000;

/** Only what may pass by itself is tried again at once: no answer at all, or a server that is starting. */
function worthTrying(failures: number, error: unknown): boolean {
  return failures < 1 && error instanceof ApiProblem && [0, 502, 503].includes(error.status);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // `always`: a wall that the browser thinks is offline must say so, not wait in silence.
    queries: { retry: worthTrying, retryDelay: 800, staleTime: 5000, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** What must be there before anything is shown; asked for again until it is. */
const UNTIL_THERE = {
  refetchInterval: (query: { state: { data: unknown; error: unknown } }) =>
    query.state.data === undefined && query.state.error !== null ? REFRESH_MS : false,
} as const;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: fetchSession,
  staleTime: 60_000,
  ...UNTIL_THERE,
});
export const boardsQuery = queryOptions({
  queryKey: ['boards'],
  queryFn: fetchBoards,
  staleTime: 300_000,
  ...UNTIL_THERE,
});
export const boardQuery = (id: string) =>
  queryOptions({
    queryKey: ['board', id],
    queryFn: () => fetchBoard(id),
    refetchInterval: REFRESH_MS,
    refetchIntervalInBackground: true,
  });
export const boundariesQuery = queryOptions({
  queryKey: ['boundaries'],
  queryFn: fetchBoundaries,
  staleTime: Number.POSITIVE_INFINITY,
  ...UNTIL_THERE,
});
/** Pages of records stay as they were read: they do not move under the reader. */
export const recordsQuery = (indicator: string) =>
  infiniteQueryOptions({
    queryKey: ['records', indicator],
    queryFn: ({ pageParam }) => fetchIndicatorRecords(indicator, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: IndicatorRecords) => page.next ?? undefined,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
