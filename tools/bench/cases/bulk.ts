import type { Database } from '@platform/database';
import { TABLES } from './seed.ts';

type Taken = { drop: string; again: string };

/**
 * Writes many rows without the indexes and foreign keys of their tables, then makes both again as they were: a row at a time they cost most
 * of the time. Primary keys and unique indexes stay.
 */
export async function inBulk(database: Pick<Database, 'asPlatform'>, write: () => Promise<void>): Promise<void> {
  const taken = await database.asPlatform.transaction(async (tx) => {
    const { rows } = await tx.client.query<Taken>(TAKEN, [[...TABLES]]);
    for (const { drop } of rows) await tx.client.query(drop);
    return rows;
  });
  await write();
  await database.asPlatform.transaction(async (tx) => {
    await tx.client.query(`set local maintenance_work_mem = '512MB'`);
    for (const { again } of taken) await tx.client.query(again);
  });
}

const TAKEN = `
  select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
    format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as again
  from pg_constraint where contype = 'f' and connamespace = 'cases'::regnamespace
    and conrelid in (select ('cases.' || quote_ident(one))::regclass from unnest($1::text[]) as one)
  union all
  select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = 'cases'::regnamespace and c.relname = any($1) and not i.indisunique`;
