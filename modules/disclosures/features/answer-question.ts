import { Type } from 'typebox';
import { readerOf } from '@platform/audit';
import { feature, type Feature } from '@platform/http';
import { objectionUpheld, questionAnswered } from '../contract/index.ts';
import { nameOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { decide, SAID } from '../domain/question.ts';
import { changeQuestion, deadlineOf, findQuestion, insertStep } from '../store/questions.ts';
import { stepContext } from '../views/question-view.ts';
import { getQuestion } from './scope.ts';
import { isAuthority, opened, OpenedQuestion, ownOffice } from './show-question.ts';

/** Answers with an outcome and its reason. Whoever made the read does not answer for it themselves. */
export function answerQuestion(deps: Own): Feature {
  return feature({
    name: 'disclosures.answer-question',
    method: 'POST',
    path: '/api/data-questions/:id/answer',
    summary: { zh: '答复疑问、异议或更正', en: 'Answer a question, objection or correction' },
    access: { permission: 'disclosures.answer' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    body: Type.Object(
      {
        outcome: Type.Enum(['explained', 'upheld', 'dismissed', 'corrected', 'unchanged']),
        text: Type.String({ maxLength: 2_000, pattern: SAID }),
        basis: Type.Optional(Type.String({ maxLength: 300 })),
      },
      { additionalProperties: false },
    ),
    response: OpenedQuestion,
    async handle({ actor, trace }, { params, body }) {
      const now = deps.clock.now();
      const answer = await deps.db.transaction(async (tx) => {
        const { row, staff } = await getQuestion(tx, params.id, actor, 'lock');
        const reader = row.read_id && (await readerOf(tx, row.read_id, row.organisation));
        if (reader && reader.actor_kind === 'staff' && reader.actor_id === staff.accountId)
          throw disclosureErrors.ownRead();
        // The authority's own organisation answers for its own reads as any office does.
        const asAuthority = isAuthority(deps, actor) && !(row.state === 'asked' && ownOffice(actor, row));
        const change = decide(
          { ...row, due: deadlineOf(row) },
          {
            do: 'answer',
            asAuthority,
            outcome: body.outcome,
            basis: body.basis,
            office: nameOf(deps, row.organisation),
          },
          now,
        );
        const basis = body.basis?.trim() ?? '';
        await changeQuestion(tx, row.id, {
          state: change.state,
          outcome: body.outcome,
          ended_at: now,
          ...(change.state === 'answered' ? { answered_at: now } : {}),
          ...(change.late && row.state === 'asked' ? { late: true } : {}),
        });
        await insertStep(tx, {
          question_id: row.id,
          kind: change.state === 'settled' ? 'settled' : 'answered',
          at: now,
          organisation: asAuthority ? staff.organisation : row.organisation,
          account_id: staff.accountId,
          outcome: body.outcome,
          sealed_text: deps.sealer.sealJson(
            { text: body.text.trim(), ...(basis === '' ? {} : { basis }) },
            stepContext(row.id),
          ),
        });
        await deps.outbox.append(
          tx,
          questionAnswered,
          `question:${row.id}`,
          {
            questionId: row.id,
            kind: row.kind,
            organisation: row.organisation,
            outcome: body.outcome,
            late: change.late ?? false,
          },
          trace,
        );
        if (body.outcome === 'upheld' && row.read_id !== null)
          await deps.outbox.append(
            tx,
            objectionUpheld,
            `question:${row.id}`,
            { questionId: row.id, readId: row.read_id, organisation: row.organisation },
            trace,
          );
        await deps.audit.append(tx, {
          actor,
          action: 'disclosures.answer-question',
          subject: `question:${row.id}`,
          detail: { no: row.no, outcome: body.outcome, asAuthority, late: change.late ?? false },
          trace,
        });
        const after = await findQuestion(tx, row.id);
        if (!after) throw disclosureErrors.unknownQuestion();
        return { view: await opened(deps, tx, after, actor), subject: row.subject };
      });
      deps.live.publish({ topic: 'disclosures', data: { id: params.id }, subject: answer.subject });
      return answer.view;
    },
  });
}
