import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

/** A page of a list on the server; `total` where the server counted. */
export type PageOf<T> = { items: T[]; next?: string | null; total?: number };

/** Cursors of the pages walked through so far, by list, so that coming back from a detail finds the page one was on. */
const trails = new Map<string, readonly (string | undefined)[]>();
/** Counted by the server with the first page only. */
const totals = new Map<string, number>();

/** For what is recorded as a read of people's data: opening it is a look, coming back to the window is not another. */
export const LOOKED_AT_ONCE = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnMount: 'always',
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

export type Paged<T> = {
  items: readonly T[] | undefined;
  total: number | undefined;
  /** From 1. */
  page: number;
  /** How many items stand on the pages before. */
  before: number;
  isFetching: boolean;
  /** The items are still those of the page before, or of the filters before. */
  isPlaceholder: boolean;
  error: unknown;
  again: () => void;
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
};

/** Walks a list page by page; only the page shown is fetched again. `key` begins with what live messages invalidate. */
export function usePaged<T>(
  key: readonly string[],
  pageSize: number,
  fetchPage: (cursor: string | undefined) => Promise<PageOf<T>>,
  options: {
    enabled?: boolean /** Every look is recorded: ask again only when something changed. */;
    recorded?: boolean;
  } = {},
): Paged<T> {
  const id = JSON.stringify(key);
  const [, draw] = useState(0);
  const trail = trails.get(id) ?? [undefined];
  const cursor = trail[trail.length - 1];
  const query = useQuery({
    queryKey: [...key, cursor ?? ''],
    queryFn: () => fetchPage(cursor),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    ...(options.recorded ? LOOKED_AT_ONCE : {}),
  });
  if (query.data?.total !== undefined) totals.set(id, query.data.total);
  const walk = (to: readonly (string | undefined)[]) => {
    trails.set(id, to);
    draw((count) => count + 1);
  };
  const next = query.data?.next;
  return {
    items: query.data?.items,
    total: totals.get(id),
    page: trail.length,
    before: (trail.length - 1) * pageSize,
    isFetching: query.isFetching,
    isPlaceholder: query.isPlaceholderData,
    // A page that is shown stays shown when fetching it again fails.
    error: query.data ? null : query.error,
    again: () => void query.refetch(),
    previous: trail.length > 1 ? () => walk(trail.slice(0, -1)) : undefined,
    next: next && !query.isPlaceholderData ? () => walk([...trail, next]) : undefined,
  };
}
