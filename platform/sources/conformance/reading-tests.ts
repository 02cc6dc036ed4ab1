import { describe, expect, test } from 'vitest';
import { readCopyBatch } from '../copy-text.ts';
import type { ColumnType, Value } from '../port.ts';
import type { Kit } from './describe-connector.ts';
import type { KitColumn, KitTable, KitType } from './harness.ts';
import { loadWhole } from './join.ts';
import { plainRow, TRYING_VALUES, tryingRow } from './values.ts';

/** A small table most tests can live with. */
export function peopleTable(name: string): KitTable {
  return {
    name,
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'name', type: 'text', nullable: true },
      { name: 'n', type: 'integer', nullable: true },
    ],
    key: ['id'],
  };
}
export const peopleRows = (count: number, from = 1): Value[][] =>
  Array.from({ length: count }, (_, index) => [String(from + index), `人${from + index}`, String((from + index) * 7)]);
export const namesOf = (table: KitTable): string[] => table.columns.map((column) => column.name);

function valuesTable(types: readonly KitType[], nullable: boolean): KitTable {
  const columns: KitColumn[] = [{ name: 'id', type: 'integer' }];
  for (const type of types) columns.push({ name: `a_${type}`, type, nullable });
  return { name: 'kit_values', columns, key: ['id'] };
}

