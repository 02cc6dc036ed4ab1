import { useLive } from '@yiwang/ui';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchCodeTables, fetchEntry, fetchVersions } from '../../api/entries.ts';

/** What live messages of the catalogue make old: every key below begins with this, and those of the resources. */
export const CATALOGUE = 'catalogue';
const LIVE_MS = 800;

export const entryQuery = (id: string) =>
  queryOptions({ queryKey: [CATALOGUE, 'entry', id], queryFn: () => fetchEntry(id), staleTime: 0 });
export const versionsQuery = (id: string) =>
  queryOptions({ queryKey: [CATALOGUE, 'versions', id], queryFn: () => fetchVersions(id) });
export const codeTablesQuery = queryOptions({
  queryKey: ['code-tables'],
  queryFn: fetchCodeTables,
  staleTime: 600_000,
});

/** Fetches again what is shown when the catalogue changes, at most about once a second. */
export function useCatalogueLive(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(['catalogue'], () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: [CATALOGUE] });
    }, LIVE_MS);
  });
}
