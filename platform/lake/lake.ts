import pg from 'pg';
import { identifier, type CopyTarget, type Database, type Tx } from '@platform/database';
import { lakeErrors } from './errors.ts';
import { openIntakes, type Intakes } from './intake.ts';
import { readLines } from './read-lines.ts';
import { keepTrails, type LakeTrail } from './trails.ts';
import { LAKE_TYPES, type LakeName, type LakeTable, type LakeView } from './tables.ts';

/** A temporary table of one transaction, with a table's columns but none of its rules; gone when the transaction ends. */
export type LakeStage = { readonly at: LakeName; readonly target: CopyTarget };

/**
 * The lake: bulk data in tables made from declarations. The login owns every table; one module writes each, others read declared
 * views. All calls are safe to repeat and to make from several processes at once.
 */
export type Lake = Intakes & {
  /**
   * Makes the table or adds the columns it lacks; columns no longer declared stay, with their rows.
   * @throws lake.column-changed-type, lake.key-changed
   */
  ensureTable(table: LakeTable, indexes?: readonly (readonly string[])[]): Promise<void>;
  /** Lets one module read and write the table. @throws lake.second-writer, lake.no-temporary-tables */
  grantWrite(table: LakeTable, module: string): Promise<void>;
  /** Makes or remakes the view and lets exactly these modules read it. */
  ensureView(view: LakeView, grantTo: readonly string[]): Promise<void>;
  /** Makes a stage in the caller's transaction, in the caller's role. */
  openStage(tx: Tx, table: LakeTable, columns?: readonly string[]): Promise<LakeStage>;
  /**
   * The rows of one source in a view, as lines of PostgreSQL's text COPY with these columns in this order, in pieces that end wherever
   * they end: the fastest way out of the lake. No other statement may run in the transaction meanwhile; the view must have `_source`.
   */
  readLines(tx: Tx, view: LakeView, columns: readonly string[], source: string): AsyncGenerator<Buffer>;
  /**
   * Keeps exactly these trails, for one module to read and empty: whoever deletes rows of a table (or changes them, where the trail says
   * so) leaves in it the values a column had, in the same transaction. The names of those that were not there before.
   */
  ensureTrails(trails: readonly LakeTrail[], reader: string): Promise<string[]>;
};

const LOCK = 73_577_010;

/** The role of a module, as `@platform/database` names it. */
const roleOf = (database: Database, module: string): string => `${database.name}_${module.replaceAll('-', '_')}`;

const quote = pg.escapeIdentifier;

export function openLake(database: Database): Lake {
  const alter = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.asPlatform.transaction(async (tx) => {
      await tx.client.query('select pg_advisory_xact_lock($1)', [LOCK]);
      return work(tx);
    });

  return {
    ...openIntakes(database),
    ensureTable: (table, indexes = []) =>
      alter(async (tx) => {
        const there = await columnsThere(tx, table.name);
        if (there.size === 0) await createTable(tx, table);
        else await extendTable(tx, table, there);
        for (const columns of indexes) await ensureIndex(tx, table, columns);
      }),

    grantWrite: (table, module) =>
      alter(async (tx) => {
        const role = roleOf(database, module);
        const { rows } = await tx.client.query<{ grantee: string }>(
          `select distinct g.rolname as grantee from pg_class c, aclexplode(c.relacl) a join pg_roles g on g.oid = a.grantee
           where c.oid = to_regclass($1) and a.privilege_type = 'INSERT' and a.grantee <> c.relowner and g.rolname <> $2`,
          [at(table.name), role],
        );
        if (rows[0]) throw lakeErrors.secondWriter({ table: table.name, writer: rows[0].grantee, module });
        await tx.client.query(`grant select, insert, update, delete on ${at(table.name)} to ${quote(role)}`);
        await allowStages(tx, database.name, role);
      }),

    ensureView: (view, grantTo) =>
      alter(async (tx) => {
        const there = [...(await columnsThere(tx, view.name)).keys()];
        if (there.length > 0 && there.join() !== view.columns.join())
          await tx.client.query(`drop view ${at(view.name)}`);
        const filter = view.whereNull === undefined ? '' : ` where ${quote(view.whereNull)} is null`;
        await tx.client.query(
          `create or replace view ${at(view.name)} with (security_barrier = true) as
           select ${view.columns.map(quote).join(', ')} from ${at(view.table.name)}${filter}`,
        );
        const roles = new Set(grantTo.map((module) => roleOf(database, module)));
        const { rows } = await tx.client.query<{ grantee: string }>(
          `select distinct g.rolname as grantee from pg_class c, aclexplode(c.relacl) a join pg_roles g on g.oid = a.grantee
           where c.oid = to_regclass($1) and a.grantee <> c.relowner`,
          [at(view.name)],
        );
        for (const { grantee } of rows) {
          if (!roles.has(grantee)) await tx.client.query(`revoke all on ${at(view.name)} from ${quote(grantee)}`);
        }
        // A composition without one of the readers (a test's, a smaller node's) has no such role to grant to.
        const known = await tx.client.query<{ name: string }>(
          'select rolname as name from pg_roles where rolname = any($1)',
          [[...roles]],
        );
        for (const { name } of known.rows) await tx.client.query(`grant select on ${at(view.name)} to ${quote(name)}`);
      }),

    async openStage(tx, table, columns) {
      const taken = columns ?? table.columns.map((column) => column.name);
      const types = new Map(table.columns.map((column) => [column.name, LAKE_TYPES[column.type]]));
      const name = `stage_${table.name}`.slice(0, 63);
      const list = taken.map((column) => {
        const type = types.get(column);
        if (type === undefined) throw lakeErrors.badName({ name: column });
        return `${quote(column)} ${type}`;
      });
      await tx.client.query(`create temporary table ${quote(name)} (${list.join(', ')}) on commit drop`);
      return { at: identifier('pg_temp', name), target: { schema: 'pg_temp', table: name, columns: taken } };
    },

    readLines: (tx, view, columns, source) =>
      readLines(tx, view, columns, source, async (backend) => {
        await database.pool.query('select pg_cancel_backend($1)', [backend]);
      }),

    ensureTrails: (trails, reader) => alter((tx) => keepTrails(tx, trails, roleOf(database, reader))),
  };
}

