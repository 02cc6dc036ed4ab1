import { Type } from 'typebox';
import { addDays, DomainError, shanghaiDate, startOfShanghaiDay, type PlainDate } from '@platform/kernel';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { LIVE_TOPIC, type Own } from '../deps.ts';
import { differencesOf, type Paid } from '../domain/compare.ts';
import { settleRefund } from '../send-refund.ts';
import { settleOrder } from '../settle-order.ts';
import type { Bill } from '../store/bills.ts';
import { orderIdOf, orderNo, paidBetween } from '../store/orders.ts';
import { saveDifferences, saveFailure, saveReconciliation } from '../store/reconciliations.ts';
import { refundedBetween } from '../store/refunds.ts';

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

/** What the statement has and we have not, paid or given back, is asked about and counted first; what then still differs is for people. */
export async function reconcileDay(own: Own, day: PlainDate, trace: string): Promise<void> {
  const { platform } = own;
  if (!platform) return;
  const period = [startOfShanghaiDay(day), startOfShanghaiDay(addDays(day, 1))] as const;
  const paidHere = async (): Promise<Paid[]> =>
    (await own.db.readOnce((tx) => paidBetween(tx, ...period))).map(({ id, paidFen }) => ({
      no: orderNo(id),
      fen: paidFen ?? 0n,
    }));
  const refundedHere = async (): Promise<Paid[]> =>
    (await own.db.readOnce((tx) => refundedBetween(tx, ...period))).map(({ id, fen }) => ({ no: orderNo(id), fen }));
  try {
    const theirs = (await platform.statement(day)).map(({ orderId, fen }) => ({ no: orderId, fen }));
    const refundsTheirs = (await platform.refundStatement(day)).map(({ refundId, fen }) => ({ no: refundId, fen }));
    await hear(own, await paidHere(), theirs, async (no, id) => {
      const word = await platform.ask(no);
      return own.db.transaction((tx) => settleOrder(own, tx, id, word, trace));
    });
    await hear(own, await refundedHere(), refundsTheirs, async (no, id) => {
      const word = await platform.askRefund(no);
      return own.db.transaction((tx) => settleRefund(own, tx, id, word, trace));
    });
    const [ours, refundsOurs] = [await paidHere(), await refundedHere()];
    const at = own.clock.now();
    await own.db.transaction(async (tx) => {
      await saveReconciliation(tx, {
        day,
        at,
        ours: ours.length,
        oursFen: sum(ours),
        theirs: theirs.length,
        theirsFen: sum(theirs),
        refundsOurs: refundsOurs.length,
        refundsOursFen: sum(refundsOurs),
        refundsTheirs: refundsTheirs.length,
        refundsTheirsFen: sum(refundsTheirs),
      });
      const found = [
        ...differencesOf(ours, theirs).map((one) => ({ ...one, of: 'payment' as const })),
        ...differencesOf(refundsOurs, refundsTheirs).map((one) => ({ ...one, of: 'refund' as const })),
      ];
      await saveDifferences(tx, day, found, at);
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const failure = { zh: error.messageIn('zh'), en: error.messageIn('en') };
    await own.db.transaction((tx) => saveFailure(tx, day, own.clock.now(), failure));
  }
  own.live.publish({ topic: LIVE_TOPIC, data: {} });
}

const sum = (all: readonly Paid[]): bigint => all.reduce((total, { fen }) => total + fen, 0n);

/** Asks about each that only they know. */
async function hear(
  own: Own,
  ours: readonly Paid[],
  theirs: readonly Paid[],
  ask: (no: string, id: string) => Promise<Bill | undefined>,
): Promise<void> {
  for (const { no, what } of differencesOf(ours, theirs)) {
    const id = what === 'unknown-here' ? orderIdOf(no) : undefined;
    if (id === undefined) continue;
    try {
      const changed = await ask(no, id);
      if (changed) own.announce(changed);
    } catch (error) {
      // One that the platform will not tell of stands as a difference; the others are compared.
      if (!(error instanceof DomainError) || error.code === 'payments.platform-away') throw error;
    }
  }
}
