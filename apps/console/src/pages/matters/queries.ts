import { queryOptions } from '@tanstack/react-query';
import { fetchMatter } from '../../api/matters.ts';
import { useTopicLive } from '../../data/live-topic.ts';

/** What live messages of matters make old: every key of these pages begins with this. */
export const MATTERS = 'matters-work';

export const matterQuery = (id: string) =>
  queryOptions({ queryKey: [MATTERS, 'one', id], queryFn: () => fetchMatter(id), staleTime: 0 });

/** Fetches again what is shown when matters change, at most about once a second. */
export const useMattersLive = (): void => useTopicLive('matters', MATTERS);
