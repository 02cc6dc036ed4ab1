import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { eachCase } from './each-case.ts';
import { endHandling, openHandling, settleLaw } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import { lockCase } from './store/cases.ts';
import { loadFlow } from './store/flow-rows.ts';
import { casesWithDueTimers } from './store/task-lists.ts';

export const FIRE_TIMERS = defineJob('cases.fire-timers', Type.Object({}));

const AT_ONCE = 500;

/** Timers of processes that have run out: each fires once, since its row goes with what it leads to. */
export function fireTimers(tools: CaseTools): JobHandler {
  return jobHandler(FIRE_TIMERS, async (_payload, { jobId }) => {
    const ids = await tools.db.readOnce((tx) => casesWithDueTimers(tx, tools.clock.now(), AT_ONCE));
    await eachCase(ids, async (id) => {
      const fired = await tools.db.transaction(async (tx) => {
        const [record, loaded] = await Promise.all([lockCase(tx, id), loadFlow(tx, id, tools.contents)]);
        const now = tools.clock.now();
        const due = loaded.tasks.filter(({ kind, dueAt }) => kind === 'timer' && dueAt !== null && dueAt <= now);
        if (!record || due.length === 0) return false;
        const act = { actor: { kind: 'system', name: 'cases.fire-timers' }, trace: `job:${jobId}` } as const;
        const handling = await openHandling(tools, record, loaded, act);
        for (const { id: timer } of due) {
          // One may have cancelled another.
          if (handling.flow.task(timer)) await handling.flow.command(record, { type: 'trigger-timer', jobId: timer });
        }
        settleLaw(handling);
        await endHandling(tools, tx, handling);
        return true;
      });
      // Whose it is stays unsaid here: an open page of anyone asks again, and learns nothing.
      if (fired) tools.live.publish({ topic: 'cases', data: { caseId: id } });
    });
  });
}
