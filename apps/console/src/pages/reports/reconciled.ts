import type { ReportDay } from '../../api/reports.ts';

type Reconciled = NonNullable<ReportDay['reconciliation']>;

/**
 * What the reconciliation of a day came to. Both sides agree only where they hold as many: what waits here or was refused above is no difference that
 * a reconciliation mends, yet the province does not have it.
 */
export function reconciled({
  open,
  ours,
  theirs,
}: Pick<Reconciled, 'open' | 'ours' | 'theirs'>):
  | { result: 'differs' | 'lacking'; count: number; tone: 'red' | 'amber' }
  | { result: 'equal'; count: 0; tone: 'green' } {
  if (open > 0) return { result: 'differs', count: open, tone: 'red' };
  if (theirs < ours) return { result: 'lacking', count: ours - theirs, tone: 'amber' };
  return { result: 'equal', count: 0, tone: 'green' };
}
