import { Type } from 'typebox';
import { asStaff, type Actor } from '@platform/access';
import { LocalText } from '@platform/kernel';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import type { Own } from '../deps.ts';
import { changesBetween } from '../domain/changes.ts';
import { catalogueErrors } from '../domain/errors.ts';
import type { Entry } from '../domain/entry.ts';
import { countWork, findEntry, listEntries, listVersions } from '../store/entries.ts';
import { EntryDetail, entryDetail, EntrySummary, entrySummary, STATES } from './entry-view.ts';
import { nameOf } from './resource-view.ts';
import { CauseBody, ChangeView, IdParams } from './schemas.ts';

/** Whose unpublished work the actor may see: all for reviewers, their own organisations' for compilers, nobody's for the rest. */
function workSeenBy(actor: Actor): readonly string[] | undefined {
  const staff = asStaff(actor);
  if (staff.permissions.has('catalogue.review')) return undefined;
  if (!staff.permissions.has('catalogue.compile')) return [];
  return staff.organisations === 'all' ? undefined : staff.organisations;
}

const seenBy = (actor: Actor, entry: Entry): boolean => {
  const whose = workSeenBy(actor);
  return whose === undefined || whose.includes(entry.provider) || (entry.published !== null && !entry.workingState);
};

export function listEntriesCase(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-entries',
    method: 'GET',
    path: '/api/catalogue/entries',
    summary: {
      zh: '在平台上编制的目录：草稿、待审、已发布、已停用',
      en: 'Entries compiled here: drafts, under review, published, retired',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      /** `work`: all that are being worked on. */
      state: Type.Optional(Type.Enum(['work', ...STATES])),
      provider: Type.Optional(Type.String({ maxLength: 64 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    }),
    response: Type.Object({
      ...Page(EntrySummary).properties,
      counts: Type.Object({ draft: Type.Integer(), submitted: Type.Integer(), checked: Type.Integer() }),
    }),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 50;
      const after = decodeCursor(query.cursor, 1)?.[0];
      const workOf = workSeenBy(actor);
      const [entries, counts] = await deps.database.read(
        async (tx) =>
          [
            await listEntries(tx, {
              q: query.q?.trim() || undefined,
              state: query.state,
              providers: query.provider ? [query.provider] : undefined,
              workOf,
              after: after === undefined ? undefined : String(after),
              limit: limit + 1,
            }),
            await countWork(tx, workOf),
          ] as const,
      );
      const page = cursorPage(entries, limit, (entry) => [entry.id]);
      return {
        ...page,
        items: page.items.map((entry) => entrySummary(deps, entry)),
        counts: { draft: counts.draft ?? 0, submitted: counts.submitted ?? 0, checked: counts.checked ?? 0 },
      };
    },
  });
}

export function showEntry(deps: Own): Feature {
  return feature({
    name: 'catalogue.show-entry',
    method: 'GET',
    path: '/api/catalogue/entries/:id',
    summary: {
      zh: '一条目录的编制情况：内容、形式审查、修改对比、时限',
      en: 'One entry: its content, the formal check, what it changes, its clocks',
    },
    access: { permission: 'catalogue.read' },
    params: IdParams,
    response: EntryDetail,
    async handle({ actor }, { params: { id } }) {
      const entry = await deps.database.read((tx) => findEntry(tx, id));
      if (!entry || !seenBy(actor, entry)) throw catalogueErrors.unknownEntry({ id });
      return entryDetail(deps, entry, actor);
    },
  });
}

/** What changed from version to version, of packs' resources as well. */
export function showVersions(deps: Own): Feature {
  return feature({
    name: 'catalogue.show-versions',
    method: 'GET',
    path: '/api/catalogue/entries/:id/versions',
    summary: { zh: '一条目录的历次版本和修改对比', en: 'The versions of an entry, each with what it changed' },
    access: { permission: 'catalogue.read' },
    params: IdParams,
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          version: Type.String(),
          at: Type.String(),
          inUse: Type.Boolean(),
          /** Published on the console: its number, why, and by which organisation. */
          no: Type.Optional(Type.Integer()),
          cause: Type.Optional(CauseBody),
          publishedBy: Type.Optional(LocalText),
          itemCount: Type.Integer(),
          changes: Type.Array(ChangeView),
        }),
      ),
    }),
    async handle(_context, { params: { id } }) {
      const rows = await deps.database.read((tx) => listVersions(tx, id));
      if (rows.length === 0) throw catalogueErrors.unknownEntry({ id });
      const inUse = deps.resources.find(id)?.version;
      const items = rows.map((row, index) => {
        const before = rows[index - 1]?.definition;
        return {
          version: row.version,
          at: row.first_used_at.toISOString(),
          inUse: row.version === inUse,
          ...(row.no === null ? {} : { no: row.no }),
          ...(row.cause ? { cause: row.cause as never } : {}),
          ...(row.published_organisation
            ? { publishedBy: nameOf(deps.organisations, row.published_organisation) }
            : {}),
          itemCount: row.definition.items.length,
          changes: before ? changesBetween(before, row.definition) : [],
        };
      });
      return { items: items.reverse() };
    },
  });
}
