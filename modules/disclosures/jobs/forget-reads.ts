import { Type } from 'typebox';
import { forgetReads, LEAST_YEARS } from '@platform/audit';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { Own } from '../deps.ts';
import { readsInQuestion } from '../store/questions.ts';

export const forgetReadsJob = defineJob('disclosures.forget-reads', Type.Object({}));

const BATCH = 5_000;

/** Each night: reads whose term is over are removed for good, a few thousand a transaction, each in the audit; what an open question or dispute is about stays. The chain stays whole. */
export function forgetReadsHandler(deps: Own): JobHandler {
  return jobHandler(forgetReadsJob, async (_payload, { jobId, signal }) => {
    const now = deps.clock.now();
    const before = startOfTerm(now, deps.settings.keepReadsYears ?? LEAST_YEARS);
    const { grants } = (await deps.grantRecords?.inDispute()) ?? { grants: [] };
    for (let full = true; full && !signal.aborted; ) {
      const removed = await deps.db.transaction(async (tx) => {
        const gone = await forgetReads(tx, before, now, BATCH, { reads: await readsInQuestion(tx), grants });
        if (gone.removed > 0)
          await deps.audit.append(tx, {
            actor: { kind: 'system', name: 'disclosures' },
            action: 'disclosures.forget-reads',
            subject: `reads:${before.toISOString().slice(0, 10)}`,
            detail: { removed: gone.removed, before: before.toISOString(), upTo: String(gone.upTo) },
            trace: `job:${jobId}`,
          });
        return gone.removed;
      });
      full = removed === BATCH;
    }
  });
}

/** What was read before this instant has had its term: whole years, and the days that leap years add. */
export function startOfTerm(now: Date, years: number): Date {
  const start = new Date(now);
  start.setUTCFullYear(start.getUTCFullYear() - Math.max(LEAST_YEARS, years));
  return new Date(start.getTime() - 86_400_000);
}
