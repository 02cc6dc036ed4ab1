import { Type } from 'typebox';
import { LocalText } from '@platform/kernel';
import { feature, Page, type Feature } from '@platform/http';
import { wholeGrade, type CataloguedResource } from '../contract/index.ts';
import type { Own } from '../deps.ts';
import { searchCatalogue } from '../domain/search.ts';
import { pageInMemory } from '../paging.ts';
import { CATEGORIES, CYCLES, SHARE_TYPES } from './schemas.ts';

const Entry = Type.Object({
  node: Type.Object({ id: Type.String(), name: LocalText }),
  level: Type.Enum(['above', 'below']),
  /** The office there that provides it. */
  providerName: Type.Optional(LocalText),
  resource: Type.String(),
  title: LocalText,
  summary: LocalText,
  category: Type.Enum([...CATEGORIES]),
  shareType: Type.Enum([...SHARE_TYPES]),
  updateCycle: Type.Enum([...CYCLES]),
  grade: Type.Integer(),
  itemCount: Type.Integer(),
  /** Interfaces that may be asked for across levels. */
  interfaces: Type.Array(Type.Object({ id: Type.String(), title: LocalText })),
});

/** Entries that other nodes published to this one: found by the same words as one’s own, beside them and never among them. */
export function listReceived(deps: Own): Feature {
  return feature({
    name: 'catalogue.list-received',
    method: 'GET',
    path: '/api/catalogue/received',
    summary: {
      zh: '其他节点（上级、下级）发布过来的目录，可按名称、拼音、信息项查找',
      en: 'Entries that other nodes published to this one, searched as one’s own',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 100 })),
      share: Type.Optional(Type.Enum([...SHARE_TYPES])),
      category: Type.Optional(Type.Enum([...CATEGORIES])),
      grade: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    }),
    response: Page(Entry),
    async handle(_context, { query }) {
      const received = ((await deps.receivedEntries?.()) ?? []).filter(({ withdrawn }) => !withdrawn);
      const known = new Map(
        received.map((one): [CataloguedResource, (typeof received)[number]] => [
          { ...one.definition, version: one.version, origin: 'node' },
          one,
        ]),
      );
      const found = searchCatalogue(
        () => [...known.keys()],
        (resource) => [known.get(resource)?.nodeName ?? resource.title],
      )
        .find(query.q)
        .filter(
          (one) =>
            (!query.share || one.shareType === query.share) &&
            (!query.category || one.class.category === query.category) &&
            (!query.grade || wholeGrade(one) === query.grade),
        )
        .flatMap((resource) => known.get(resource) ?? []);
      const page = pageInMemory(
        found,
        { cursor: query.cursor, limit: query.limit ?? 50 },
        ({ nodeId, definition }) => `${nodeId}/${definition.id}`,
      );
      return {
        ...page,
        items: page.items.map(({ nodeId, nodeName, providerName, level, definition, interfaces }) => ({
          node: { id: nodeId, name: nodeName },
          level,
          ...(providerName ? { providerName } : {}),
          resource: definition.id,
          title: definition.title,
          summary: definition.summary,
          category: definition.class.category,
          shareType: definition.shareType,
          updateCycle: definition.updateCycle,
          grade: wholeGrade(definition),
          itemCount: definition.items.length,
          interfaces: interfaces.map(({ id, title }) => ({ id, title })),
        })),
      };
    },
  });
}
