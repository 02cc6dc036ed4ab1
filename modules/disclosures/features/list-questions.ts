import { Type } from 'typebox';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { listQuestions } from '../store/questions.ts';
import { questionView, QuestionView } from '../views/question-view.ts';
import { answersFor } from './scope.ts';

/** Questions that the officer's organisations have to answer. No texts: those are opened one by one, with a trace. */
export function listQuestionsToAnswer(deps: Own): Feature {
  return feature({
    name: 'disclosures.list-questions',
    method: 'GET',
    path: '/api/data-questions',
    summary: { zh: '待答复的疑问、异议和更正', en: 'Questions, objections and corrections to answer' },
    access: { permission: 'disclosures.answer' },
    query: Type.Interface([PageQuery], {
      kind: Type.Optional(Type.Enum(['question', 'objection', 'correction'])),
      state: Type.Optional(Type.Enum(['asked', 'answered', 'escalated', 'settled', 'withdrawn'])),
      light: Type.Optional(Type.Enum(['green', 'amber', 'red'])),
      organisation: Type.Optional(Type.String({ maxLength: 64 })),
      q: Type.Optional(Type.String({ maxLength: 40, description: 'Part of the number' })),
    }),
    response: Page(Type.Object(QuestionView)),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const { kind, state, light, organisation, q } = query;
      const rows = await deps.db.readOnce((tx) =>
        listQuestions(
          tx,
          {
            organisations: answersFor(actor),
            now: deps.clock.now(),
            ...(kind ? { kind } : {}),
            ...(state ? { state } : {}),
            ...(light ? { light } : {}),
            ...(organisation ? { organisation } : {}),
            ...(q?.trim() ? { no: q.trim() } : {}),
          },
          limit + 1,
          key && { at: new Date(String(key[0])), id: String(key[1]) },
        ),
      );
      const page = cursorPage(rows, limit, (row) => [row.asked_at.toISOString(), row.id]);
      return { ...page, items: page.items.map((row) => questionView(deps, row)) };
    },
  });
}
