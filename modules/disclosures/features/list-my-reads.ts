import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { DisclosureDeps } from '../module.ts';
import { resourceWords } from '../resource-words.ts';

const Read = Type.Object({
  id: Type.String(),
  at: Type.String(),
  organisation: Type.String(),
  organisationName: LocalText,
  what: LocalText,
  fields: Type.Array(LocalText),
  purpose: LocalText,
  caseNo: Type.Optional(Type.String()),
  /** What that case is about. */
  matterTitle: Type.Optional(LocalText),
  legalBasis: Type.Optional(LocalText),
  channel: Type.String(),
});

/** Which office read which of my data, why, for which case and when; never the officer, and nothing under lawful delay. */
export function listMyReads(deps: DisclosureDeps): Feature {
  const words = resourceWords(deps.packs);
  return feature({
    name: 'disclosures.list-my-reads',
    method: 'GET',
    path: '/api/my-data/reads',
    summary: { zh: '谁查看了我的数据', en: 'Who read my data' },
    access: { signedIn: 'person' },
    query: PageQuery,
    response: Page(Read),
    async handle({ actor }, { query }) {
      const { subject } = asPerson(actor);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      const rows = await deps.database
        .forModule('disclosures')
        .read((tx) =>
          deps.audit.readsOf(tx, subject, limit + 1, key && { at: new Date(String(key[0])), id: String(key[1]) }),
        );
      const { items, next } = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
      const titles = await deps.cases.titlesByNumber([...new Set(items.flatMap(({ case_no }) => case_no ?? []))]);
      return {
        items: items.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          organisation: row.organisation,
          organisationName: deps.organisations.find(row.organisation)?.name ?? {
            zh: row.organisation,
            en: row.organisation,
          },
          what: words.resource(row.resource),
          fields: distinct(row.fields.map((field) => words.field(row.resource, field))),
          purpose: row.purpose,
          channel: row.channel,
          ...aboutCase(row.case_no, titles),
          ...(row.legal_basis === null ? {} : { legalBasis: row.legal_basis }),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  });
}

function aboutCase(
  caseNo: string | null,
  titles: ReadonlyMap<string, LocalText>,
): { caseNo?: string; matterTitle?: LocalText } {
  if (caseNo === null) return {};
  const matterTitle = titles.get(caseNo);
  return { caseNo, ...(matterTitle ? { matterTitle } : {}) };
}

/** An application holds the applicant's name twice, from the account and in the form: people read it once. */
function distinct(titles: readonly LocalText[]): LocalText[] {
  return [...new Map(titles.map((title) => [title.zh, title])).values()];
}
