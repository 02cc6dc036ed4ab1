import type { Tx } from '@platform/database';
import { rawTable, type LakeTable } from '@platform/lake';
import { DomainError } from '@platform/kernel';
import type { Chunk, CopyBatch, SnapshotMark, SourceSession, TableShape, Value } from '@platform/sources';
import { readCopyLine } from '@platform/sources';
import type { LineChecker } from '../domain/line-checker.ts';
import type { Line } from '../domain/line.ts';
import { lineErrors } from '../domain/line-errors.ts';
import { takeChanges, type GivenChange, type TakeDeps } from '../rail/take-changes.ts';
import { readRows } from '../store/apply.ts';
import { doubtRows } from '../store/doubt-rows.ts';

export type Key = readonly string[];
export const keyText = (key: Key): string => JSON.stringify(key);

/** What the source has of some keys: whole rows by the source's columns; keys whose row does not pass; and the moment it was so. */
export type FoundRows = {
  readonly rows: ReadonlyMap<string, readonly Value[]>;
  readonly columns: readonly string[];
  readonly unsound: ReadonlySet<string>;
  readonly mark: SnapshotMark | undefined;
};

/**
 * Looks for the rows of these keys (in the lake's form) at the source: first by its own index, where it has one. A key not found so may be
 * written otherwise there than here, and only a whole reading tells that its row is gone.
 */
export async function findAtSource(
  session: SourceSession,
  line: Pick<Line, 'mapping'>,
  shape: TableShape,
  checker: LineChecker,
  keyItems: readonly string[],
  keys: readonly Key[],
  signal: AbortSignal,
): Promise<FoundRows> {
  const { snapshot } = session;
  if (!snapshot) throw lineErrors.modeNotPossible();
  const found: Found = { rows: new Map(), unsound: new Set(), columns: checker.columns, mark: undefined };
  const wanted = new Set(keys.map(keyText));
  const read = async (chunk: Chunk): Promise<void> => {
    const reading = await snapshot.read(shape, checker.columns, chunk, { signal });
    for await (const batch of reading.batches) takeWanted(found, checker, wanted, batch);
    // Of several moments the first: what changed since any of them has then been noted.
    found.mark ??= reading.mark();
  };
  const mapped = keyItems.map((item) => line.mapping.find((one) => one.item === item));
  if (snapshot.only && mapped.every((one) => one !== undefined)) {
    try {
      await read(
        snapshot.only(
          mapped.map((one) => one.column),
          keys,
        ),
      );
    } catch (error) {
      // A value that cannot be one of its column's: the whole reading tells.
      if (signal.aborted || !(error instanceof DomainError) || error.status >= 503) throw error;
    }
    const asWritten = mapped.every((one) => (one.transform ?? []).length === 0);
    if (asWritten || found.rows.size + found.unsound.size === wanted.size) return found;
  }
  for (const chunk of await snapshot.plan(shape, Number.MAX_SAFE_INTEGER)) await read(chunk);
  return found;
}

type Found = {
  rows: Map<string, readonly Value[]>;
  unsound: Set<string>;
  columns: readonly string[];
  mark: SnapshotMark | undefined;
};

function takeWanted(found: Found, checker: LineChecker, wanted: ReadonlySet<string>, batch: CopyBatch): void {
  const text = batch.bytes.toString('utf8');
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const values = readCopyLine(text.slice(from, end));
    from = end + 1;
    const key = checker.keyOf(values);
    if (!key) continue;
    const name = keyText(key);
    if (!wanted.has(name)) continue;
    if ('reasons' in checker.checkValues(values)) found.unsound.add(name);
    else found.rows.set(name, values);
  }
}

/**
 * Makes the lake agree with what the source has of these keys, in the caller's transaction, which has locked the line.
 * `skip`: keys of which the lake is newer. @returns rows written anew and rows removed
 */
export async function takeReloaded(
  deps: TakeDeps,
  tx: Tx,
  line: Line,
  keys: readonly Key[],
  found: FoundRows,
  skip: ReadonlySet<string>,
  trace: string,
): Promise<{ written: number; removed: number }> {
  const resource = deps.catalogue.resource(line.resource);
  const table = rawTable(resource);
  const mine = keys.filter((key) => !skip.has(keyText(key)) && !found.unsound.has(keyText(key)));
  const keyColumns = resource.key.map((item) => line.mapping.find((one) => one.item === item)?.column);
  const changes = mine.map((key, place): GivenChange => {
    const row = found.rows.get(keyText(key));
    const values = row
      ? Object.fromEntries(found.columns.map((column, at) => [column, row[at] ?? null]))
      : Object.fromEntries(keyColumns.map((column, at) => [column ?? '', key[at] ?? null]));
    return { op: row ? 'upsert' : 'delete', values, rowNo: place + 1 };
  });
  if (changes.length === 0) return { written: 0, removed: 0 };
  await doubtRows(tx, table, line.id, mine);
  const { inserted, updated, deleted } = await takeChanges(deps, tx, line, changes, {
    position: line.position ?? `reload:${trace}`,
    trace,
    bytes: 0,
  });
  return { written: inserted + updated, removed: deleted };
}

/** Keys whose rows the lake has taken since `at`: it is newer than what was read before. */
export async function takenSince(
  tx: Tx,
  table: LakeTable,
  keys: readonly Key[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const rows = await readRows(tx, table, [...table.key, '_at'], keys);
  return new Set(
    rows.filter((row) => new Date(row.at(-1) as string) > at).map((row) => keyText(row.slice(0, -1) as string[])),
  );
}
