import type { Connector, TableName, Value } from '../port.ts';

/** The application under which the kit's sessions connect. */
export const KIT_APPLICATION = 'yiwang-conformance';

/** The types the kit makes columns of. `numeric` is numeric(38,10), `timestamp` has microseconds, `bytes` is of any length. */
export type KitType =
  | 'integer'
  | 'text'
  | 'numeric'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'bytes'
  | 'json';

export type KitColumn = { readonly name: string; readonly type: KitType; readonly nullable?: boolean };

/** A table the kit asks for; `key` names the columns of its primary key, none for a table without one. */
export type KitTable = {
  readonly name: string;
  readonly columns: readonly KitColumn[];
  readonly key: readonly string[];
};

/** One change the kit asks for. Values are in PostgreSQL's text form, in the order of the table's columns. */
export type KitChange =
  | { readonly op: 'insert'; readonly table: KitTable; readonly row: readonly Value[] }
  /** The row whose key is `key` (in key order) becomes `row`, also when that changes its key. */
  | { readonly op: 'update'; readonly table: KitTable; readonly key: readonly Value[]; readonly row: readonly Value[] }
  | { readonly op: 'delete'; readonly table: KitTable; readonly key: readonly Value[] }
  | { readonly op: 'truncate'; readonly table: KitTable };

type Account = { readonly settings: unknown; readonly secret?: unknown };

/** A running source that belongs to the kit. Leave out what the kind of source does not have; the kit then says what it did not check. */
export type ConformanceSource = Account & {
  /** Makes the table with these rows, in place of one of that name. @returns its name as the connector is to tell it */
  createTable(table: KitTable, rows: readonly (readonly Value[])[]): Promise<TableName>;
  /** Changes rows in one transaction; may be called several times at once. */
  write?(changes: readonly KitChange[]): Promise<void>;
  /** Adds a column without default to a table. */
  addColumn?(table: KitTable, column: KitColumn): Promise<void>;
  dropColumn?(table: KitTable, column: string): Promise<void>;
  readonly wrongPassword?: Account;
  readonly unreachable?: Account;
  readonly noSuchDatabase?: Account;
  /** Ends all connections of this application (its name as given to `open`) from the source's side, as a network cut would. */
  cut?(application: string): Promise<void>;
  /** Connections of this application open now. */
  connections?(application: string): Promise<number>;
  /** Has the source forget the log it kept for this name of capture. */
  loseLog?(name: string): Promise<void>;
  stop(): Promise<void>;
};

export type ConformanceHarness = {
  readonly connector: Connector;
  /** Why it cannot run here (`needs mariadb-server`); the suite is then skipped and says so. */
  readonly notRun?: string;
  /** Which types its tables can have. Files and HTTP: those told apart by their values. */
  readonly types: readonly KitType[];
  /** Whether shapes tell the columns' declared types (databases), or only what values look like. */
  readonly declaredTypes: boolean;
  /** Whether no value and the empty text are different things there. */
  readonly nullAndEmpty: boolean;
  /** Whether shapes tell the primary key. */
  readonly keys: boolean;
  start(): Promise<ConformanceSource>;
};
