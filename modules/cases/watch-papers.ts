import { Type } from 'typebox';
import { addDays, shanghaiDate } from '@platform/kernel';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { papersDue } from './contract/index.ts';
import { eachCase } from './each-case.ts';
import { commitHandling, openHandling } from './handle-case.ts';
import type { CaseTools } from './module.ts';
import { casesAwaitingPapers } from './store/case-lists.ts';
import { lockCase } from './store/cases.ts';
import { loadFlow } from './store/flow-rows.ts';

export const WATCH_PAPERS = defineJob('cases.watch-papers', Type.Object({}));

const AT_ONCE = 500;
/** Days before the date on which the applicant is reminded. */
const REMIND_DAYS = 2;

/** Papers that were to follow: the applicant is reminded once before the date; after it, the office gets a task. */
export function watchPapers(tools: CaseTools): JobHandler {
  return jobHandler(WATCH_PAPERS, async (_payload, { jobId }) => {
    const today = shanghaiDate(tools.clock.now());
    const ids = await tools.db.readOnce((tx) => casesAwaitingPapers(tx, addDays(today, REMIND_DAYS), AT_ONCE));
    await eachCase(ids, async (id) => {
      await tools.db.transaction(async (tx) => {
        const [record, loaded] = await Promise.all([lockCase(tx, id), loadFlow(tx, id, tools.contents)]);
        if (!record?.papersUntil || record.outcome !== null) return;
        const overdue = today > record.papersUntil;
        const told = overdue ? 'overdue' : 'reminded';
        if (record.papersTold === told || record.papersTold === 'overdue') return;
        const act = { actor: { kind: 'system', name: 'cases.watch-papers' }, trace: `job:${jobId}` } as const;
        const handling = await openHandling(tools, { ...record, papersTold: told }, loaded, act);
        handling.touched = true;
        if (overdue)
          handling.flow.addTask(record, {
            titleZh: '容缺材料逾期未补交，请依法处理',
            titleEn: 'Papers that were to follow did not come: act on it',
            link: 'deliver',
            organisation: record.organisation,
          });
        const { caseNo, matter, organisation, subject, papersUntil: until } = record;
        const event = { caseId: id, caseNo, matter, organisation, subject, until, overdue };
        await Promise.all([
          tools.outbox.append(tx, papersDue, `case:${id}`, event, act.trace),
          commitHandling(tools, tx, handling),
        ]);
      });
    });
  });
}
