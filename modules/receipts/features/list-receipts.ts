import { Type } from 'typebox';
import { addDays, isUuid, LocalText, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { asStaff } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import type { ReceiptFilter, ReceiptRow } from '@platform/receipts';
import { maySee, nameOf, sidesOf, titleOf, type Own } from '../deps.ts';

export const KINDS = ['call', 'subscription', 'file', 'sandbox', 'node'] as const;
const Day = Type.String({ format: 'date' });

/** What receipts are looked for by. Days are Shanghai's, `to` included; without any, the last seven. */
export const Search = {
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  kind: Type.Optional(Type.Enum(KINDS)),
  application: Type.Optional(Type.String({ maxLength: 64 })),
  organisation: Type.Optional(Type.String({ maxLength: 64 })),
  id: Type.Optional(Type.String({ maxLength: 64 })),
};
export type Search = {
  from?: string;
  to?: string;
  kind?: (typeof KINDS)[number];
  application?: string;
  organisation?: string;
  id?: string;
};

const DAYS = 7;

export const Item = Type.Object({
  id: Type.String(),
  at: Type.String(),
  kind: Type.Enum(KINDS),
  provider: Type.String(),
  providerName: LocalText,
  application: Type.String(),
  applicationTitle: LocalText,
  outcome: Type.Optional(Type.String()),
  batch: Type.Optional(Type.String()),
});

/** Receipts that the reader's organisation is a side of, newest first. */
export function listReceipts(deps: Own): Feature {
  return feature({
    name: 'receipts.list-receipts',
    method: 'GET',
    path: '/api/receipts',
    summary: { zh: '交换凭证', en: 'Receipts of exchanges' },
    access: { permission: 'receipts.read' },
    query: Type.Object({ ...PageQuery.properties, ...Search }),
    response: Page(Item),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      if (query.id !== undefined) {
        const id = query.id.trim().toLowerCase();
        const rows = isUuid(id) ? await deps.db.read((tx) => deps.archive.find(tx, [id])) : [];
        return { items: rows.filter((row) => maySee(deps, actor, row)).map((row) => itemOf(deps, row)) };
      }
      const key = decodeCursor(query.cursor, 2);
      const filter = filterOf(deps, asStaff(actor), query);
      const rows = await deps.db.read((tx) =>
        deps.archive.list(tx, filter, key && { at: String(key[0]), id: String(key[1]) }, limit + 1),
      );
      const { items, next } = cursorPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
      return { items: items.map((row) => itemOf(deps, row)), ...(next === undefined ? {} : { next }) };
    },
  });
}

export function filterOf(deps: Own, actor: ReturnType<typeof asStaff>, search: Search): ReceiptFilter {
  const today = shanghaiDate(deps.clock.now());
  const to = search.to ?? today;
  const sides = sidesOf(deps, actor);
  // A department among all: narrowed further, never widened.
  const asked = search.organisation;
  const narrowed = asked === undefined ? sides : sidesOf(deps, { ...actor, organisations: [asked] });
  const allowed = asked === undefined || !sides || sides.providers.includes(asked);
  return {
    from: startOfShanghaiDay(search.from ?? addDays(to, 1 - DAYS)),
    to: startOfShanghaiDay(addDays(to, 1)),
    ...(search.kind === undefined ? {} : { kind: search.kind }),
    ...(search.application === undefined ? {} : { consumer: search.application }),
    ...(allowed ? (narrowed ? { sides: narrowed } : {}) : { sides: { providers: [], consumers: [] } }),
  };
}

export function itemOf(deps: Own, row: ReceiptRow) {
  const facts = JSON.parse(row.facts.toString('utf8')) as { outcome?: unknown };
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    provider: row.provider,
    providerName: nameOf(deps, row.provider),
    application: row.consumer,
    applicationTitle: titleOf(deps, row.consumer),
    ...(typeof facts.outcome === 'string' ? { outcome: facts.outcome } : {}),
    ...(row.batch === null ? {} : { batch: String(row.batch) }),
  };
}
