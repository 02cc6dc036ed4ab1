import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asStaff } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { InterfaceBook } from '../book.ts';
import { findOutcomeWords } from '../domain/outcome-words.ts';
import { listCalls as selectCalls, type ListedCall } from '../store/calls.ts';

const Call = Type.Object({
  id: Type.String(),
  at: Type.String(),
  application: Type.String(),
  applicationTitle: LocalText,
  mode: Type.String(),
  outcome: Type.String(),
  outcomeText: LocalText,
  purpose: LocalText,
  caseNo: Type.String(),
  fields: Type.Array(Type.String()),
  rows: Type.Integer(),
  ms: Type.Integer(),
  status: Type.Integer(),
  /** Whether its answer left: `unknown` where the process ended (or is about to say). */
  answered: Type.Enum(['sent', 'not-sent', 'unknown', 'refused']),
});

/** The usage record of one interface, newest first, as far as the officer's organisations gave or received; without whom it was about. */
export function listCalls(deps: { db: ModuleDatabase; book: InterfaceBook }): Feature {
  return feature({
    name: 'interfaces.list-calls',
    method: 'GET',
    path: '/api/interfaces/:id/calls',
    summary: { zh: '一个数据接口的调用记录', en: 'The calls of one data interface' },
    access: { permission: 'interfaces.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    query: PageQuery,
    response: Page(Call),
    async handle({ actor }, { params, query }) {
      const definition = deps.book.interface(params.id);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const { organisations } = asStaff(actor);
      const filter = { interface: definition.id, ...(organisations === 'all' ? {} : { organisations }) };
      const rows = await deps.db.read((tx) =>
        selectCalls(tx, filter, key && { at: String(key[0]), id: String(key[1]) }, limit + 1),
      );
      const { items, next } = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
      return {
        items: items.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          application: row.application,
          applicationTitle: deps.book.applicationTitle(row.application),
          mode: row.mode,
          outcome: row.outcome,
          outcomeText: findOutcomeWords(row.outcome) ?? { zh: row.outcome, en: row.outcome },
          purpose: deps.book.purposeTitle(row),
          caseNo: row.case_no,
          fields: [...row.fields],
          rows: row.row_count,
          ms: row.ms,
          status: row.status,
          answered: answeredOf(row),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
}

/** A refusal is told at once and proves nothing; of an answer one wants to know that it left. */
function answeredOf(row: ListedCall): 'sent' | 'not-sent' | 'unknown' | 'refused' {
  if (row.status >= 400) return 'refused';
  if (row.unsent) return 'not-sent';
  return row.answered_at ? 'sent' : 'unknown';
}
