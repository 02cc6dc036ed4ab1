import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { Matter } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { counts, LIST_FIGURES, type ListFigure } from '../domain/figures.ts';
import { openSummaries, type WorkSummary } from '../store/work.ts';
import { summaryOf, workSeenOf } from '../views.ts';
import { Summary } from './schemas.ts';

const VIEWS = ['in-use', 'work', 'review', 'conflict', 'retired'] as const;

/** The implementation lists: matters in use and those in work, by filters that stand in the address. */
export function listWork(own: Own): Feature {
  return feature({
    name: 'matters.list-work',
    method: 'GET',
    path: '/api/matters/work',
    summary: { zh: '事项清单：在用、在编、待审改', en: 'The lists of matters: in use, in work, to be reviewed' },
    access: { permission: 'matters.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      view: Type.Optional(Type.Enum([...VIEWS])),
      organisation: Type.Optional(Type.String({ maxLength: 64 })),
      level: Type.Optional(Type.String({ maxLength: 1 })),
      type: Type.Optional(Type.String({ maxLength: 2 })),
      project: Type.Optional(Type.Enum(['instant', 'promise'])),
      inherits: Type.Optional(Type.String({ maxLength: 64 })),
      /** Only those that count for a figure, or, with `not`, those that do not. */
      figure: Type.Optional(Type.Enum([...LIST_FIGURES])),
      not: Type.Optional(Type.Boolean()),
      /** Where the page before ended. */
      cursor: Type.Optional(Type.String({ pattern: '^\\d{1,7}$' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: Type.Object({
      items: Type.Array(Summary),
      total: Type.Integer(),
      next: Type.Optional(Type.String()),
      counts: Type.Object({
        inUse: Type.Integer(),
        work: Type.Integer(),
        review: Type.Integer(),
        conflict: Type.Integer(),
        retired: Type.Integer(),
      }),
      organisations: Type.Array(Type.Object({ id: Type.String(), name: LocalText })),
    }),
    async handle({ actor }, { query }) {
      const seen = workSeenOf(actor);
      const open = seen.length === 0 ? [] : await own.database.read((tx) => openSummaries(tx, seen));
      const workOf = new Map(open.map((work) => [work.matter, work]));
      const inUse = new Map(own.book.all().map((matter) => [matter.id, matter]));
      const retired = own.register.retired();
      const conflicts = new Set(own.register.conflicts().map(({ matter }) => matter));
      const ids = idsOf(query.view, { inUse, open, retired: [...retired.keys()], conflicts: [...conflicts] });
      const found = query.q?.trim()
        ? new Set(own.book.search(query.q.trim()).map(({ matter }) => matter.id))
        : undefined;
      const wanted = ids.filter((id) => {
        const [matter, work] = [inUse.get(id), workOf.get(id)];
        const known = matter ?? own.register.effective(id)?.value;
        const organisation = matter?.organisation ?? work?.organisation ?? known?.organisation;
        if (query.organisation && organisation !== query.organisation) return false;
        if (query.level && known?.useLevel !== query.level) return false;
        if (query.type && known?.taskType !== query.type) return false;
        if (query.project && known?.projectType !== query.project) return false;
        if (query.inherits && known?.inherits !== query.inherits) return false;
        if (query.figure && !(matter && counts(query.figure as ListFigure, matter) !== (query.not ?? false)))
          return false;
        return query.q?.trim() ? hit(id, query.q.trim(), found, known?.codes.taskCode, work) : true;
      });
      const offset = Number(query.cursor ?? 0);
      const page = wanted.slice(offset, offset + (query.limit ?? 50));
      const named = new Set([...inUse.values(), ...open].map(({ organisation }) => organisation));
      return {
        items: page.map((id) => summaryOf(own, id, inUse.get(id), workOf.get(id))),
        total: wanted.length,
        ...(offset + page.length < wanted.length ? { next: String(offset + page.length) } : {}),
        counts: {
          inUse: inUse.size,
          work: open.length,
          review: open.filter(({ state }) => state === 'submitted').length,
          conflict: conflicts.size,
          retired: retired.size,
        },
        organisations: [...named].flatMap((id) => {
          const name = own.organisations.find(id)?.name;
          return name ? [{ id, name }] : [];
        }),
      };
    },
  });
}

function idsOf(
  view: string | undefined,
  all: { inUse: ReadonlyMap<string, Matter>; open: readonly WorkSummary[]; retired: string[]; conflicts: string[] },
): string[] {
  const inWork = all.open.map(({ matter }) => matter);
  switch (view) {
    case 'work':
      return inWork;
    case 'review':
      return all.open.filter(({ state }) => state === 'submitted').map(({ matter }) => matter);
    case 'conflict':
      return all.conflicts;
    case 'retired':
      return all.retired;
    case 'in-use':
      return [...all.inUse.keys()];
    default:
      return [...new Set([...inWork, ...all.inUse.keys()])];
  }
}

function hit(
  id: string,
  q: string,
  found: Set<string> | undefined,
  code: string | undefined,
  work: WorkSummary | undefined,
): boolean {
  if (found?.has(id) || id.includes(q.toLowerCase()) || code?.includes(q.toUpperCase())) return true;
  const title = work?.definition['title'] as { zh?: unknown; en?: unknown } | undefined;
  return [title?.zh, title?.en].some(
    (text) => typeof text === 'string' && text.toLowerCase().includes(q.toLowerCase()),
  );
}
