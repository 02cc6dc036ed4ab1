import { inScope, type StaffActor } from '@platform/access';
import type { TaskRecord } from './store/task-record.ts';

/** Whether a task is this officer's to see: it belongs to one of their organisations. */
export function seesTask(staff: StaffActor, task: Pick<TaskRecord, 'organisation'>): boolean {
  return inScope(staff, task.organisation);
}

/**
 * Whether the officer may end it: nobody else has claimed it, and no role is asked for that they do not have.
 * @param standsInFor accounts whose substitute they are today
 */
export function mayFinish(
  staff: StaffActor,
  task: Pick<TaskRecord, 'organisation' | 'holder' | 'role'>,
  standsInFor: readonly string[] = [],
): boolean {
  if (!seesTask(staff, task)) return false;
  if (task.role !== null && !staff.roles.includes(task.role)) return false;
  return task.holder === null || task.holder === staff.accountId || standsInFor.includes(task.holder);
}
