import { Type } from 'typebox';
import { cursorPage, decodeCursor, feature, Page, PageQuery, type Feature } from '@platform/http';
import { isUuid, LocalText } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { deliveryErrors } from '../domain/errors.ts';
import { downloadsOf, findPackage, listPackages, type Package } from '../store/packages.ts';
import { organisationName } from '../views/party-words.ts';
import { PackageView, packageView } from '../views/package-view.ts';
import { demandParty, organisationsOf } from './granted.ts';

export const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** The id that a page begins after. */
export function beforeId(cursor: string | undefined): string | undefined {
  const [id] = decodeCursor(cursor, 1) ?? [];
  return typeof id === 'string' && isUuid(id) ? id : undefined;
}

export function listPackagesCase(deps: Own): Feature {
  return feature({
    name: 'deliveries.list-packages',
    method: 'GET',
    path: '/api/deliveries/packages',
    summary: { zh: '交付件：本单位取得的，或本单位提供的', en: 'Deliveries: what one’s organisation took, or gave' },
    access: { permission: 'deliveries.review' },
    query: Type.Interface([PageQuery], {
      side: Type.Optional(Type.Enum(['consumer', 'provider'], { default: 'consumer' })),
      state: Type.Optional(Type.Enum(['waiting', 'ready', 'failed', 'withdrawn', 'expired'])),
      kind: Type.Optional(Type.Enum(['file', 'sandbox'])),
      q: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    response: Page(PackageView),
    async handle({ actor }, { query }) {
      const limit = query.limit ?? 20;
      const rows = await deps.database.readOnce((tx) =>
        listPackages(tx, {
          side: query.side ?? 'consumer',
          organisations: organisationsOf(actor),
          state: query.state,
          kind: query.kind,
          q: query.q?.trim() || undefined,
          before: beforeId(query.cursor),
          limit: limit + 1,
        }),
      );
      const page = cursorPage(rows, limit, (row) => [row.id]);
      return { ...page, items: page.items.map((row) => packageView(deps, row)) };
    },
  });
}

/** @throws deliveries.unknown-package, deliveries.out-of-scope */
export async function partysPackage(
  find: () => Promise<Package | undefined>,
  id: string,
  actor: Parameters<typeof demandParty>[0],
): Promise<Package> {
  const found = isUuid(id) ? await find() : undefined;
  if (!found) throw deliveryErrors.unknownPackage();
  demandParty(actor, [found.consumer, ...found.providers]);
  return found;
}

export function showPackage(deps: Own): Feature {
  return feature({
    name: 'deliveries.show-package',
    method: 'GET',
    path: '/api/deliveries/packages/:id',
    summary: { zh: '一个交付件及其下载记录', en: 'A delivery with its downloads' },
    access: { permission: 'deliveries.review' },
    params: IdParams,
    response: Type.Interface([PackageView], {
      fetched: Type.Array(
        Type.Object({ id: Type.String(), at: Type.String(), organisation: LocalText, rows: Type.Integer() }),
      ),
    }),
    async handle({ actor }, { params }) {
      const { found, downloads } = await deps.database.read(async (tx) => ({
        found: await partysPackage(() => findPackage(tx, params.id), params.id, actor),
        downloads: isUuid(params.id) ? await downloadsOf(tx, params.id) : [],
      }));
      return {
        ...packageView(deps, found),
        fetched: downloads.map(({ id, at, organisation, rows }) => ({
          id,
          at: at.toISOString(),
          organisation: organisationName(deps, organisation),
          rows,
        })),
      };
    },
  });
}
