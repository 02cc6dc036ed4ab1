import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import type { CaseTools } from './module.ts';
import { insertEscalations } from './store/lights.ts';
import { lockLongProcedures } from './store/suspensions.ts';

export const WATCH_PROCEDURES = defineJob('cases.watch-procedures', Type.Object({}));

const AT_ONCE = 200;

/**
 * A special procedure has a limit of its own, the day that its applicant was told. Both clocks stand still meanwhile, so that no light would ever
 * show one that goes on after it: who supervises the office is told, once for each.
 */
export function watchProcedures(tools: CaseTools): JobHandler {
  return jobHandler(WATCH_PROCEDURES, async () => {
    for (let found = AT_ONCE; found === AT_ONCE; ) {
      found = await tools.db.transaction(async (tx) => {
        const now = tools.clock.now();
        const late = await lockLongProcedures(tx, shanghaiDate(now), AT_ONCE);
        const rows = late.map(({ limit_at, ...one }) => ({
          id: tools.ids.next(),
          ...one,
          light: 'procedure' as const,
          told: 'supervisor' as const,
          limit_at,
          at: now,
        }));
        await insertEscalations(tx, rows);
        for (const { case_id: caseId } of rows) tools.live.announceSoon({ topic: 'cases', data: { caseId } });
        return late.length;
      });
    }
  });
}
