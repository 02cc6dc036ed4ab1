import type { Tx } from '@platform/database';
import { shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { requestOf } from '../dispute.ts';
import { deadlineOf } from '../domain/clock.ts';
import { disputeTold, lockLateDisputes, lockLateObjections, objectionTold } from '../store/arbitrations.ts';
import { addSteps } from '../store/requests.ts';

/**
 * The sharing authority's own silence: an objection or a dispute past its day is told once, in the timeline of its request and to open pages.
 * Returns the larger number of both kinds, so that whoever asks in batches knows whether there are more.
 */
export async function tellAuthority(deps: Own, tx: Tx, most: number): Promise<number> {
  const now = deps.clock.now();
  const today = shanghaiDate(now);
  const tell = async (request: string | undefined, dueDate: string | undefined): Promise<void> => {
    if (request !== undefined)
      await addSteps(
        tx,
        request,
        [{ kind: 'overdue', detail: { clock: 'arbitrate', dueDate, responsible: deps.authority } }],
        { at: now, kind: 'rules', organisation: null, account: null },
      );
    deps.live.publish({ topic: 'sharing', data: request === undefined ? {} : { requestId: request } });
  };
  const objections = await lockLateObjections(tx, now, most);
  for (const { id, document } of objections) {
    await objectionTold(tx, id, today);
    await tell(id, document.objection && deadlineOf(document.objection.clock, deps.calendar)?.date);
  }
  const disputes = await lockLateDisputes(tx, now, most);
  for (const one of disputes) {
    await disputeTold(tx, one.id, today);
    await tell(await requestOf(tx, one), one.due_date ?? undefined);
  }
  return Math.max(objections.length, disputes.length);
}
