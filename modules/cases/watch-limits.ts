import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { clocksOf, LICENSING } from './domain/limits.ts';
import { eachCase } from './each-case.ts';
import { command, commitHandling, endHandling, finishTask, openHandling, settleLaw } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import { expiredCases, provisionalCases } from './store/case-lists.ts';
import { lockCase, saveCase } from './store/cases.ts';
import { loadFlow } from './store/flow-rows.ts';
import { settleDelivery } from './settle-delivery.ts';
import { suspensionsOf } from './store/suspensions.ts';

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
    await eachCase(ids, async (id) => {
      await tools.db.transaction(async (tx) => {
        const [record, loaded] = await Promise.all([lockCase(tx, id), loadFlow(tx, id, tools.contents)]);
        if (!record?.deadline || record.deadline.at > tools.clock.now()) return;
        const handling = await openHandling(tools, record, loaded, { actor: CLOCK, trace: `job:${jobId}` });
        if (record.state === 'correction') command(tools, handling, { action: 'expire-correction' });
        if (record.state === 'received') {
          command(tools, handling, { action: 'accept', deemed: true }, { countFrom: record.deadline.from });
          // Silence ended the task as well, whoever else was still to sign it.
          const task = handling.flow.open.find(({ link }) => link === 'accept' || link === 'receive');
          if (task) handling.flow.dropSigners(task);
          if (task) await finishTask(tools, handling, task, { result: task.link === 'accept' ? 'accept' : 'done' });
        }
        settleLaw(handling);
        await endHandling(tools, tx, handling);
      });
      // Whose it is stays unsaid here: an open page of anyone asks again, and learns nothing.
      tools.live.publish({ topic: 'cases', data: { caseId: id } });
    });
  });
}

/** A new holiday notice has come with the start: limits that were only expected are computed anew. */
export async function recomputeProvisional(tools: CaseTools): Promise<void> {
  const ids = await tools.db.read((tx) => provisionalCases(tx));
  for (const id of ids) {
    await tools.db.transaction(async (tx) => {
      const [record, loaded, pauses] = await Promise.all([
        lockCase(tx, id),
        loadFlow(tx, id, tools.contents),
        suspensionsOf(tx, id),
      ]);
      if (!record?.deadline?.provisional) return;
      const { limits, taskType } = tools.matters.get(record.matter, record.matterVersion);
      const { state, extendedDays } = record;
      const start = record.deadline.from;
      const clocks = clocksOf(
        { state, start, extendedDays, pauses, licensing: taskType === LICENSING },
        limits,
        tools.limits,
        tools.calendar,
        tools.clock.now(),
      );
      if (!clocks.deadline) return;
      if (clocks.deadline.date === record.deadline.date && clocks.deadline.provisional) return;
      const actor = { kind: 'system', name: 'cases.recompute-provisional' } as const;
      const handling = await openHandling(tools, { ...record, ...clocks }, loaded, { actor, trace: 'start' });
      settleDelivery(tools, handling);
      handling.flow.date(handling.record);
      await Promise.all([saveCase(tx, handling.record), commitHandling(tools, tx, handling)]);
    });
  }
}