const at = (name: string): string => `lake.${quote(name)}`;

/**
 * An index for finding rows. The platform's own columns (which load, whose rows) hold one value in very many rows that lie together, so ranges of
 * pages are indexed (BRIN): kept up row by row, B-trees over them cost more than the rows themselves (measured: 4 of 10 µs a row).
 */
async function ensureIndex(tx: Tx, table: LakeTable, columns: readonly string[]): Promise<void> {
  const named = (ending: string): string =>
    quote(`${table.name}${columns.map((column) => `_${column.replace(/^_/, '')}`).join('')}_${ending}`.slice(-63));
  const own = columns.every((column) => column.startsWith('_'));
  const list = columns.map(quote).join(', ');
  if (own) {
    await tx.client.query(`drop index if exists lake.${named('idx')}`);
    await tx.client.query(
      `create index if not exists ${named('span')} on ${at(table.name)} using brin (${list}) with (pages_per_range = 16, autosummarize = on)`,
    );
  } else await tx.client.query(`create index if not exists ${named('idx')} on ${at(table.name)} (${list})`);
}

async function columnsThere(tx: Tx, name: string): Promise<Map<string, string>> {
  const { rows } = await tx.client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`,
    [at(name)],
  );
  return new Map(rows.map((row) => [row.name, row.type]));
}

async function createTable(tx: Tx, table: LakeTable): Promise<void> {
  const columns = table.columns.map((column) => `${quote(column.name)} ${LAKE_TYPES[column.type]}`);
  await tx.client.query(
    `create table ${at(table.name)} (${columns.join(', ')}, primary key (${table.key.map(quote).join(', ')}))`,
  );
}

async function extendTable(tx: Tx, table: LakeTable, there: ReadonlyMap<string, string>): Promise<void> {
  const { rows } = await tx.client.query<{ name: string }>(
    `select a.attname as name from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, place)
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = to_regclass($1) and i.indisprimary order by k.place`,
    [at(table.name)],
  );
  const before = rows.map((row) => row.name).join(', ');
  if (before !== table.key.join(', '))
    throw lakeErrors.keyChanged({ table: table.name, before, after: table.key.join(', ') });
  for (const column of table.columns) {
    const type = there.get(column.name);
    const wanted = LAKE_TYPES[column.type];
    if (type === undefined)
      await tx.client.query(`alter table ${at(table.name)} add column ${quote(column.name)} ${wanted}`);
    else if (type !== wanted) {
      throw lakeErrors.columnChangedType({ table: table.name, column: column.name, before: type, after: wanted });
    }
  }
}

/** PostgreSQL lets everyone make temporary tables unless a careful administrator took that away. */
async function allowStages(tx: Tx, database: string, role: string): Promise<void> {
  const able = async (): Promise<boolean> =>
    (
      await tx.client.query<{ able: boolean }>(
        `select has_database_privilege($1, current_database(), 'TEMPORARY') as able`,
        [role],
      )
    ).rows[0]?.able ?? false;
  if (await able()) return;
  await tx.client.query('savepoint allow_stages');
  await tx.client
    .query(`grant temporary on database ${quote(database)} to ${quote(role)}`)
    .catch(() => tx.client.query('rollback to savepoint allow_stages'));
  if (!(await able())) throw lakeErrors.noTemporaryTables({ role, database });
}
