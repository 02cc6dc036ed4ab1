import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { questionEscalated } from '../contract/index.ts';
import { authorityOf, holderOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { answerDeadline, decide } from '../domain/question.ts';
import { changeQuestion, deadlineOf, findQuestion, insertStep, lockQuestion, stepsOf } from '../store/questions.ts';
import { stepContext } from '../views/question-view.ts';
import { MyQuestion, myQuestion } from './list-my-questions.ts';
import { OfHolder } from './period.ts';

const WORDS = {
  escalate: { zh: '请共享主管处理（仅一次）', en: 'Go on to the sharing authority (once)' },
  withdraw: { zh: '撤回提问或异议', en: 'Withdraw a question or objection' },
} as const;

/** `POST …/escalate`: the person goes on to the sharing authority; `POST …/withdraw`: they take it back. */
export function changeMyQuestion(deps: Own, what: 'escalate' | 'withdraw'): Feature {
  return feature({
    name: `disclosures.${what}-question`,
    method: 'POST',
    path: `/api/my-data/questions/:id/${what}`,
    summary: WORDS[what],
    access: { signedIn: 'person' },
    rateLimit: 20,
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    body: Type.Object(
      { text: Type.Optional(Type.String({ maxLength: 1_000 })), ...OfHolder },
      { additionalProperties: false },
    ),
    response: MyQuestion,
    async handle({ actor, trace }, { params, body }) {
      const { subject, actor: asker } = await holderOf(deps, asPerson(actor), body.holder, 'questions');
      if (!isUuid(params.id)) throw disclosureErrors.unknownQuestion();
      const now = deps.clock.now();
      const answer = await deps.db.transaction(async (tx) => {
        const row = await lockQuestion(tx, params.id);
        if (!row || row.subject !== subject) throw disclosureErrors.unknownQuestion();
        const question = { ...row, due: deadlineOf(row) };
        const change = decide(
          question,
          what === 'escalate' ? { do: what, authority: authorityOf(deps) } : { do: what },
          now,
        );
        const overdue = row.state === 'asked' && now >= row.due_at;
        await changeQuestion(tx, row.id, {
          state: change.state,
          ...(change.authority === undefined ? {} : { authority: change.authority, escalated_at: now }),
          ...(change.restart ? { due: answerDeadline(now, deps.calendar) } : {}),
          ...(change.state === 'withdrawn' ? { ended_at: now } : {}),
          ...(overdue ? { late: true } : {}),
        });
        const text = body.text?.trim() ?? '';
        await insertStep(tx, {
          question_id: row.id,
          kind: what === 'escalate' ? 'escalated' : 'withdrawn',
          at: now,
          organisation: change.authority ?? null,
          account_id: null,
          outcome: null,
          sealed_text: text === '' ? null : deps.sealer.sealJson({ text }, stepContext(row.id)),
        });
        if (change.authority !== undefined)
          await deps.outbox.append(
            tx,
            questionEscalated,
            `question:${row.id}`,
            { questionId: row.id, kind: row.kind, organisation: row.organisation, authority: change.authority },
            trace,
          );
        await deps.audit.append(tx, {
          actor: asker,
          action: `disclosures.${what}-question`,
          subject: `question:${row.id}`,
          detail: { no: row.no },
          trace,
        });
        const after = await findQuestion(tx, row.id);
        if (!after) throw disclosureErrors.unknownQuestion();
        return myQuestion(deps, after, await stepsOf(tx, row.id));
      });
      deps.live.publish({ topic: 'disclosures', data: { id: params.id }, subject });
      return answer;
    },
  });
}
