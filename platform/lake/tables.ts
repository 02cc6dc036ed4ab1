import { identifier, sql, type Sql } from '@platform/database';
import { lakeErrors } from './errors.ts';

/** Types a column of the lake may have, and how PostgreSQL calls them. */
export const LAKE_TYPES = {
  text: 'text',
  date: 'date',
  integer: 'bigint',
  boolean: 'boolean',
  number: 'numeric',
  // What clocks in Shanghai show, so that its text is the same in whatever zone a session is; instants of our own are timestamptz.
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  uuid: 'uuid',
  jsonb: 'jsonb',
} as const;
export type LakeType = keyof typeof LAKE_TYPES;

export type LakeColumn = { readonly name: string; readonly type: LakeType };

/** A quoted name, for use in the `sql` tag. */
export type LakeName = ReturnType<typeof identifier>;

/** The platform's own columns, which no pack can name: parts of statements, since names of packs never begin with `_`. */
const OWN_COLUMNS: ReadonlyMap<string, Sql> = new Map([
  ['_row_hash', sql`_row_hash`],
  ['_source', sql`_source`],
  ['_load', sql`_load`],
  ['_at', sql`_at`],
  ['_sources', sql`_sources`],
  ['_resources', sql`_resources`],
  ['_removed_at', sql`_removed_at`],
]);

/** A declared table of the lake. `at` is its name in the `sql` tag; names that begin with `_` are the platform's own columns. */
export type LakeTable = {
  readonly name: string;
  readonly columns: readonly LakeColumn[];
  readonly key: readonly string[];
  readonly at: LakeName;
};

/** A declared view: some columns of one table, readable by the modules it is granted to. */
export type LakeView = {
  readonly name: string;
  readonly table: LakeTable;
  readonly columns: readonly string[];
  /** Only rows whose column has no value (a mark such as `_removed_at`). */
  readonly whereNull?: string;
  readonly at: LakeName;
};

/** Declares a table; nothing is made in the store. @throws lake.bad-name */
export function lakeTable(definition: {
  name: string;
  columns: readonly LakeColumn[];
  key: readonly string[];
}): LakeTable {
  const names = new Set<string>();
  for (const { name } of definition.columns) {
    checkColumn(name);
    if (names.has(name)) throw lakeErrors.badName({ name });
    names.add(name);
  }
  for (const name of definition.key) if (!names.has(name)) throw lakeErrors.badName({ name });
  return { ...definition, at: lakeName(definition.name) };
}

/** Declares a view over `table`. @throws lake.bad-name */
export function lakeView(definition: {
  name: string;
  table: LakeTable;
  columns: readonly string[];
  whereNull?: string;
}): LakeView {
  const known = new Set(definition.table.columns.map((column) => column.name));
  for (const name of [...definition.columns, ...(definition.whereNull ? [definition.whereNull] : [])]) {
    if (!known.has(name)) throw lakeErrors.badName({ name });
  }
  return { ...definition, at: lakeName(definition.name) };
}

/** The name of a declared column in the `sql` tag. */
export function lakeColumn(name: string): LakeName | Sql {
  const own = OWN_COLUMNS.get(name);
  if (own) return own;
  checkColumn(name);
  return identifier(name);
}

/** `a-b` as it stands in names of the lake: `a_b`. */
export function lakeWord(id: string): string {
  return id.replaceAll('-', '_');
}

function lakeName(name: string): LakeName {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw lakeErrors.badName({ name });
  return identifier('lake', name);
}

function checkColumn(name: string): void {
  if (!OWN_COLUMNS.has(name) && !/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw lakeErrors.badName({ name });
}
