import { useLive } from '@yiwang/ui';
import { useQueryClient } from '@tanstack/react-query';
import { fetchWork, WORK_PAGE, type WorkFilter, type WorkListing } from '../../api/work.ts';
import { usePaged, type Paged } from '../../data/paged.ts';

/** States in which someone has to act: the list people come for. */
export const OPEN_STATES = 'open';
/** Shows all states, in the address. */
export const ALL_STATES = 'all';

export const WORK_KEY = 'work';

/** The work list under filters as the address has them, kept fresh while it is shown. */
export function useWorkList(filter: WorkFilter): Paged<WorkListing> {
  const client = useQueryClient();
  useLive(['cases'], () => void client.invalidateQueries({ queryKey: [WORK_KEY] }));
  const state = filter.state ?? OPEN_STATES;
  const asked: WorkFilter = { ...filter, state: state === ALL_STATES ? undefined : state };
  return usePaged([WORK_KEY, state, filter.light ?? '', filter.q ?? ''], WORK_PAGE, (cursor) =>
    fetchWork(asked, cursor),
  );
}
