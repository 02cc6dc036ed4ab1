import { Type } from 'typebox';
import { addDays, LocalText, shanghaiDate } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import { nameOf, type Own } from '../deps.ts';
import { boardOf } from '../store/questions.ts';
import { DaysQuery, instantsOf } from './period.ts';
import { answersFor } from './scope.ts';

/** By office: what was asked of it, answered in time, late, still waiting, gone on to the authority. 90 days when no days are named. */
export function showQuestionBoard(deps: Own): Feature {
  return feature({
    name: 'disclosures.show-question-board',
    method: 'GET',
    path: '/api/data-questions/board',
    summary: { zh: '各单位答复情况', en: 'How the offices answer' },
    access: { permission: 'disclosures.answer' },
    query: Type.Object(DaysQuery),
    response: Type.Object({
      from: Type.String(),
      to: Type.String(),
      items: Type.Array(
        Type.Object({
          organisation: Type.String(),
          organisationName: LocalText,
          asked: Type.Integer(),
          onTime: Type.Integer(),
          late: Type.Integer(),
          waiting: Type.Integer(),
          overdue: Type.Integer(),
          escalated: Type.Integer(),
          upheld: Type.Integer(),
          corrected: Type.Integer(),
          withdrawn: Type.Integer(),
        }),
      ),
    }),
    async handle({ actor }, { query }) {
      const now = deps.clock.now();
      const days = { from: query.from ?? addDays(shanghaiDate(now), -89), to: query.to ?? shanghaiDate(now) };
      const { from, to } = instantsOf(days);
      const rows = await deps.db.readOnce((tx) =>
        boardOf(tx, { from: from ?? now, to: to ?? now }, answersFor(actor), now),
      );
      return {
        ...days,
        items: rows.map(({ on_time: onTime, ...row }) => ({
          ...row,
          onTime,
          organisationName: nameOf(deps, row.organisation),
        })),
      };
    },
  });
}
