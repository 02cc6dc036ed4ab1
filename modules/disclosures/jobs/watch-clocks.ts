import { Type } from 'typebox';
import { defineJob, jobHandler, type JobHandler } from '@platform/jobs';
import { questionOverdue } from '../contract/index.ts';
import { authorityOf, type Own } from '../deps.ts';
import { answerDeadline } from '../domain/question.ts';
import { changeQuestion, deadlineOf, insertStep, overdueNow, provisionalNow } from '../store/questions.ts';

export const watchClocksJob = defineJob('disclosures.watch-clocks', Type.Object({}));
const BATCH = 200;

/** Tells the authority of clocks that ran out, once each; and sets anew those whose last day was only expected. */
export function watchClocksHandler(deps: Own): JobHandler {
  return jobHandler(watchClocksJob, async (_payload, { jobId }) => {
    const now = deps.clock.now();
    const told = await deps.db.transaction(async (tx) => {
      for (const row of await provisionalNow(tx)) {
        const due = answerDeadline(row.clock_from, deps.calendar);
        if (due.date !== row.due_date || due.provisional !== row.provisional) await changeQuestion(tx, row.id, { due });
      }
      const rows = await overdueNow(tx, now, BATCH);
      for (const row of rows) {
        const office = row.state === 'asked';
        await changeQuestion(tx, row.id, office ? { overdue_at: now, late: true } : { authority_overdue_at: now });
        await insertStep(tx, {
          question_id: row.id,
          kind: 'overdue',
          at: deadlineOf(row).at,
          organisation: office ? row.organisation : row.authority,
          account_id: null,
          outcome: null,
          sealed_text: null,
        });
        const authority = authorityOf(deps);
        if (authority !== undefined)
          await deps.outbox.append(
            tx,
            questionOverdue,
            `question:${row.id}`,
            { questionId: row.id, kind: row.kind, organisation: row.organisation, authority },
            `job:${jobId}`,
          );
      }
      return rows.map(({ id, subject }) => ({ id, subject }));
    });
    for (const { id, subject } of told) deps.live.publish({ topic: 'disclosures', data: { id }, subject });
  });
}
