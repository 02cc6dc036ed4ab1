// For tests; it stands here because it writes SQL. The exchange as far as registries know it: raw tables, and the events when a load is over or a batch of changes is in.
import { copyRows, sql } from '@platform/database';
import { lakeColumn, openLake, rawTable } from '@platform/lake';
import type { Foundations, Module } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import { changesApplied, loadCompleted } from '@modules/exchange/contract';

export type Given = Record<string, string | null>;

export function harbourExchange(deps: Pick<Foundations, 'packs' | 'database' | 'outbox' | 'ids' | 'clock'>): Module & {
  catalogue: CataloguePort;
  /** A load: these rows written, and rows of these keys removed. */
  load(resource: string, rows: readonly Given[], removedKeys?: readonly string[]): Promise<string>;
  /** The same as a batch of captured changes. */
  apply(resource: string, rows: readonly Given[], removedKeys?: readonly string[]): Promise<string>;
} {
  const lake = openLake(deps.database);
  const all = deps.packs.all('resources').map(({ value, hash }) => ({ ...value, version: hash }));
  const find = (id: string) => all.find((one) => one.id === id);
  const get = (id: string) => find(id) ?? all[0]!;
  const write = async (
    kind: 'load' | 'batch',
    id: string,
    rows: readonly Given[],
    removedKeys: readonly string[],
  ): Promise<string> => {
    const table = rawTable(get(id));
    const names = Object.keys(rows[0] ?? {});
    const key = lakeColumn(table.key[0]!);
    const loadId = deps.ids.next();
    await deps.database.forModule('exchange').transaction(async (tx) => {
      const keys = rows.map((row) => row[table.key[0]!] ?? '');
      const updated = await tx.run(sql`delete from ${table.at} where ${key} = any(${keys})`);
      const deleted = await tx.run(sql`delete from ${table.at} where ${key} = any(${[...removedKeys]})`);
      const at = deps.clock.now().toISOString();
      await copyRows(
        tx,
        { schema: 'lake', table: table.name, columns: [...names, '_load', '_at'] },
        rows.map((row) => [...names.map((name) => row[name] ?? null), loadId, at]),
      );
      const counts = { inserted: rows.length - updated, updated, deleted };
      const about = { resource: id, organisation: get(id).provider };
      if (kind === 'batch')
        await deps.outbox.append(
          tx,
          changesApplied,
          `source:${id}`,
          { batchId: loadId, lineId: id, ...about, ...counts },
          'trace',
        );
      else
        await deps.outbox.append(
          tx,
          loadCompleted,
          `source:${id}`,
          {
            loadId,
            sourceId: id,
            ...about,
            rowsRead: rows.length,
            rowsGood: rows.length,
            rowsRejected: 0,
            ...counts,
          },
          'trace',
        );
    });
    return loadId;
  };
  return {
    name: 'exchange',
    async prepare() {
      for (const one of all) {
        await lake.ensureTable(rawTable(one), [['_load']]);
        await lake.grantWrite(rawTable(one), 'exchange');
      }
    },
    catalogue: { find, resource: get, resources: () => all },
    load: (resource, rows, removedKeys = []) => write('load', resource, rows, removedKeys),
    apply: (resource, rows, removedKeys = []) => write('batch', resource, rows, removedKeys),
  };
}
