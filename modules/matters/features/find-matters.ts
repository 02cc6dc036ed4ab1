import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import type { MatterBook } from '../matter-book.ts';

const Item = Type.Object({
  id: Type.String(),
  title: LocalText,
  organisation: Type.String(),
  organisationName: LocalText,
  summary: LocalText,
  projectType: Type.Union([Type.Literal('instant'), Type.Literal('promise')]),
  promiseDays: Type.Optional(Type.Integer()),
  visits: Type.Integer(),
  /** 行使层级, and the matter of the level above. */
  useLevel: Type.String(),
  inherits: Type.Optional(Type.String()),
  papersSaved: Type.Integer(),
  /** The phrase the query hit: a title, an everyday word. */
  matched: Type.Optional(Type.String()),
});

/** All matters in the order of the packs, or what a query finds, the best first. */
export function findMatters(deps: Pick<Own, 'organisations' | 'book'>): Feature {
  return feature({
    name: 'matters.find-matters',
    method: 'GET',
    path: '/api/matters',
    summary: {
      zh: '查找事项：名称、日常用语、拼音、首字母、英文',
      en: 'Find services by name, everyday word, pinyin, initials or English',
    },
    access: { public: true },
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })) }),
    response: Type.Object({ items: Type.Array(Item) }),
    async handle(_context, { query }) {
      const wanted = query.q?.trim() ?? '';
      const found: { matter: ReturnType<MatterBook['all']>[number]; matched?: string }[] =
        wanted === '' ? deps.book.all().map((matter) => ({ matter })) : deps.book.search(wanted).slice(0, 50);
      return {
        items: found.map(({ matter, matched }) => ({
          id: matter.id,
          title: matter.title,
          organisation: matter.organisation,
          organisationName: deps.organisations.get(matter.organisation).name,
          summary: matter.summary,
          projectType: matter.projectType,
          ...(matter.projectType === 'promise' ? { promiseDays: matter.limits.promise.days } : {}),
          visits: matter.visits.count,
          useLevel: matter.useLevel,
          ...(matter.inherits === undefined ? {} : { inherits: matter.inherits }),
          papersSaved: matter.papersSaved,
          ...(matched === undefined ? {} : { matched }),
        })),
      };
    },
  });
}
