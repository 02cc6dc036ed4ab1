import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { holderOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { allowedTo } from '../domain/question.ts';
import { deadlineOf, findQuestion, questionsOf, stepsOf, type QuestionRow, type StepRow } from '../store/questions.ts';
import { aboutView, AboutView, questionView, QuestionView, stepsView, StepView } from '../views/question-view.ts';
import { OfHolder } from './period.ts';

const Listed = Type.Object({ ...QuestionView, about: AboutView });

export const MyQuestion = Type.Object({
  ...QuestionView,
  about: AboutView,
  steps: Type.Array(StepView),
  allowed: Type.Array(Type.Enum(['withdraw', 'escalate'])),
});

export function myQuestion(deps: Own, row: QuestionRow, steps: readonly StepRow[]) {
  return {
    ...questionView(deps, row),
    about: aboutView(deps, row),
    steps: stepsView(deps, steps),
    allowed: allowedTo({ ...row, due: deadlineOf(row) }, deps.clock.now()),
  };
}

/** My questions and objections, newest first. */
export function listMyQuestions(deps: Own): Feature {
  return feature({
    name: 'disclosures.list-my-questions',
    method: 'GET',
    path: '/api/my-data/questions',
    summary: { zh: '我提出的疑问、异议和更正', en: 'What I asked, objected to or want corrected' },
    access: { signedIn: 'person' },
    query: Type.Interface([PageQuery], OfHolder),
    response: Page(Listed),
    async handle({ actor }, { query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const rows = await deps.db.readOnce((tx) =>
        questionsOf(tx, subject, limit + 1, key && { at: new Date(String(key[0])), id: String(key[1]) }),
      );
      const page = cursorPage(rows, limit, (row) => [row.asked_at.toISOString(), row.id]);
      return { ...page, items: page.items.map((row) => ({ ...questionView(deps, row), about: aboutView(deps, row) })) };
    },
  });
}

export function showMyQuestion(deps: Own): Feature {
  return feature({
    name: 'disclosures.show-my-question',
    method: 'GET',
    path: '/api/my-data/questions/:id',
    summary: { zh: '我的一份疑问、异议或更正', en: 'One of my questions, objections or corrections' },
    access: { signedIn: 'person' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    query: Type.Object(OfHolder),
    response: MyQuestion,
    async handle({ actor }, { params, query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      if (!isUuid(params.id)) throw disclosureErrors.unknownQuestion();
      return deps.db.read(async (tx) => {
        const row = await findQuestion(tx, params.id);
        if (!row || row.subject !== subject) throw disclosureErrors.unknownQuestion();
        return myQuestion(deps, row, await stepsOf(tx, row.id));
      });
    },
  });
}
