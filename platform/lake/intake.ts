import pg from 'pg';
import type { Database, Tx } from '@platform/database';
import type { LakeTable } from './tables.ts';

/** Whose rows a first load brings: what each row's own columns will say. */
export type LakeIntake = { readonly source: string; readonly load: string; readonly at: Date };

/**
 * Taking in a first load as fast as the store writes. An empty table is told once whose rows will come (as defaults of `_source`, `_load` and
 * `_at`, so that they need not travel with each row), and its B-trees but the key's are left away until the load is in: kept up row by row,
 * with one value in all rows, they cost more than the rows themselves (measured: twice the time). Its indexes of page ranges (BRIN) stay, but
 * summarise nothing meanwhile: a range that is not summarised is read, so answers are right, and the vacuum that a load of this size brings about
 * sums them all up. Building them at the end read the whole table once more (measured: 14 % of the load).
 */
export type Intakes = {
  /** @returns false when the table holds rows, takes in another load, or cannot be had now; true again and again for the same load */
  openIntake(table: LakeTable, intake: LakeIntake): Promise<boolean>;
  /** Whether the table still takes in this load; nobody changes that until the caller's transaction ends. */
  takesIn(tx: Tx, table: LakeTable, load: string): Promise<boolean>;
  /** Makes the indexes and forgets the load. Harmless when none is open. */
  closeIntake(table: LakeTable, load: string): Promise<void>;
};

const at = (name: string): string => `lake.${pg.escapeIdentifier(name)}`;

type Index = { name: string; kind: string; definition: string };

async function indexesOf(tx: Tx, table: LakeTable): Promise<Index[]> {
  const { rows } = await tx.client.query<Index>(
    `select c.relname as name, m.amname as kind, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam where i.indrelid = $1::regclass and not i.indisunique`,
    [at(table.name)],
  );
  return rows;
}

async function summariseByThemselves(tx: Tx, indexes: readonly Index[], state: 'on' | 'off'): Promise<void> {
  for (const { name, kind } of indexes)
    if (kind === 'brin') await tx.client.query(`alter index ${at(name)} set (autosummarize = ${state})`);
}

export function openIntakes(database: Database): Intakes {
  const own = database.asPlatform;
  return {
    async openIntake(table, { source, load, at: instant }) {
      try {
        return await own.transaction(async (tx) => {
          await tx.client.query(
            `create table if not exists platform.lake_intake (table_name text primary key, load uuid not null, indexes text[] not null)`,
          );
          await tx.client.query(`set local lock_timeout = '3s'`);
          await tx.client.query(`lock table ${at(table.name)} in access exclusive mode`);
          const open = await tx.client.query<{ load: string }>(
            'select load::text from platform.lake_intake where table_name = $1',
            [table.name],
          );
          if (open.rows[0]) return open.rows[0].load === load;
          const held = await tx.client.query<{ any: boolean }>(`select exists (select from ${at(table.name)}) as any`);
          if (held.rows[0]?.any) return false;
          const indexes = await indexesOf(tx, table);
          const trees = indexes.filter(({ kind }) => kind !== 'brin');
          for (const { name } of trees) await tx.client.query(`drop index ${at(name)}`);
          await summariseByThemselves(tx, indexes, 'off');
          await tx.client.query(
            `alter table ${at(table.name)} alter column _source set default ${pg.escapeLiteral(source)},
             alter column _load set default ${pg.escapeLiteral(load)}::uuid,
             alter column _at set default ${pg.escapeLiteral(instant.toISOString())}::timestamptz`,
          );
          await tx.client.query('insert into platform.lake_intake (table_name, load, indexes) values ($1, $2, $3)', [
            table.name,
            load,
            trees.map(({ definition }) => definition),
          ]);
          return true;
        });
      } catch (error) {
        // Someone reads the table for long: the load goes the ordinary way.
        if ((error as { code?: unknown }).code === '55P03') return false;
        throw error;
      }
    },

    async takesIn(tx, table, load) {
      await tx.client.query(`lock table ${at(table.name)} in row exclusive mode`);
      const { rows } = await tx.client.query<{ value: string }>(
        `select pg_get_expr(d.adbin, d.adrelid) as value from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
         where d.adrelid = to_regclass($1) and a.attname = '_load'`,
        [at(table.name)],
      );
      return rows[0]?.value.includes(load) ?? false;
    },

    async closeIntake(table, load) {
      const open = await own.transaction(async (tx) => {
        const there = await tx.client.query<{ name: string | null }>(
          `select to_regclass('platform.lake_intake')::text as name`,
        );
        if (there.rows[0]?.name === null) return undefined;
        const { rows } = await tx.client.query<{ indexes: string[] }>(
          'select indexes from platform.lake_intake where table_name = $1 and load = $2',
          [table.name, load],
        );
        return rows[0];
      });
      if (!open) return;
      // Side by side, each on a connection of its own: building an index keeps others from writing, not from reading.
      await Promise.all(
        open.indexes.map((definition) =>
          own.transaction(async (tx) => {
            await tx.client.query(`set local maintenance_work_mem = '256MB'`);
            await tx.client.query(definition.replace(/^CREATE INDEX /, 'create index if not exists '));
          }),
        ),
      );
      await own.transaction(async (tx) => {
        await summariseByThemselves(tx, await indexesOf(tx, table), 'on');
        await tx.client.query(
          `alter table ${at(table.name)} alter column _source drop default, alter column _load drop default, alter column _at drop default`,
        );
        await tx.client.query('delete from platform.lake_intake where table_name = $1', [table.name]);
      });
    },
  };
}
