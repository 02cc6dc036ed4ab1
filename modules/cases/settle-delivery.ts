import { deadlineFrom, lightOf, nextLightAt } from './domain/clock.ts';
import type { Handling } from './handle-case.ts';
import type { CaseTools } from './module.ts';

/**
 * A step that hands the result over within days of its own (`yw:days`) is the case's clock of delivery too, where it ends before the city's: whoever
 * hands over sees one time. The law's limit of a licence stays behind it. Where several hand over each keeps its own.
 */
export function settleDelivery(tools: CaseTools, handling: Handling): void {
  const { record, flow } = handling;
  if (record.state !== 'approved' || !record.deadline) return;
  const [task, another] = flow.open.filter(({ link }) => link === 'deliver');
  const days = Number(task?.job?.attributes['days'] ?? Number.NaN);
  if (!task || another || !Number.isInteger(days) || days < 0) return;
  const own = deadlineFrom(task.openedAt, { days, unit: 'workday' }, tools.calendar);
  if (task.ownDue) flow.put({ ...task, ownDue: false });
  if (own.at >= record.deadline.at) return;
  const deadline = { ...own, from: record.deadline.from };
  const light = lightOf(deadline, tools.clock.now(), record.statutory);
  handling.record = { ...record, deadline, light, nextLightAt: nextLightAt(deadline, record.statutory, light) };
  handling.touched = true;
}
