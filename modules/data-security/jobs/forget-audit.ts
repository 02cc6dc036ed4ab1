import { Type } from 'typebox';
import { forgetEntries, LEAST_AUDIT_MONTHS } from '@platform/audit';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { Own } from '../deps.ts';

export const forgetAuditJob = defineJob('data-security.forget-audit', Type.Object({}));

const BATCH = 5_000;
/** Five years: the longest time in which an act can still be punished (行政处罚法 art. 36, where life, health or money are at stake). */
export const AUDIT_MONTHS = 60;

/** Each night: audit entries whose term is over are removed for good, a few thousand a transaction, looked at once more before they go. The chain stays whole. */
export function forgetAuditHandler(deps: Own): JobHandler {
  return jobHandler(forgetAuditJob, async (_payload, { jobId, signal }) => {
    const now = deps.clock.now();
    const before = termBegin(now, deps.settings.keepAuditMonths ?? AUDIT_MONTHS);
    for (let full = true; full && !signal.aborted; ) {
      const { removed, upTo } = await forgetEntries({ database: deps.hub, keys: deps.keys, before, now, limit: BATCH });
      if (removed > 0)
        await deps.db.transaction((tx) =>
          deps.audit.append(tx, {
            actor: { kind: 'system', name: 'data-security' },
            action: 'data-security.forget-audit',
            subject: `audit:${before.toISOString().slice(0, 10)}`,
            detail: { removed, before: before.toISOString(), upTo: String(upTo) },
            trace: `job:${jobId}`,
          }),
        );
      full = removed === BATCH;
    }
  });
}

/** What was written before this instant has had its term: whole months, and the days by which months and years differ. */
export function termBegin(now: Date, months: number): Date {
  const begin = new Date(now);
  begin.setUTCDate(1);
  begin.setUTCMonth(begin.getUTCMonth() - Math.max(LEAST_AUDIT_MONTHS, months));
  return begin;
}
