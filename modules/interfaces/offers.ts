import type { Lake, LakeView } from '@platform/lake';
import { lakeView, rawTable } from '@platform/lake';
import type { CataloguePort } from '@modules/catalogue/contract';
import { subjectsOf, type InterfaceBody } from './domain/definition.ts';

/** The resource's view through which this module reads: only what interfaces over it work with. */
export function offeredView(
  catalogue: Pick<CataloguePort, 'find'>,
  resource: string,
  columns: readonly string[],
): LakeView | undefined {
  const entry = catalogue.find(resource);
  if (!entry) return undefined;
  const table = rawTable(entry);
  const known = new Set(table.columns.map(({ name }) => name));
  const wanted = [...new Set([...entry.key, ...columns])].filter((name) => known.has(name)).sort();
  return lakeView({ name: `offer_${table.name}`, table, columns: [...wanted, '_at'] });
}

/** The items that a definition over a resource reads, beside the key. */
export function columnsOf(
  body: Pick<InterfaceBody, 'parameters' | 'fields' | 'score' | 'aggregate'>,
  subjects: readonly string[],
): string[] {
  return [
    ...body.parameters.map(({ field }) => field),
    ...body.fields.map(({ name }) => name),
    ...(body.score?.rules.map(({ field }) => field) ?? []),
    ...(body.aggregate?.dimensions ?? []),
    ...(body.aggregate?.measures.flatMap(({ field }) => field ?? []) ?? []),
    ...subjects,
  ];
}

/**
 * Makes the views that these definitions read, grants them to this module alone, and indexes what rows are found by. Columns that no
 * body reads any more go.
 */
export async function ensureOffers(
  lake: Pick<Lake, 'ensureView' | 'ensureTable'>,
  catalogue: Pick<CataloguePort, 'find'>,
  bodies: readonly InterfaceBody[],
): Promise<void> {
  const byResource = new Map<string, InterfaceBody[]>();
  for (const body of bodies) {
    if (body.resource === undefined) continue;
    byResource.set(body.resource, [...(byResource.get(body.resource) ?? []), body]);
  }
  for (const [resource, over] of byResource) {
    const entry = catalogue.find(resource);
    if (!entry) continue;
    const subjects = subjectsOf(entry.items);
    const view = offeredView(
      catalogue,
      resource,
      over.flatMap((body) => columnsOf(body, subjects)),
    );
    if (!view) continue;
    const items = new Set(entry.items.map(({ name }) => name));
    const found = over.flatMap((body) =>
      body.mode === 'aggregate'
        ? []
        : body.parameters.flatMap(({ field, required, match = 'equal' }) =>
            required && match === 'equal' && items.has(field) && entry.key[0] !== field ? [[field]] : [],
          ),
    );
    const indexes = [...new Map(found.map((columns) => [columns.join(), columns])).values()];
    if (indexes.length > 0) await lake.ensureTable(rawTable(entry), indexes);
    await lake.ensureView(view, ['interfaces']);
  }
}
