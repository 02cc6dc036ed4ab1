import type { CaptureEvent, CaptureReader, CaptureStream, Change, SnapshotReader, TableShape, Value } from '../port.ts';
import { readCopyBatch } from '../copy-text.ts';

// The joining of chunks and changes as decision 0008 has it, in the small and in memory: what the rail does with the lake, the kit does with a
// map, so that a connector whose marks are a hair wrong shows here.

type Row = (Value | undefined)[];
type Window = { touched: Map<string, string[]>; emptied: string[] };

/** The model of one table: rows by key. */
export class JoinedTable {
  readonly rows = new Map<string, Row>();
  readonly #keyAt: readonly number[];
  readonly #windows = new Set<Window>();
  readonly columns: readonly string[];

  constructor(shape: TableShape, columns: readonly string[]) {
    this.columns = columns;
    this.#keyAt = shape.key.map((name) => columns.indexOf(name));
  }

  keyOf(row: readonly (Value | undefined)[]): string {
    return JSON.stringify(this.#keyAt.map((at) => row[at] ?? null));
  }

  #touch(key: string, transaction: string): void {
    for (const window of this.#windows) {
      const before = window.touched.get(key);
      if (before === undefined) window.touched.set(key, [transaction]);
      else before.push(transaction);
    }
  }

  apply(change: Change, transaction: string): void {
    if (change.op === 'truncate') {
      for (const window of this.#windows) window.emptied.push(transaction);
      this.rows.clear();
      return;
    }
    if (change.op === 'delete') {
      const key = this.keyOf(change.before);
      this.#touch(key, transaction);
      this.rows.delete(key);
      return;
    }
    const key = this.keyOf(change.after);
    const beforeKey = change.op === 'update' && change.before !== undefined ? this.keyOf(change.before) : key;
    const old = this.rows.get(beforeKey);
    if (beforeKey !== key) {
      this.#touch(beforeKey, transaction);
      this.rows.delete(beforeKey);
    }
    this.#touch(key, transaction);
    this.rows.set(
      key,
      change.after.map((value, index) => (value === undefined ? old?.[index] : value)),
    );
  }

  openWindow(): Window {
    const window: Window = { touched: new Map(), emptied: [] };
    this.#windows.add(window);
    return window;
  }

  /** Takes the chunk's rows but those touched by what its snapshot did not see. */
  closeWindow(window: Window, rows: readonly Row[], saw: (transaction: string) => boolean): void {
    this.#windows.delete(window);
    // Emptied after the snapshot: nothing of the chunk is there any more.
    if (window.emptied.some((transaction) => !saw(transaction))) return;
    for (const row of rows) {
      const key = this.keyOf(row);
      const unseen = window.touched.get(key)?.some((transaction) => !saw(transaction)) ?? false;
      if (!unseen) this.rows.set(key, row);
      else {
        const changed = this.rows.get(key);
        if (changed)
          this.rows.set(
            key,
            changed.map((value, index) => (value === undefined ? row[index] : value)),
          );
      }
    }
  }
}

/** Follows a stream, applies it to tables and remembers where it stands. */
export class Tail {
  readonly events: CaptureEvent[] = [];
  position: string;
  failure: Error | undefined;
  readonly #stream: CaptureStream;
  readonly #compare: CaptureReader['compare'];
  readonly #ended: Promise<void>;

  constructor(
    stream: CaptureStream,
    capture: CaptureReader,
    options: { from: string; tables?: readonly JoinedTable[]; keep?: boolean; acknowledge?: boolean },
  ) {
    this.#stream = stream;
    this.#compare = (a, b) => capture.compare(a, b);
    this.position = options.from;
    this.#ended = this.#follow(options);
  }

