import { fetchStopped, fetchWork, type StoppedCase, type WorkListing } from '../../api/work.ts';
import { fetchTasks, WORK_PAGE, type TaskListing, type WorkFilter } from '../../api/work-tasks.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { usePaged, type Paged } from '../../data/paged.ts';

/** States in which someone has to act: the list people come for. */
export const OPEN_STATES = 'open';
/** Shows all states, in the address. */
export const ALL_STATES = 'all';
/** In the address: the cases themselves, not the tasks. */
export const CASES_VIEW = 'cases';
/** In the address: the cases whose process has stopped. */
export const STOPPED_VIEW = 'stopped';

/** In the address: what was told to who supervises. */
export const TOLD_VIEW = 'told';
/** In the address: extensions that wait for the head of government. */
export const JOINT_VIEW = 'joint';
/** In the address: remarks that name the officer. */
export const MENTIONS_VIEW = 'mentions';

export const WORK_KEY = 'work';

/** The list of cases under filters as the address has them, kept fresh while it is shown. */
export function useWorkList(filter: WorkFilter, enabled = true): Paged<WorkListing> {
  useTopicLive('cases', WORK_KEY, enabled);
  const state = filter.state ?? OPEN_STATES;
  const asked: WorkFilter = { ...filter, state: state === ALL_STATES ? undefined : state };
  return usePaged(
    [WORK_KEY, 'cases', state, filter.light ?? '', filter.q ?? ''],
    WORK_PAGE,
    (cursor) => fetchWork(asked, cursor),
    { enabled },
  );
}

/** The officer's tasks under filters as the address has them, kept fresh while they are shown. */
export function useTaskList(filter: WorkFilter, enabled = true): Paged<TaskListing> {
  useTopicLive('cases', WORK_KEY, enabled);
  const { state = OPEN_STATES, light = '', matter = '', mine = '', q = '' } = filter;
  return usePaged(
    [WORK_KEY, 'tasks', state, light, matter, mine, q],
    WORK_PAGE,
    (cursor) => fetchTasks({ ...filter, state }, cursor),
    { enabled },
  );
}

/** Cases whose process has stopped, kept fresh while they are shown. */
export function useStoppedList(): Paged<StoppedCase> {
  useTopicLive('cases', WORK_KEY);
  return usePaged([WORK_KEY, 'stopped'], WORK_PAGE, fetchStopped);
}
