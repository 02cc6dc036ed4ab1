import { ApiProblem, fetchOrganisations, fetchSession } from '@yiwang/ui';
import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { fetchBoard, fetchBoards, fetchBoundaries, fetchRecords } from '../api/boards.ts';

/** Only what may pass by itself is tried again: no answer at all, or a server that is starting. */
function worthTrying(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return failures < 1 && (error.status === 0 || error.status === 502 || error.status === 503);
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthTrying, retryDelay: 800, staleTime: 5_000, refetchOnWindowFocus: true } },
});

/** A wall is looked at, not clicked: it asks by itself, also when no live message gets through. */
const BOARD_MS = 15_000;
const DAY_MS = 86_400_000;

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: fetchSession, staleTime: 60_000 });
export const boardsQuery = queryOptions({ queryKey: ['boards'], queryFn: fetchBoards, staleTime: 60_000 });
export const boardQuery = (id: string) =>
  queryOptions({
    queryKey: ['board', id],
    queryFn: () => fetchBoard(id),
    refetchInterval: BOARD_MS,
    refetchIntervalInBackground: true,
    placeholderData: keepPreviousData,
  });
export const boundariesQuery = queryOptions({ queryKey: ['boundaries'], queryFn: fetchBoundaries, staleTime: DAY_MS });
export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: fetchOrganisations,
  staleTime: DAY_MS,
});
export const recordsQuery = (indicator: string) =>
  infiniteQueryOptions({
    queryKey: ['records', indicator],
    queryFn: ({ pageParam }) => fetchRecords(indicator, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    staleTime: 15_000,
  });