export function describeReading(kit: Kit): void {
  const { harness } = kit;

  describe('looking', () => {
    test('says what it is, in both languages', async () => {
      const { title, tested, kind } = harness.connector;
      expect(kind).toMatch(/^[a-z][a-z0-9-]*$/);
      for (const text of [title, tested]) {
        expect(text.zh).not.toBe('');
        expect(text.en).not.toBe('');
      }
      const session = await kit.open();
      const report = await session.report();
      expect(report.server).not.toBe('');
      expect(report.modes.includes('snapshot')).toBe(session.snapshot !== undefined);
      for (const finding of report.findings) {
        expect(finding.text.zh).not.toBe('');
        expect(finding.text.en).not.toBe('');
      }
    });

    test('lists tables, tells their shape, and shows some rows', async () => {
      const table = peopleTable('kit_people');
      const name = await kit.source().createTable(table, peopleRows(40));
      const session = await kit.open();
      expect(await session.tables()).toContainEqual(expect.objectContaining(name));
      const shape = await session.shape(name);
      expect(shape.columns.map((column) => column.name)).toEqual(namesOf(table));
      if (harness.keys) expect(shape.key).toEqual(['id']);
      const sample = await session.sample(shape, ['n', 'id'], 10);
      expect(sample.length).toBe(10);
      for (const [n, id] of sample) expect(Number(n)).toBe(Number(id) * 7);
    });

    if (harness.declaredTypes)
      test('tells declared types and which columns may be empty', async () => {
        const name = await kit.source().createTable(valuesTable(harness.types, true), []);
        const shape = await (await kit.open()).shape(name);
        const told = Object.fromEntries(shape.columns.map((column) => [column.name, column.type]));
        expect(told).toEqual(
          Object.fromEntries([
            ['id', 'integer'],
            ...harness.types.map((type): [string, ColumnType] => [`a_${type}`, type]),
          ]),
        );
        expect(shape.columns.map((column) => column.nullable)).toEqual([false, ...harness.types.map(() => true)]);
        for (const column of shape.columns) expect(column.nativeType).not.toBe('');
      });

    test('says that a table is missing', async () => {
      const name = await kit.source().createTable(peopleTable('kit_people'), peopleRows(1));
      await expect((await kit.open()).shape({ ...name, table: 'kit_no_such_table' })).rejects.toMatchObject({
        code: 'sources.table-missing',
      });
    });
  });

  describe('reading whole tables', () => {
    test('reads each row once, in chunks, with the columns asked for', async () => {
      const table = peopleTable('kit_chunks');
      const rows = peopleRows(3000);
      const name = await kit.source().createTable(table, rows);
      const session = await kit.open();
      if (session.snapshot === undefined) return;
      const shape = await session.shape(name);
      const { rows: read, chunks } = await loadWhole(session.snapshot, shape, ['name', 'id'], 400);
      if (harness.keys) expect(chunks).toBeGreaterThan(2);
      expect(read.length).toBe(3000);
      expect(new Set(read.map(([, id]) => id)).size).toBe(3000);
      for (const [text, id] of read) expect(text).toBe(`人${id}`);
    });

    test('reads an empty table, and one row', async () => {
      const table = peopleTable('kit_few');
      const session = await kit.open();
      if (session.snapshot === undefined) return;
      for (const count of [0, 1]) {
        const name = await kit.source().createTable(table, peopleRows(count));
        const shape = await session.shape(name);
        const { rows } = await loadWhole(
          session.snapshot,
          shape,
          shape.columns.map((column) => column.name),
          100,
        );
        expect(rows.length).toBe(count);
      }
    });

    if (harness.keys)
      test('cuts by keys of several columns and of texts, also with gaps and odd characters', async () => {
        const table: KitTable = {
          name: 'kit_text_keys',
          columns: [
            { name: 'a', type: 'text' },
            { name: 'b', type: 'integer' },
            { name: 'v', type: 'text' },
          ],
          key: ['a', 'b'],
        };
        const odd = ["it's", 'x\\y', 'tab\tin', '𠮷', '👍', 'Z', 'a', 'é', '一', '乙', '%', '_', '"', '`', ' ', ''];
        const rows: Value[][] = [];
        for (const [index, a] of odd.entries())
          for (let b = 0; b < 40; b += 1) rows.push([a, String(b * 1000 * (index + 1)), `${index}/${b}`]);
        const name = await kit.source().createTable(table, rows);
        const session = await kit.open();
        if (session.snapshot === undefined) return;
        const shape = await session.shape(name);
        expect(shape.key).toEqual(['a', 'b']);
        const { rows: read, chunks } = await loadWhole(session.snapshot, shape, namesOf(table), 100);
        expect(chunks).toBeGreaterThan(2);
        expect(read.toSorted(byText)).toEqual(rows.toSorted(byText));
      });

    if (harness.keys)
      test('reads a table without a key whole', async () => {
        const table: KitTable = { ...peopleTable('kit_keyless'), key: [] };
        const rows = [...peopleRows(150), ...peopleRows(3)];
        const name = await kit.source().createTable(table, rows);
        const session = await kit.open();
        if (session.snapshot === undefined) return;
        const shape = await session.shape(name);
        expect(shape.key).toEqual([]);
        const { rows: read } = await loadWhole(session.snapshot, shape, namesOf(table), 40);
        expect(read.toSorted(byText)).toEqual(rows.toSorted(byText));
      });

    test('carries every kind of value unharmed', async () => {
      const table = valuesTable(harness.types, true);
      const count = Math.max(...harness.types.map((type) => TRYING_VALUES[type].length)) * 4;
      const rows = Array.from({ length: count }, (_, n) => told(kit, table, tryingRow(table, n)));
      const name = await kit.source().createTable(table, rows);
      const session = await kit.open();
      if (session.snapshot === undefined) return;
      const shape = await session.shape(name);
      const { rows: read } = await loadWhole(session.snapshot, shape, namesOf(table), 10);
      const byId = new Map(read.map((row) => [row[0], row]));
      expect(byId.size).toBe(count);
      for (const row of rows) expect(plainRow(table, byId.get(row[0] as string) ?? [])).toEqual(plainRow(table, row));
      const sample = await session.sample(shape, namesOf(table), 5);
      for (const row of sample)
        expect(plainRow(table, row)).toEqual(plainRow(table, rows.find((each) => each[0] === row[0]) ?? []));
    });

    test('stops when it is told to', async () => {
      const table = peopleTable('kit_stop');
      const name = await kit.source().createTable(table, peopleRows(5000));
      const session = await kit.open({ rowsPerSecond: 500 });
      if (session.snapshot === undefined) return;
      const shape = await session.shape(name);
      const [chunk] = await session.snapshot.plan(shape, 100_000);
      const stop = new AbortController();
      const reading = await session.snapshot.read(shape, ['id'], chunk as never, { signal: stop.signal });
      const began = Date.now();
      setTimeout(() => stop.abort(), 150);
      await expect(
        (async () => {
          for await (const batch of reading.batches) void batch;
        })(),
      ).rejects.toThrow();
      expect(Date.now() - began).toBeLessThan(3000);
      await session.close();
      await session.close();
    });
  });

  describe('reading by a cursor', () => {
    test('reads from a value on, in its order', async () => {
      const table = peopleTable('kit_cursor');
      const name = await kit.source().createTable(table, peopleRows(500));
      const session = await kit.open();
      if (session.cursor === undefined) return;
      const shape = await session.shape(name);
      const signal = new AbortController().signal;
      const readAll = async (from: Value) => {
        const reading = session.cursor?.readFrom(shape, ['id', 'n'], 'n', from, { signal });
        const rows: Value[][] = [];
        for await (const batch of reading?.batches ?? []) rows.push(...readCopyBatch(batch));
        return { rows, until: reading?.until() };
      };
      const whole = await readAll(null);
      expect(whole.rows.map(([id]) => Number(id))).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
      expect(whole.until).toBe('3500');
      const rest = await readAll('3493');
      expect(rest.rows).toEqual([
        ['499', '3493'],
        ['500', '3500'],
      ]);
      expect((await readAll('4000')).until ?? null).toBeNull();
    });
  });
}

/** A row as the source can hold it: where no value and the empty text are one, the row has none. */
function told(kit: Kit, table: KitTable, row: readonly Value[]): Value[] {
  if (kit.harness.nullAndEmpty) return [...row];
  return row.map((value, index) => (value === '' && table.columns[index]?.type === 'text' ? null : value));
}

function byText(a: readonly Value[], b: readonly Value[]): number {
  const left = JSON.stringify(a);
  const right = JSON.stringify(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export { byText };
