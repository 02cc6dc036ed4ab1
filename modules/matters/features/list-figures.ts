import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { addDays, LocalText, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import type { Matter, VisitFigures } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { compression, figuresOf } from '../domain/figures.ts';

const FIGURES = {
  total: Type.Integer(),
  onlineAble: Type.Integer(),
  allOnline: Type.Integer(),
  zeroVisit: Type.Integer(),
  atMostOneVisit: Type.Integer(),
  instant: Type.Integer(),
  /** 一证通办. */
  idOnly: Type.Integer(),
  statutoryDays: Type.Integer(),
  promisedDays: Type.Integer(),
  unitsDiffer: Type.Integer(),
  /** 承诺时间压缩比. */
  compression: Type.Optional(Type.Number()),
};
/** What happened to the cases of these matters in the period, beside what their lists promised of the same cases. */
const HAPPENED = {
  happened: Type.Optional(
    Type.Object({
      submitted: Type.Integer(),
      online: Type.Integer(),
      counted: Type.Integer(),
      zero: Type.Integer(),
      atMostOne: Type.Integer(),
      more: Type.Integer(),
      promisedZero: Type.Integer(),
      promisedAtMostOne: Type.Integer(),
    }),
  ),
};

/** How the lists in use stand, by department and in all. */
export function listFigures(own: Own): Feature {
  return feature({
    name: 'matters.list-figures',
    method: 'GET',
    path: '/api/matters/figures',
    summary: {
      zh: '各部门事项指标：网上可办、跑零次、跑一次、即办、时限压缩',
      en: 'Figures of the lists by department',
    },
    access: { permission: 'matters.read' },
    query: Type.Object({
      level: Type.Optional(Type.String({ maxLength: 1 })),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1100 })),
    }),
    response: Type.Object({
      at: Type.String(),
      /** The days of what happened. */
      from: Type.String(),
      to: Type.String(),
      total: Type.Object({ ...FIGURES, ...HAPPENED }),
      rows: Type.Array(
        Type.Object({ organisation: Type.String(), organisationName: LocalText, ...FIGURES, ...HAPPENED }),
      ),
      /** Whether the basic list says more than is in use: its powers, and those that some list of this level implements. */
      basic: Type.Object({ listed: Type.Integer(), implemented: Type.Integer() }),
    }),
    async handle(_context, { query }) {
      const all = own.book.all().filter((matter) => !query.level || matter.useLevel === query.level);
      const by = Map.groupBy(all, ({ organisation }) => organisation);
      const to = shanghaiDate(own.clock.now());
      const from = addDays(to, -(query.days ?? 90));
      const period = { from: startOfShanghaiDay(from), to: startOfShanghaiDay(addDays(to, 1)) };
      const found = await own.visitFigures?.(period);
      const visits = found && new Map(found.map((one) => [one.matter, one]));
      const view = (matters: readonly Matter[]) => {
        const figures = figuresOf(matters);
        const share = compression(figures);
        return { ...figures, ...(share === undefined ? {} : { compression: share }), ...sumOf(matters, visits) };
      };
      const basic = own.packs
        .all('basic-matters')
        .filter(({ value }) => !query.level || value.levels.includes(query.level as never));
      const codes = new Set(all.map(({ codes: { catalogCode } }) => catalogCode));
      return {
        at: own.clock.now().toISOString(),
        from,
        to,
        total: view(all),
        rows: [...by]
          .map(([organisation, matters]) => ({
            organisation,
            organisationName: own.organisations.get(organisation).name,
            ...view(matters),
          }))
          .sort((a, b) => b.total - a.total),
        basic: { listed: basic.length, implemented: basic.filter(({ id }) => codes.has(id)).length },
      };
    },
  });
}

/** Absent where no module tells what happened. */
function sumOf(
  matters: readonly Matter[],
  visits: ReadonlyMap<string, VisitFigures> | undefined,
): { happened?: Omit<VisitFigures, 'matter'> } {
  if (!visits) return {};
  const found = matters.flatMap(({ id }) => visits.get(id) ?? []);
  const sum = (of: (one: VisitFigures) => number): number => found.reduce((all, one) => all + of(one), 0);
  return {
    happened: {
      submitted: sum((one) => one.submitted),
      online: sum((one) => one.online),
      counted: sum((one) => one.counted),
      zero: sum((one) => one.zero),
      atMostOne: sum((one) => one.atMostOne),
      more: sum((one) => one.more),
      promisedZero: sum((one) => one.promisedZero),
      promisedAtMostOne: sum((one) => one.promisedAtMostOne),
    },
  };
}

/** The basic list (基本目录) with the lists that implement each of its powers. */
export function listBasic(own: Own): Feature {
  return feature({
    name: 'matters.list-basic',
    method: 'GET',
    path: '/api/matters/basic',
    summary: { zh: '基本目录及其实施清单', en: 'The basic list and what implements it' },
    access: { permission: 'matters.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      type: Type.Optional(Type.String({ maxLength: 2 })),
      implemented: Type.Optional(Type.Boolean()),
    }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          code: Type.String(),
          title: LocalText,
          taskType: Type.String(),
          levels: Type.Array(Type.String()),
          legalBasis: Type.Array(LocalText),
          department: Type.Optional(LocalText),
          departmentId: Type.Optional(Type.String()),
          implementedBy: Type.Array(
            Type.Object({ id: Type.String(), organisationName: LocalText, useLevel: Type.String() }),
          ),
        }),
      ),
    }),
    async handle(_context, { query }) {
      const by = Map.groupBy(own.book.all(), ({ codes }) => codes.catalogCode);
      const q = query.q?.trim().toLowerCase() ?? '';
      const items = own.packs.all('basic-matters').flatMap(({ id, value }) => {
        const lists = by.get(id) ?? [];
        if (query.type && value.taskType !== query.type) return [];
        if (query.implemented !== undefined && query.implemented !== lists.length > 0) return [];
        if (q !== '' && ![id, value.title.zh, value.title.en].some((text) => text.toLowerCase().includes(q))) return [];
        const department = value.department === undefined ? undefined : own.organisations.find(value.department)?.name;
        return [
          {
            code: id,
            title: value.title,
            taskType: value.taskType,
            levels: [...value.levels],
            legalBasis: value.legalBasis.map(({ title, article }) => ({
              zh: `${title.zh}${article?.zh ?? ''}`,
              en: [title.en, article?.en].filter(Boolean).join(', '),
            })),
            ...(department && value.department ? { department, departmentId: value.department } : {}),
            implementedBy: lists.map(({ id: matter, organisation, useLevel }) => ({
              id: matter,
              organisationName: own.organisations.get(organisation).name,
              useLevel,
            })),
          },
        ];
      });
      return { items };
    },
  });
}
