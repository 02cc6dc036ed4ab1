import type { WorkAction, WorkCase } from '../../../api/work.ts';
import type { CaseTask, TaskResult } from '../../../api/work-tasks.ts';

/** A way to decide: ending a task with a result, or an act on the case itself. */
export type Way = { result: TaskResult; task?: CaseTask };

const ORDER: readonly TaskResult[] = ['accept', 'agree', 'approve', 'done', 'correct', 'disagree', 'refuse'];
/** `refer` is no way to end a task: it stands in the menu of other acts. */
const OF_LAW: Partial<Record<WorkAction, TaskResult>> = {
  accept: 'accept',
  approve: 'approve',
  'request-correction': 'correct',
  refuse: 'refuse',
};
export const ACTION_OF = {
  accept: 'accept',
  approve: 'approve',
  correct: 'request-correction',
  refuse: 'refuse',
} as const satisfies Partial<Record<TaskResult, WorkAction>>;

/**
 * How the officer may go on: with the results of their task; a case without open work (begun before there were processes) obeys
 * the law alone. Where their decision follows at once on their acceptance, the server lets both be done in one act.
 */
export function waysOf(file: WorkCase, task: CaseTask | undefined): Way[] {
  if (!task) {
    const worked = file.tasks.some(({ state }) => state === 'open' || state === 'failed');
    return worked ? [] : ordered(file.allowed.flatMap((action) => OF_LAW[action] ?? []).map((result) => ({ result })));
  }
  const ways: Way[] = task.results.map(({ result }) => ({ result, task }));
  const accepts = task.link === 'accept' || task.link === 'receive';
  return ordered(accepts && file.allowed.includes('approve') ? [...ways, { result: 'approve' }] : ways);
}

const ordered = (ways: readonly Way[]): Way[] =>
  [...ways].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
