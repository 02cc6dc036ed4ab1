import { Type } from 'typebox';
import { addDays, DomainError, shanghaiDate, startOfShanghaiDay, type PlainDate } from '@platform/kernel';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { differencesOf } from '../domain/compare.ts';
import { settleOrder } from '../settle-order.ts';
import { orderIdOf, orderNo, paidBetween } from '../store/orders.ts';
import { saveDifferences, saveFailure, saveReconciliation } from '../store/reconciliations.ts';

/** Compares a day with the platform's statement; without a day, yesterday. */
export const RECONCILE_DAYS = defineJob(
  'payments.reconcile',
  Type.Object({ day: Type.Optional(Type.String({ format: 'date' })) }),
);

export function reconcileDays(own: Own): JobHandler {
  return jobHandler(RECONCILE_DAYS, async ({ day }, { jobId }) => {
    await reconcileDay(own, day ?? addDays(shanghaiDate(own.clock.now()), -1), `job:${jobId}`);
  });
}

/** What the statement has paid and we have not is asked about and counted first; what then still differs is for people. */
export async function reconcileDay(own: Own, day: PlainDate, trace: string): Promise<void> {
  const { platform } = own;
  if (!platform) return;
  const period = [startOfShanghaiDay(day), startOfShanghaiDay(addDays(day, 1))] as const;
  const paidHere = async () => {
    const orders = await own.db.readOnce((tx) => paidBetween(tx, ...period));
    return orders.map(({ id, fen }) => ({ no: orderNo(id), fen }));
  };
  try {
    const statement = await platform.statement(day);
    const theirs = statement.map(({ orderId, fen }) => ({ no: orderId, fen }));
    for (const { no, what } of differencesOf(await paidHere(), theirs)) {
      const id = what === 'unknown-here' ? orderIdOf(no) : undefined;
      if (id === undefined) continue;
      const word = await platform.ask(no);
      const changed = await own.db.transaction((tx) => settleOrder(own, tx, id, word, trace));
      if (changed) own.announce(changed);
    }
    const ours = await paidHere();
    const at = own.clock.now();
    const sum = (all: readonly { fen: bigint }[]): bigint => all.reduce((total, { fen }) => total + fen, 0n);
    await own.db.transaction(async (tx) => {
      await saveReconciliation(tx, {
        day,
        at,
        ours: ours.length,
        oursFen: sum(ours),
        theirs: theirs.length,
        theirsFen: sum(theirs),
      });
      await saveDifferences(tx, day, differencesOf(ours, theirs), at);
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const failure = { zh: error.messageIn('zh'), en: error.messageIn('en') };
    await own.db.transaction((tx) => saveFailure(tx, day, own.clock.now(), failure));
  }
  own.live.publish({ topic: LIVE_TOPIC, data: {} });
}
