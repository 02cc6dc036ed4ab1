import type { LocalText } from '@platform/kernel';
import type { TSchema } from 'typebox';

// What every source of rows is, whatever stands behind it. Rows travel in two forms: in bulk as lines of PostgreSQL's text COPY
// (tab between values, \N for no value, backslash escapes), UTF-8; one by one as arrays of text values in the order of the columns asked for.

/** A value in the text form that PostgreSQL's input functions read for the column's type (ISO dates, `t`/`f`, `\x…` bytes); null for none. */
export type Value = string | null;

/** A table as its source names it. Files: schema '' and the pattern or sheet; HTTP: schema '' and the collection. */
export type TableName = { readonly schema: string; readonly table: string };

export type ColumnType =
  | 'text'
  | 'integer'
  | 'numeric'
  | 'float'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'bytes'
  | 'json'
  | 'uuid'
  | 'other';

export type ColumnShape = {
  readonly name: string;
  readonly type: ColumnType;
  /** As the source calls it, with its lengths: `character varying(20)`. */
  readonly nativeType: string;
  readonly nullable: boolean;
  readonly comment?: string;
};

/** `identity`: what a change of this table tells of the row before it: its key, all of it, or nothing (then it cannot be captured). */
export type TableShape = TableName & {
  readonly columns: readonly ColumnShape[];
  /** Columns of the primary key in its order; empty when there is none. */
  readonly key: readonly string[];
  readonly identity: 'key' | 'full' | 'none';
  readonly estimatedRows?: number;
  readonly estimatedBytes?: number;
  readonly comment?: string;
};

export type TableSummary = TableName & {
  readonly kind: 'table' | 'view' | 'file' | 'collection';
  readonly estimatedRows?: number;
  readonly comment?: string;
};

/** Whole lines of text COPY, each ended by \n; `rows` of them. The bytes belong to the receiver. */
export type CopyBatch = { readonly bytes: Buffer; readonly rows: number };

/** A part of a table, told apart by the source itself: a range of keys, of pages, or of a file. Survives a restart as JSON. */
export type Chunk = { readonly no: number; readonly part: unknown; readonly estimatedRows?: number };

/**
 * Where a chunk stands between changes. `position`: once a capture has told all up to here, it has told every transaction the chunk saw.
 * `snapshot`: given to {@link CaptureReader.saw} with a transaction's id.
 */
export type SnapshotMark = { readonly position: string; readonly snapshot: string };

export type ChunkReading = {
  readonly batches: AsyncIterable<CopyBatch>;
  /** Known once the first batch has come or the reading ended; undefined where the source cannot capture. */
  mark(): SnapshotMark | undefined;
};

export type ReadOptions = { readonly signal: AbortSignal };

/** Reads whole tables in chunks. */
export type SnapshotReader = {
  /** Chunks that together hold every row that is there all along exactly once, about `rowsPerChunk` each, found without reading the table. */
  plan(table: TableShape, rowsPerChunk: number): Promise<Chunk[]>;
  /** The rows of one chunk, with these columns in this order, as of one moment. */
  read(table: TableShape, columns: readonly string[], chunk: Chunk, options: ReadOptions): Promise<ChunkReading>;
  /**
   * A chunk of just the rows that have these values (as text) in these columns, at most some hundreds, where the source can find them
   * without reading all. Reading it may fail where a value cannot be one of its column.
   */
  only?(columns: readonly string[], values: readonly (readonly string[])[]): Chunk;
};

/** Reads what is new by a column that only grows (a number, or a time of change). */
export type CursorReader = {
  /**
   * Rows whose `cursor` is at or above `from` (all when null), in its order; the caller drops those it has.
   * `until()` after the end: the greatest cursor value read, null when there was no row.
   */
  readFrom(
    table: TableShape,
    columns: readonly string[],
    cursor: string,
    from: Value,
    options: ReadOptions,
  ): { batches: AsyncIterable<CopyBatch>; until(): Value };
};

/** One change. `table` is its place in the list of tables the capture was opened with. */
export type Change =
  | { readonly op: 'insert'; readonly table: number; readonly after: readonly Value[] }
  | {
      readonly op: 'update';
      readonly table: number;
      /** In the order of the columns asked for; undefined where the source did not tell because it did not change. */
      readonly after: readonly (Value | undefined)[];
      /** The row before: all columns asked for, undefined where not told; absent when the key did not change. */
      readonly before?: readonly (Value | undefined)[];
    }
  | { readonly op: 'delete'; readonly table: number; readonly before: readonly (Value | undefined)[] }
  | { readonly op: 'truncate'; readonly table: number };

/** What a capture tells, in the order of commits. Changes of one transaction stand between its `begin` and its `commit`. */
export type CaptureEvent =
  /** `commit`: where and when it will have committed, from sources that know it beforehand. */
  | {
      readonly kind: 'begin';
      readonly transaction: string;
      readonly commit?: { readonly position: string; readonly committedAt: Date };
    }
  | { readonly kind: 'changes'; readonly changes: readonly Change[]; readonly bytes: number }
  | { readonly kind: 'commit'; readonly transaction: string; readonly position: string; readonly committedAt: Date }
  /** The shape of a table is not (or no longer) what it was opened with; comes before the first change in the new shape. */
  | { readonly kind: 'shape'; readonly table: number; readonly shape: TableShape }
  /** Nothing is under way: all up to `position` has been told. */
  | { readonly kind: 'idle'; readonly position: string };

/** `keys`: columns of which a change makes the row before be told where the source can; those of the shape's key when absent. */
export type CapturedTable = {
  readonly shape: TableShape;
  readonly columns: readonly string[];
  readonly keys?: readonly string[];
};

