import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { forgetReceipts, LEAST_RECEIPT_YEARS } from '@platform/receipts';
import type { Own } from '../deps.ts';

export const forgetReceiptsJob = defineJob('receipts.forget-receipts', Type.Object({}));

/** Where the city says nothing: as long as the files of the grants that they prove the use of (业务档案, ten years). */
export const RECEIPT_YEARS = 10;

/** Each night: exchanges whose term is over are removed for good, batch by batch, each found whole before it goes; what a dispute or question names stays. */
export function forgetReceiptsHandler(deps: Own): JobHandler {
  return jobHandler(forgetReceiptsJob, async (_payload, { jobId, signal }) => {
    const now = deps.clock.now();
    const { keepReceiptsYears = RECEIPT_YEARS, keepReadsYears = LEAST_RECEIPT_YEARS } = deps.settings;
    const before = startOfTerm(now, Math.max(keepReceiptsYears, keepReadsYears));
    const held = await deps.held();
    for (let after = 0n; !signal.aborted; ) {
      const gone = await forgetReceipts({ database: deps.database, trust: deps.trust, before, now, after, held });
      if (gone.broken.length > 0)
        deps.log.error(
          { module: 'receipts', batches: gone.broken.map(String) },
          'batches whose term is over are not what their signed heads say; they stay',
        );
      if (gone.removed > 0) {
        await deps.db.transaction((tx) =>
          deps.audit.append(tx, {
            actor: { kind: 'system', name: 'receipts' },
            action: 'receipts.forget-receipts',
            subject: `receipts:${before.toISOString().slice(0, 10)}`,
            detail: { removed: gone.removed, before: before.toISOString(), broken: gone.broken.length },
            trace: `job:${jobId}`,
          }),
        );
        deps.live.publish({ topic: 'receipts', data: {} });
      }
      if (gone.after === undefined) return;
      after = gone.after;
    }
  });
}

/** What was sealed before this instant has had its term: whole years, and the days that leap years add. */
function startOfTerm(now: Date, years: number): Date {
  const start = new Date(now);
  start.setUTCFullYear(start.getUTCFullYear() - Math.max(LEAST_RECEIPT_YEARS, years));
  return new Date(start.getTime() - 86_400_000);
}
