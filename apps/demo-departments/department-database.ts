import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, copyRows, openDatabase, type Tx } from '@platform/database';
import pg from 'pg';
import type { Person } from './people.ts';
import type { TableRows } from './rows.ts';
import type { SampleTable } from './settings.ts';

type TableTarget = Extract<SampleTable['target'], { kind: 'table' }>;

const quote = pg.escapeIdentifier;
const nameOf = (target: TableTarget): string => `${quote(target.schema)}.${quote(target.table)}`;

/** What a department lets its readers follow by its log: every table, also those made later. */
const PUBLICATION = 'yiwang_front';

/** A department's database: `owner` is the department, `reader` the login that the hub is given: it may read, and follow the log. */
export async function openDepartmentDatabase(
  cluster: Cluster,
  folder: string,
  name: string,
): Promise<{ owner: string; reader: string }> {
  const owner = await cluster.createDatabase(name);
  const login = `${name}_reader`;
  const password = storedPassword(join(folder, `password-${login}`));
  await withClient(cluster.superuserUrl(), async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [login]);
    await client.query(
      `${rowCount ? 'alter' : 'create'} role ${quote(login)} login nocreaterole replication password ${pg.escapeLiteral(password)}`,
    );
  });
  const here = new URL(cluster.superuserUrl());
  here.pathname = new URL(owner).pathname;
  await withClient(here.href, async (client) => {
    const { rowCount } = await client.query('select from pg_publication where pubname = $1', [PUBLICATION]);
    if (!rowCount) await client.query(`create publication ${quote(PUBLICATION)} for all tables`);
  });
  const reader = new URL(owner);
  reader.username = login;
  reader.password = password;
  return { owner, reader: reader.href };
}

/**
 * Fills the table, made when it is not there as it should be; what a front database (前置库) holds are texts as the department writes them.
 * One that is there is emptied, not dropped: who follows its log is told of that as of any other change.
 */
export async function fillTable(owner: string, reader: string, target: TableTarget, table: TableRows): Promise<number> {
  const database = await openDatabase({ url: owner, maxConnections: 1 });
  try {
    return await database.asPlatform.transaction(async (tx) => {
      const columns = table.columns.map((column) => `${quote(column)} text`).join(', ');
      const key = target.key === undefined ? '' : `, primary key (${target.key.map(quote).join(', ')})`;
      const login = quote(new URL(reader).username);
      await tx.client.query(`create schema if not exists ${quote(target.schema)}`);
      if (await isAsWanted(tx, target, table.columns)) await tx.client.query(`truncate ${nameOf(target)}`);
      else {
        await tx.client.query(`drop table if exists ${nameOf(target)}`);
        await tx.client.query(`create table ${nameOf(target)} (${columns}${key})`);
        if (target.key === undefined) await tx.client.query(`alter table ${nameOf(target)} replica identity full`);
      }
      await tx.client.query(`grant usage on schema ${quote(target.schema)} to ${login}`);
      await tx.client.query(`grant select on ${nameOf(target)} to ${login}`);
      const { schema, table: name } = target;
      return copyRows(tx, { schema, table: name, columns: table.columns }, table.rows());
    });
  } finally {
    await database.close();
  }
}

/** Whether the table is there with these columns and this key. */
async function isAsWanted(tx: Tx, target: TableTarget, wanted: readonly string[]): Promise<boolean> {
  const { rows } = await tx.client.query<{ name: string; keyed: boolean }>(
    `select a.attname as name, coalesce(a.attnum = any(i.indkey), false) as keyed
     from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [nameOf(target)],
  );
  const keyed = rows.filter((row) => row.keyed).map((row) => row.name);
  return (
    rows.map((row) => row.name).join() === wanted.join() &&
    keyed.toSorted().join() === (target.key ?? []).toSorted().join()
  );
}

/** Writes one person's row as it is now: changed, added, or gone. */
export async function replaceRow(
  owner: string,
  target: TableTarget,
  { columns, rowOf }: TableRows,
  idColumn: string,
  person: Person,
): Promise<void> {
  const row = rowOf(person);
  await withClient(owner, async (client) => {
    await client.query('begin');
    await client.query(`delete from ${nameOf(target)} where ${quote(idColumn)} = $1`, [person.citizenId]);
    if (row) {
      const places = row.map((_, index) => `$${index + 1}`).join(', ');
      await client.query(`insert into ${nameOf(target)} (${columns.map(quote).join(', ')}) values (${places})`, row);
    }
    await client.query('commit');
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function storedPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
