import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LANGUAGES, LocalText, shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { sendWorkbook } from '../excel/send.ts';
import { readReductions, type ReducedMatter } from '../reductions/read-reductions.ts';
import { reductionsWorkbook } from '../reductions/write-sheet.ts';

const Limit = Type.Object({ days: Type.Integer(), unit: Type.Enum(['workday', 'day']) });
/** One version by the four measures. */
export const MeasuredVersion = Type.Object({
  version: Type.String(),
  promise: Limit,
  statutory: Limit,
  papers: Type.Integer(),
  steps: Type.Integer(),
  visits: Type.Integer(),
  timed: Type.Integer(),
  takenDays: Type.Optional(Type.Number()),
  counted: Type.Integer(),
  takenVisits: Type.Optional(Type.Number()),
});
const Sums = Type.Object({
  days: Type.Integer(),
  papers: Type.Integer(),
  steps: Type.Integer(),
  visits: Type.Integer(),
  takenDays: Type.Optional(Type.Number()),
});
const Totals = Type.Object({
  matters: Type.Integer(),
  changed: Type.Integer(),
  statutoryDays: Type.Integer(),
  promisedDays: Type.Integer(),
  before: Sums,
  after: Sums,
  unitsDiffer: Type.Integer(),
});
const Level = Type.Optional(Type.String({ maxLength: 1 }));

/** The four reductions by department; the matters of one department where it is named. */
export function listReductions(own: Own): Feature {
  return feature({
    name: 'matters.list-reductions',
    method: 'GET',
    path: '/api/matters/reductions',
    summary: {
      zh: '四减：各部门事项首版与现行版本的时间、材料、环节、跑动对比',
      en: 'The four reductions: time, papers, steps and visits, first version and now',
    },
    access: { permission: 'matters.read' },
    query: Type.Object({ level: Level, organisation: Type.Optional(Type.String({ maxLength: 64 })) }),
    response: Type.Object({
      at: Type.String(),
      total: Totals,
      departments: Type.Array(
        Type.Object({ organisation: Type.String(), organisationName: LocalText, totals: Totals }),
      ),
      /** Of the department asked for. */
      matters: Type.Array(
        Type.Object({
          id: Type.String(),
          title: LocalText,
          since: Type.Optional(Type.String()),
          before: Type.Optional(MeasuredVersion),
          now: MeasuredVersion,
        }),
      ),
    }),
    async handle(_context, { query: { level, organisation } }) {
      const { total, departments } = await readReductions(own, level ? { level } : {});
      const asked = departments.find((one) => one.organisation === organisation);
      return {
        at: own.clock.now().toISOString(),
        total,
        departments: departments.map(({ matters: _matters, ...one }) => one),
        matters: (asked?.matters ?? []).map(viewOf),
      };
    },
  });
}

function viewOf({ id, title, since, before, now }: ReducedMatter) {
  return { id, title, ...(since ? { since: since.toISOString() } : {}), ...(before ? { before } : {}), now };
}

/** The same as an Excel file; that it was taken is recorded. */
export function exportReductions(own: Own): Feature {
  return feature({
    name: 'matters.export-reductions',
    method: 'GET',
    path: '/api/matters/reductions/export.xlsx',
    summary: { zh: '导出四减对比为 Excel', en: 'The four reductions as an Excel file' },
    access: { permission: 'matters.read' },
    query: Type.Object({ level: Level, language: Type.Optional(Type.Enum([...LANGUAGES])) }),
    rateLimit: 20,
    async handle({ actor, trace, reply, language }, { query }) {
      const found = await readReductions(own, query.level ? { level: query.level } : {});
      const today = shanghaiDate(own.clock.now());
      const bytes = await reductionsWorkbook(found, query.language ?? language, today);
      await own.database.transaction((tx) =>
        own.audit.append(tx, {
          actor,
          action: 'matters.export-reductions',
          subject: 'matters',
          detail: { matters: found.total.matters, level: query.level ?? null },
          trace,
        }),
      );
      return sendWorkbook(reply, bytes, 'four-reductions.xlsx', `事项四减-${today}.xlsx`);
    },
  });
}
