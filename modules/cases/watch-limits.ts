import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { carryOut } from './carry-out.ts';
import { deadlineFrom, runningLimit } from './domain/clock.ts';
import type { CaseTools } from './module.ts';
import { expiredCases, provisionalCases } from './store/case-lists.ts';
import { lockCase, saveCase } from './store/cases.ts';

export const WATCH_LIMITS = defineJob('cases.watch-limits', Type.Object({}));

const AT_ONCE = 500;
const CLOCK = { kind: 'system', name: 'cases.watch-limits' } as const;

/**
 * What the law says of silence: a case not answered in time counts as accepted from the day it was received (行政许可法
 * art. 32); one not corrected in time is returned.
 */
export function watchLimits(tools: CaseTools): JobHandler {
  return jobHandler(WATCH_LIMITS, async (_payload, { jobId }) => {
    const ids = await tools.db.read((tx) => expiredCases(tx, ['received', 'correction'], tools.clock.now(), AT_ONCE));
    for (const id of ids) {
      await tools.db.transaction(async (tx) => {
        const record = await lockCase(tx, id);
        if (!record?.deadline || record.deadline.at > tools.clock.now()) return;
        const matter = tools.matters.get(record.matter, record.matterVersion);
        const act = { actor: CLOCK, trace: `job:${jobId}` };
        if (record.state === 'correction')
          await carryOut(tools, tx, record, matter, { action: 'expire-correction' }, act);
        if (record.state === 'received') {
          await carryOut(
            tools,
            tx,
            record,
            matter,
            { action: 'accept', deemed: true },
            { ...act, countFrom: record.deadline.from },
          );
        }
      });
      // Whose it is stays unsaid here: an open page of anyone asks again, and learns nothing.
      tools.live.publish({ topic: 'cases', data: { caseId: id } });
    }
  });
}

/** A new holiday notice has come with the start: limits that were only expected are computed anew. */
export async function recomputeProvisional(tools: CaseTools): Promise<void> {
  const ids = await tools.db.read((tx) => provisionalCases(tx));
  for (const id of ids) {
    await tools.db.transaction(async (tx) => {
      const record = await lockCase(tx, id);
      if (!record?.deadline?.provisional) return;
      const matter = tools.matters.get(record.matter, record.matterVersion);
      const limit = runningLimit(record.state, matter.limits.promise, matter.limits.statutory, tools.limits);
      const start = record.deadline.from;
      if (!limit) return;
      const deadline = deadlineFrom(start, limit, tools.calendar);
      if (deadline.date !== record.deadline.date || !deadline.provisional) await saveCase(tx, { ...record, deadline });
    });
  }
}