  async #follow(options: { tables?: readonly JoinedTable[]; keep?: boolean; acknowledge?: boolean }): Promise<void> {
    let pending: Change[] = [];
    let transaction: string | undefined;
    try {
      for await (const event of this.#stream) {
        if (options.keep !== false) this.events.push(event);
        if (event.kind === 'begin') {
          if (transaction !== undefined) throw new Error('a transaction began inside another');
          transaction = event.transaction;
        } else if (event.kind === 'changes') {
          if (transaction === undefined) throw new Error('changes outside a transaction');
          pending.push(...event.changes);
        } else if (event.kind === 'commit') {
          if (transaction !== event.transaction) throw new Error('a commit of another transaction');
          if (this.#compare(event.position, this.position) <= 0)
            throw new Error(`the commit at ${event.position} is told after ${this.position}`);
          for (const change of pending) options.tables?.[change.table]?.apply(change, transaction);
          pending = [];
          transaction = undefined;
          this.position = event.position;
          if (options.acknowledge !== false) this.#stream.acknowledge(event.position);
        } else if (event.kind === 'idle') {
          if (transaction !== undefined) throw new Error('idle inside a transaction');
          if (this.#compare(event.position, this.position) > 0) this.position = event.position;
          if (options.acknowledge !== false) this.#stream.acknowledge(this.position);
        }
      }
    } catch (error) {
      this.failure = error as Error;
    }
  }

  /** Waits until all up to `position` has been told. */
  async until(position: string, withinMs = 15_000): Promise<void> {
    const end = Date.now() + withinMs;
    let nudged = 0;
    while (this.#compare(this.position, position) < 0) {
      if (this.failure !== undefined) throw this.failure;
      if (Date.now() > end) throw new Error(`the stream stands at ${this.position} and never came to ${position}`);
      if (Date.now() - nudged > 200) {
        this.#stream.nudge();
        nudged = Date.now();
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Closes the stream and waits for it to end. */
  async close(): Promise<void> {
    await this.#stream.close();
    await this.#ended;
  }

  /** Waits for the stream to end by itself. @returns what it failed with, undefined when it just ended */
  async ended(): Promise<unknown> {
    await this.#ended;
    return this.failure;
  }

  /** The changes told so far, transaction by transaction, and only of those that were committed. */
  transactions(): { transaction: string; position: string; changes: Change[] }[] {
    const done: { transaction: string; position: string; changes: Change[] }[] = [];
    let changes: Change[] = [];
    for (const event of this.events) {
      if (event.kind === 'begin') changes = [];
      else if (event.kind === 'changes') changes.push(...event.changes);
      else if (event.kind === 'commit' && changes.length > 0)
        done.push({ transaction: event.transaction, position: event.position, changes });
    }
    return done;
  }
}

/** All rows of a table by its chunks, one after another. */
export async function loadWhole(
  snapshot: SnapshotReader,
  shape: TableShape,
  columns: readonly string[],
  rowsPerChunk: number,
): Promise<{ rows: Value[][]; chunks: number }> {
  const signal = new AbortController().signal;
  const rows: Value[][] = [];
  const chunks = await snapshot.plan(shape, rowsPerChunk);
  for (const chunk of JSON.parse(JSON.stringify(chunks)) as typeof chunks) {
    const reading = await snapshot.read(shape, columns, chunk, { signal });
    for await (const batch of reading.batches) {
      const read = readCopyBatch(batch);
      if (read.length !== batch.rows) throw new Error(`a batch of ${read.length} lines says it has ${batch.rows}`);
      rows.push(...read);
    }
  }
  return { rows, chunks: chunks.length };
}

/** Reads tables in chunks, `atOnce` of them, while their changes are followed, until all chunks are in. @returns the tail, still following */
export async function joinTables(options: {
  snapshot: SnapshotReader;
  capture: CaptureReader;
  name: string;
  tables: readonly { shape: TableShape; columns: readonly string[] }[];
  rowsPerChunk: number;
  atOnce: number;
}): Promise<{ joined: JoinedTable[]; tail: Tail }> {
  const { snapshot, capture, tables } = options;
  const signal = new AbortController().signal;
  const joined = tables.map((table) => new JoinedTable(table.shape, table.columns));
  const { position } = await capture.prepare(
    options.name,
    tables.map(({ shape }) => ({ schema: shape.schema, table: shape.table })),
  );
  const stream = await capture.open({ name: options.name, tables, after: position, signal });
  const tail = new Tail(stream, capture, { from: position, tables: joined, keep: false });
  const work: (() => Promise<void>)[] = [];
  for (const [index, { shape, columns }] of tables.entries()) {
    const table = joined[index] as JoinedTable;
    for (const chunk of await snapshot.plan(shape, options.rowsPerChunk))
      work.push(async () => {
        const window = table.openWindow();
        const reading = await snapshot.read(shape, columns, chunk, { signal });
        const rows: Value[][] = [];
        for await (const batch of reading.batches) rows.push(...readCopyBatch(batch));
        const mark = reading.mark();
        if (mark === undefined) throw new Error('a source that captures must tell where a chunk stands');
        await tail.until(mark.position);
        table.closeWindow(window, rows, (transaction) => capture.saw(mark.snapshot, transaction));
      });
  }
  const next = work.values();
  await Promise.all(
    Array.from({ length: options.atOnce }, async () => {
      for (const job of next) await job();
    }),
  );
  return { joined, tail };
}
