import { Type } from 'typebox';
import { isUuid, LocalText } from '@platform/kernel';
import { asPerson } from '@platform/access';
import { CHANNELS, readsAbout, type DisclosedRead } from '@platform/audit';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { holderOf, nameOf, type Own } from '../deps.ts';
import { disclosureErrors } from '../domain/errors.ts';
import { questionsAbout } from '../store/questions.ts';
import { GrantNote, grantsOf, noteOf, type Grants } from '../views/grant-view.ts';
import { DaysQuery, instantsOf, OfHolder } from './period.ts';

const Read = Type.Object({
  id: Type.String(),
  at: Type.String(),
  organisation: Type.String(),
  organisationName: LocalText,
  what: LocalText,
  fields: Type.Array(LocalText),
  /** The same fields by name, for saying which one is wrong. */
  items: Type.Array(Type.Object({ name: Type.String(), title: LocalText })),
  purpose: LocalText,
  caseNo: Type.Optional(Type.String()),
  /** What that case is about. */
  matterTitle: Type.Optional(LocalText),
  legalBasis: Type.Optional(LocalText),
  /** The grant under which it was read, as it was given, whatever became of it since. */
  grant: Type.Optional(GrantNote),
  channel: Type.Enum([...CHANNELS]),
  /** How many people the same read was about: a file, or a query’s result. */
  people: Type.Optional(Type.Integer()),
  /** The exchange has a receipt to download. */
  receipt: Type.Boolean(),
  /** What the person asked about this read, the newest. */
  question: Type.Optional(
    Type.Object({ id: Type.String(), no: Type.String(), kind: Type.String(), state: Type.String() }),
  ),
});

/** Which office read which of my data, why, for which case and when; never the officer, and nothing under lawful delay. */
export function listMyReads(deps: Own): Feature {
  return feature({
    name: 'disclosures.list-my-reads',
    method: 'GET',
    path: '/api/my-data/reads',
    summary: { zh: '谁查看了我的数据', en: 'Who read my data' },
    access: { signedIn: 'person' },
    query: Type.Interface([PageQuery], {
      ...OfHolder,
      ...DaysQuery,
      id: Type.Optional(Type.String({ maxLength: 64, description: 'One record' })),
      organisation: Type.Optional(Type.String({ maxLength: 64 })),
      caseNo: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    response: Page(Read),
    async handle({ actor }, { query }) {
      const { subject } = await holderOf(deps, asPerson(actor), query.holder);
      const limit = query.limit ?? 20;
      const key = decodeCursor(query.cursor, 2);
      if (query.id !== undefined && !isUuid(query.id)) throw disclosureErrors.unknownRead();
      const filter = {
        ...instantsOf(query),
        ...(query.id === undefined ? {} : { id: query.id }),
        ...(query.organisation === undefined ? {} : { organisation: query.organisation }),
        ...(query.caseNo === undefined ? {} : { caseNo: query.caseNo }),
      };
      const { page, asked } = await deps.db.read(async (tx) => {
        const rows = await readsAbout(
          tx,
          subject,
          deps.clock.now(),
          filter,
          limit + 1,
          key && { at: new Date(String(key[0])), id: String(key[1]) },
        );
        const cut = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
        const ids = cut.items.map(({ id }) => id);
        return { page: cut, asked: ids.length === 0 ? [] : await questionsAbout(tx, subject, ids) };
      });
      const grants = await grantsOf(deps, page.items);
      const titles = await deps.cases.titlesByNumber([...new Set(page.items.flatMap(({ case_no }) => case_no ?? []))]);
      const byRead = new Map(asked.map((row) => [row.read_id, row]));
      return {
        items: page.items.map((row) => {
          const question = byRead.get(row.id);
          return {
            ...readView(deps, row, grants),
            ...aboutCase(row.case_no, titles),
            ...(question
              ? { question: { id: question.id, no: question.no, kind: question.kind, state: question.state } }
              : {}),
          };
        }),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  });
}

/** A read in people's words. */
export function readView(deps: Own, row: DisclosedRead, grants: Grants) {
  const items = distinct(row.fields.map((name) => ({ name, title: deps.words.field(row.resource, name) })));
  const grant = row.grant_id === null ? undefined : grants.get(row.grant_id);
  return {
    id: row.id,
    at: row.at.toISOString(),
    organisation: row.organisation,
    organisationName: nameOf(deps, row.organisation),
    what: deps.words.resource(row.resource),
    fields: items.map(({ title }) => title),
    items,
    purpose: row.purpose,
    channel: row.channel,
    receipt: deps.proofs !== undefined && hasReceipt(row),
    ...(row.people === null ? {} : { people: row.people }),
    ...(grant ? { grant: noteOf(grant) } : {}),
    ...(row.legal_basis === null ? {} : { legalBasis: row.legal_basis }),
  };
}

/** Calls of interfaces are proven one by one, files and released results by their download. */
const hasReceipt = (row: DisclosedRead): boolean =>
  row.resource.startsWith('interface:') || row.channel === 'file' || row.channel === 'sandbox';

export function aboutCase(
  caseNo: string | null,
  titles: ReadonlyMap<string, LocalText>,
): { caseNo?: string; matterTitle?: LocalText } {
  if (caseNo === null) return {};
  const matterTitle = titles.get(caseNo);
  return { caseNo, ...(matterTitle ? { matterTitle } : {}) };
}

/** An application holds the applicant's name twice, from the account and in the form: people read it once. */
function distinct(items: readonly { name: string; title: LocalText }[]): { name: string; title: LocalText }[] {
  return [...new Map(items.map((item) => [item.title.zh, item])).values()];
}
