import { createHash } from 'node:crypto';
import pg from 'pg';
import { identifier, type Tx } from '@platform/database';
import { lakeErrors } from './errors.ts';
import { lakeWord, type LakeName, type LakeTable } from './tables.ts';

/**
 * Where the values are noted that a text column of a table no longer holds somewhere: what is gone cannot be found in the table itself
 * but by reading all of it. The trail's one column is `key`.
 */
export type LakeTrail = {
  readonly name: string;
  readonly table: LakeTable;
  readonly column: string;
  /** Changed rows leave their old value too: needed where the column is not the table's key. */
  readonly updates: boolean;
  readonly at: LakeName;
};

/** Declares a trail; `reader` and the table's name make its own. @throws lake.bad-name */
export function lakeTrail(definition: { of: string; table: LakeTable; column: string; updates: boolean }): LakeTrail {
  const { table, column, updates } = definition;
  if (!table.columns.some((one) => one.name === column && one.type === 'text'))
    throw lakeErrors.badName({ name: column });
  const long = `trail_${lakeWord(definition.of)}_${table.name}`;
  const name =
    long.length <= 55 ? long : `${long.slice(0, 46)}_${createHash('sha256').update(long).digest('hex').slice(0, 8)}`;
  return { name, table, column, updates, at: identifier('lake', name) };
}

const quote = pg.escapeIdentifier;
const at = (name: string): string => `lake.${quote(name)}`;

/** See {@link Lake.ensureTrails}. */
export async function keepTrails(tx: Tx, trails: readonly LakeTrail[], role: string): Promise<string[]> {
  const { rows } = await tx.client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'lake'::regnamespace and relkind = 'r' and starts_with(relname, 'trail_')`,
  );
  const there = new Set(rows.map((row) => row.name));
  const wanted = new Set(trails.map((trail) => trail.name));
  for (const name of there) {
    if (wanted.has(name)) continue;
    // The triggers go with their function; nobody would empty the table any more.
    await tx.client.query(`drop function if exists ${at(name)}() cascade`);
    await tx.client.query(`drop table ${at(name)}`);
  }
  const fresh = trails.filter((trail) => !there.has(trail.name));
  for (const trail of fresh) {
    const column = quote(trail.column);
    await tx.client.query(`create table ${at(trail.name)} (key text not null)`);
    await tx.client.query(`grant select, delete on ${at(trail.name)} to ${quote(role)}`);
    // In the login's name: who writes the table need not know of its trails.
    await tx.client.query(
      `create or replace function ${at(trail.name)}() returns trigger language plpgsql security definer set search_path = '' as $body$
       begin
         insert into ${at(trail.name)} (key) select distinct ${column} from gone where ${column} is not null;
         return null;
       end $body$`,
    );
    for (const event of trail.updates ? ['delete', 'update'] : ['delete']) {
      await tx.client.query(
        `create or replace trigger ${quote(`${trail.name}_${event}`)} after ${event} on ${at(trail.table.name)}
         referencing old table as gone for each statement execute function ${at(trail.name)}()`,
      );
    }
  }
  return fresh.map((trail) => trail.name);
}
