import { queryOptions } from '@tanstack/react-query';
import { fetchCodeTables, fetchEntry, fetchVersions } from '../../api/entries.ts';
import { useTopicLive } from '../../data/live-topic.ts';

/** What live messages of the catalogue make old: every key below begins with this, and those of the resources. */
export const CATALOGUE = 'catalogue';

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
export const useCatalogueLive = (): void => useTopicLive('catalogue', CATALOGUE);