/**
 * Plain changes in bytes, in their order: rows `from` (included) to `to` of arrays that may be shared with other events and are not changed any more.
 * Row i is the line of text COPY `bytes[starts[i] … starts[i + 1]]` with its \n, the columns asked for in their order: the row after an insert or
 * update (all told, key unchanged), the row before a delete (\N where not told).
 */
export type PackedChanges = {
  readonly from: number;
  readonly to: number;
  readonly table: number;
  /** 1 insert, 2 update, 3 delete. */
  readonly ops: Uint8Array;
  readonly starts: Uint32Array;
  readonly bytes: Buffer;
};

/** What {@link CaptureStream.bulk} tells: plain changes in bytes, the others as they are. */
export type BulkEvent = CaptureEvent | { readonly kind: 'packed'; readonly packed: PackedChanges };

export type CaptureStream = AsyncIterable<CaptureEvent> & {
  /** The same as iterating, but plain changes come in bytes; to be used instead of iterating, where it is offered. */
  bulk?(): AsyncIterable<BulkEvent>;
  /** All up to here is kept for good: the source may forget it. Never called with what has not been committed here. */
  acknowledge(position: string): void;
  /** Asks the source where it stands; an `idle` or `commit` at or beyond its end follows soon. */
  nudge(): void;
  close(): Promise<void>;
};

/** How much of its log the source keeps for us. `lost`: what we needed is gone, only a new snapshot helps. */
export type Retention = {
  readonly bytes: number;
  readonly lost: boolean;
  /** The source's own limit, when it has one. */
  readonly limitBytes?: number;
  /** Age in seconds of the oldest that is kept for us, where the source knows. */
  readonly seconds?: number;
};

export type CaptureReader = {
  /** What stands in the way of capturing these tables, each with what the source's administrator has to run; empty when nothing does. */
  obstacles(tables: readonly TableShape[]): Promise<Finding[]>;
  /**
   * Makes the place at the source from which changes are kept for `name`, or finds it again; changes after `position` will be told.
   * `known`: where the caller stands, when it has been here before. Sources that keep no place of their own (MySQL's log is kept for
   * everyone alike) find it again by this, and are fresh only when their log no longer reaches back to it (`open` then fails with sources.log-lost, too).
   */
  prepare(name: string, tables: readonly TableName[], known?: string): Promise<{ position: string; fresh: boolean }>;
  /** Opens the stream of all that committed after `after`. One stream of a name at a time. */
  open(options: {
    readonly name: string;
    readonly tables: readonly CapturedTable[];
    readonly after: string;
    readonly signal: AbortSignal;
  }): Promise<CaptureStream>;
  retention(name: string): Promise<Retention>;
  /** The position at the end of the source's log now. */
  end(): Promise<string>;
  /** Log written a second lately (bytes), for predicting whether a snapshot outlives the log; undefined when it cannot be told. */
  pace(): Promise<number | undefined>;
  /** Gives up the place at the source; harmless when there is none. */
  drop(name: string): Promise<void>;
  /** Negative when `a` is before `b`. Pure. */
  compare(a: string, b: string): number;
  /** Whether what a mark's snapshot saw includes the transaction. Pure. */
  saw(snapshot: string, transaction: string): boolean;
  /** Bytes of log between two positions, undefined where positions cannot be subtracted. Pure. */
  distance(from: string, to: string): number | undefined;
};

/** Something to tell people about a source, with what to do. */
export type Finding = {
  readonly code: string;
  readonly level: 'info' | 'warning' | 'blocking';
  readonly text: LocalText;
  /** Statements for the source's administrator, ready to copy. */
  readonly remedy?: string;
};

export type SourceReport = {
  /** `PostgreSQL 15.8`, as the server tells it. */
  readonly server: string;
  readonly findings: readonly Finding[];
  readonly modes: readonly SourceMode[];
};

export type SourceMode = 'snapshot' | 'cursor' | 'capture';

/** An open source. Every error it throws is a coded one (`sources.…` or the package's own), in both languages, without secrets. */
export type SourceSession = {
  readonly report: () => Promise<SourceReport>;
  tables(): Promise<TableSummary[]>;
  /** @throws sources.table-missing */
  shape(table: TableName): Promise<TableShape>;
  /** Some rows, for people to look at and for proposals; never all of a large table. */
  sample(table: TableShape, columns: readonly string[], rows: number): Promise<Value[][]>;
  readonly snapshot?: SnapshotReader;
  readonly cursor?: CursorReader;
  readonly capture?: CaptureReader;
  /** Lets go of everything; may be called at any time, also twice. */
  close(): Promise<void>;
};

/** What a source may be burdened with. */
export type SourceLimits = {
  /** Connections at once, at least 1. */
  readonly connections: number;
  /** Rows a second over all reading; undefined for no limit. */
  readonly rowsPerSecond?: number;
};

/** A kind of source. `settings` and `secret` are JSON Schemas with `title`s in both languages (`x-title: {zh, en}`), from which the page's form is made. */
export type Connector = {
  readonly kind: string;
  readonly title: LocalText;
  /** Which servers it was run against here, said on the page: `{zh: '已在 PostgreSQL 18 实测', …}` or that none was to be had. */
  readonly tested: LocalText;
  readonly settings: TSchema;
  readonly secret?: TSchema;
  /** Connects and looks; wrong passwords, names and networks are told apart. */
  open(options: OpenSource): Promise<SourceSession>;
};

export type OpenSource = {
  readonly settings: unknown;
  readonly secret?: unknown;
  readonly limits: SourceLimits;
  /** The application's name at the source, so that its administrator knows who reads. */
  readonly application: string;
};
