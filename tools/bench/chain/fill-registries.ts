import { ownFacts } from '@apps/server/scenario-stand-ins.ts';
import type { Rehearsal } from '@apps/server/rehearsal.ts';
import { loadCompleted } from '@modules/exchange/contract';
import { copyRows } from '@platform/database';
import { rawTable } from '@platform/lake';
import type { Story } from './story.ts';

/**
 * Puts `people` into the raw tables of the lake, as loads of their departments would, and lets the base registries be built from
 * them by the product itself. The number of rows written.
 */
export async function fillRegistries(rehearsal: Rehearsal, story: Story, people: number): Promise<number> {
  const { packs } = story;
  const { database, outbox, ids, clock } = rehearsal.foundations;
  let rows = 0;
  for (const [resourceId, columnsOfPerson] of resourcesOf(story)) {
    const resource = packs.get('resources', resourceId).value;
    const table = rawTable(resource);
    const source = packs.all('sources').find(({ value }) => value.resource === resourceId)?.id ?? resourceId;
    const loadId = ids.next();
    const at = clock.now().toISOString();
    const columns = table.columns.map(({ name }) => name);
    const marks: Record<string, string> = { _row_hash: loadId, _source: source, _load: loadId, _at: at };
    const written = await database.asPlatform.transaction((tx) =>
      copyRows(
        tx,
        { schema: 'lake', table: table.name, columns },
        (function* () {
          for (let index = 0; index < people; index += 1) {
            const values = { ...columnsOfPerson(index), ...marks };
            yield columns.map((name) => values[name] ?? null);
          }
        })(),
      ),
    );
    await database.forModule('exchange').transaction((tx) =>
      outbox.append(
        tx,
        loadCompleted,
        `source:${source}`,
        {
          loadId,
          sourceId: source,
          resource: resourceId,
          organisation: resource.provider,
          rowsRead: written,
          rowsGood: written,
          rowsRejected: 0,
          inserted: written,
          updated: 0,
          deleted: 0,
        },
        ids.next(),
      ),
    );
    rows += written;
  }
  await rehearsal.settle();
  await database.pool.query('analyze');
  return rows;
}

type RowOf = (index: number) => Record<string, string | null>;

/** By resource, what its row says of the person of this number: each value where the registry's definition looks first. */
function resourcesOf({ packs, data, person }: Story): Map<string, RowOf> {
  const found = new Map<string, RowOf>();
  for (const [registryId, stated] of Object.entries(data)) {
    const registry = packs.get('registries', registryId).value;
    for (const resource of new Set(registry.fields.flatMap(({ from }) => from.map((one) => one.resource)))) {
      const sample: Record<string, unknown> = { ...ownFacts(packs, registry, person(0)), ...stated };
      const given = registry.fields.some(
        (field) =>
          field.from[0]?.resource === resource && field.name !== registry.key && sample[field.name] !== undefined,
      );
      if (!given) continue;
      const before = found.get(resource);
      found.set(resource, (index) => {
        const values: Record<string, unknown> = { ...ownFacts(packs, registry, person(index)), ...stated };
        const row: Record<string, string | null> = before?.(index) ?? {};
        for (const { name, from } of registry.fields) {
          const item = from.find((one) => one.resource === resource)?.item;
          const value = values[name];
          if (item !== undefined && value !== undefined && value !== null) row[item] = String(value);
        }
        return row;
      });
    }
  }
  return found;
}
