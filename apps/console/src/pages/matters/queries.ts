import { useLive } from '@yiwang/ui';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchMatter } from '../../api/matters.ts';

/** What live messages of matters make old: every key of these pages begins with this. */
export const MATTERS = 'matters-work';
const LIVE_MS = 800;

export const matterQuery = (id: string) =>
  queryOptions({ queryKey: [MATTERS, 'one', id], queryFn: () => fetchMatter(id), staleTime: 0 });

/** Fetches again what is shown when matters change, at most about once a second. */
export function useMattersLive(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(['matters'], () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: [MATTERS] });
    }, LIVE_MS);
  });
}
