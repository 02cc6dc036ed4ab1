import { Type } from 'typebox';
import { addDays, LocalText, shanghaiDate, startOfShanghaiDay, type Clock } from '@platform/kernel';
import { asStaff, inScope } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { InterfaceBook } from '../book.ts';
import { findOutcomeWords } from '../domain/outcome-words.ts';
import { interfaceErrors } from '../errors.ts';
import { callsOfApplication, refusalsOf } from '../store/use.ts';

/** How far back refusals are counted. */
const REFUSAL_DAYS = 7;

const Call = Type.Object({
  id: Type.String(),
  at: Type.String(),
  interface: Type.String(),
  interfaceTitle: LocalText,
  version: Type.String(),
  mode: Type.String(),
  purpose: LocalText,
  caseNo: Type.String(),
  outcome: Type.String(),
  outcomeText: LocalText,
  rows: Type.Integer(),
  ms: Type.Integer(),
  status: Type.Integer(),
  /** The number under which it was answered or refused. */
  trace: Type.String(),
  keyId: Type.Optional(Type.String()),
});

type Deps = { db: ModuleDatabase; book: InterfaceBook; clock: Clock };

/** The calls of one application, so that whoever builds it sees its errors; without whom they were about. */
export function listApplicationCalls(deps: Deps): Feature {
  return feature({
    name: 'interfaces.list-application-calls',
    method: 'GET',
    path: '/api/applications/:id/calls',
    summary: { zh: '一个应用的调用记录和被拒原因', en: 'Calls of one application with what was refused' },
    access: { permission: 'interfaces.read' },
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    query: Type.Object({
      ...PageQuery.properties,
      refused: Type.Optional(Type.Boolean()),
      interface: Type.Optional(Type.String({ maxLength: 64 })),
    }),
    response: Type.Object({
      ...Page(Call).properties,
      refusals: Type.Array(Type.Object({ outcome: Type.String(), text: LocalText, count: Type.Integer() })),
    }),
    async handle({ actor }, { params, query }) {
      const application = deps.book.application(params.id);
      if (!inScope(asStaff(actor), application.organisation))
        throw interfaceErrors.notYourApplication({ application: application.id });
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const filter = {
        application: application.id,
        ...(query.refused === undefined ? {} : { refused: query.refused }),
        ...(query.interface === undefined ? {} : { interface: query.interface }),
      };
      const since = startOfShanghaiDay(addDays(shanghaiDate(deps.clock.now()), -REFUSAL_DAYS));
      const [rows, refusals] = await deps.db.read(async (tx) =>
        Promise.all([
          callsOfApplication(tx, filter, key && { at: String(key[0]), id: String(key[1]) }, limit + 1),
          refusalsOf(tx, application.id, since),
        ]),
      );
      const { items, next } = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
      const words = (outcome: string): LocalText => findOutcomeWords(outcome) ?? { zh: outcome, en: outcome };
      return {
        items: items.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          interface: row.interface,
          interfaceTitle: deps.book.find(row.interface)?.title ?? { zh: row.interface, en: row.interface },
          version: row.version,
          mode: row.mode,
          purpose: deps.book.purposeTitle({
            interface: row.interface,
            application: application.id,
            purpose: row.purpose,
          }),
          caseNo: row.case_no,
          outcome: row.outcome,
          outcomeText: words(row.outcome),
          rows: row.row_count,
          ms: row.ms,
          status: row.status,
          trace: row.trace,
          ...(row.key_id === null ? {} : { keyId: row.key_id }),
        })),
        ...(next === undefined ? {} : { next }),
        refusals: refusals.map(({ outcome, count }) => ({ outcome, text: words(outcome), count })),
      };
    },
  });
}
