import { describe, expect, test } from 'vitest';
import type { CaptureReader, SourceSession, TableShape, Value } from '../port.ts';
import type { Kit } from './describe-connector.ts';
import type { KitChange, KitTable } from './harness.ts';
import { Tail } from './join.ts';
import { namesOf, peopleRows, peopleTable } from './reading-tests.ts';
import { plainRow, TRYING_VALUES, tryingRow } from './values.ts';

type Following = {
  capture: CaptureReader;
  session: SourceSession;
  shape: TableShape;
  table: KitTable;
  position: string;
  name: string;
  write(changes: readonly KitChange[]): Promise<void>;
  follow(after: string, options?: { acknowledge?: boolean }): Promise<Tail>;
};

let captures = 0;
/** A table with rows, and a capture prepared for it; undefined where the source cannot capture. */
export async function prepared(
  kit: Kit,
  table: KitTable,
  rows: readonly (readonly Value[])[],
): Promise<Following | undefined> {
  const source = kit.source();
  const name = `kit_capture_${(captures += 1)}`;
  const tableName = await source.createTable(table, rows);
  const session = await kit.open();
  const { capture } = session;
  const { write } = source;
  if (capture === undefined || write === undefined) return undefined;
  const shape = await session.shape(tableName);
  expect(await capture.obstacles([shape])).toEqual([]);
  const { position } = await capture.prepare(name, [tableName]);
  return {
    capture,
    session,
    shape,
    table,
    position,
    name,
    write: (changes) => write(changes),
    async follow(after, options = {}) {
      const stream = await capture.open({
        name,
        tables: [{ shape, columns: namesOf(table) }],
        after,
        signal: new AbortController().signal,
      });
      return new Tail(stream, capture, { from: after, ...options });
    },
  };
}

export function describeCapture(kit: Kit): void {
  const changesOf = (tail: Tail) => tail.transactions().flatMap((each) => each.changes);

  describe('following changes', () => {
    test('tells inserts, updates, deletes and changes of keys, in order and in their transactions', async () => {
      const table = peopleTable('kit_capture');
      const it = await prepared(kit, table, peopleRows(3));
      if (it === undefined) return;
      const tail = await it.follow(it.position);
      await it.write([
        { op: 'insert', table, row: ['10', '甲', null] },
        { op: 'update', table, key: ['1'], row: ['1', '', '8'] },
      ]);
      await it.write([{ op: 'update', table, key: ['2'], row: ['20', '人2', '14'] }]);
      await it.write([{ op: 'delete', table, key: ['3'] }]);
      await it.write([
        { op: 'delete', table, key: ['10'] },
        { op: 'insert', table, row: ['10', '乙', '5'] },
      ]);
      await tail.until(await it.capture.end());
      const told = tail.transactions();
      expect(told.map(({ changes }) => changes.map((change) => change.op))).toEqual([
        ['insert', 'update'],
        ['update'],
        ['delete'],
        ['delete', 'insert'],
      ]);
      expect(new Set(told.map((each) => each.transaction)).size).toBe(4);
      const [first, second, third] = told;
      expect(first?.changes[0]).toMatchObject({ table: 0, after: ['10', '甲', null] });
      expect(first?.changes[1]).toMatchObject({ after: ['1', '', '8'] });
      const moved = second?.changes[0];
      if (moved?.op !== 'update') throw new Error('an update was expected');
      expect(moved.before?.[0]).toBe('2');
      expect(moved.after[0]).toBe('20');
      const deleted = third?.changes[0];
      if (deleted?.op !== 'delete') throw new Error('a delete was expected');
      expect(deleted.before[0]).toBe('3');
      for (const [index, each] of told.entries())
        if (index > 0) expect(it.capture.compare(told[index - 1]?.position as string, each.position)).toBeLessThan(0);
      const commit = tail.events.find((event) => event.kind === 'commit');
      expect(Math.abs((commit?.kind === 'commit' ? commit.committedAt.getTime() : 0) - Date.now())).toBeLessThan(
        60_000,
      );
      await tail.close();
      await it.capture.drop(it.name);
    });

    test('carries every kind of value as the reading of whole tables does', async () => {
      const table: KitTable = {
        name: 'kit_capture_values',
        columns: [
          { name: 'id', type: 'integer' },
          ...kit.harness.types.map((type) => ({ name: `a_${type}`, type, nullable: true })),
        ],
        key: ['id'],
      };
      const it = await prepared(kit, table, []);
      if (it === undefined) return;
      const tail = await it.follow(it.position);
      const count = Math.max(...kit.harness.types.map((type) => TRYING_VALUES[type].length)) * 4;
      const rows = Array.from({ length: count }, (_, n) => tryingRow(table, n));
      for (const row of rows) await it.write([{ op: 'insert', table, row }]);
      await tail.until(await it.capture.end());
      const told = changesOf(tail).map((change) =>
        change.op === 'insert' ? plainRow(table, change.after) : change.op,
      );
      expect(told).toEqual(rows.map((row) => plainRow(table, row)));
      await tail.close();
      await it.capture.drop(it.name);
    });

    test('goes on from any position without gap or double, also where nothing was acknowledged', async () => {
      const table = peopleTable('kit_resume');
      const it = await prepared(kit, table, []);
      if (it === undefined) return;
      const first = await it.follow(it.position, { acknowledge: false });
      for (let id = 1; id <= 12; id += 1) await it.write([{ op: 'insert', table, row: [String(id), null, null] }]);
      await first.until(await it.capture.end());
      await first.close();
      const told = first.transactions();
      expect(told.length).toBe(12);
      for (const from of [0, 4, 11]) {
        const again = await it.follow(told[from]?.position as string, { acknowledge: from === 11 });
        await it.write([{ op: 'update', table, key: ['1'], row: ['1', null, String(from)] }]);
        await again.until(await it.capture.end());
        await again.close();
        const ids = changesOf(again)
          .filter((change) => change.op === 'insert')
          .map((change) => change.after[0]);
        expect(ids).toEqual(Array.from({ length: 11 - from }, (_, index) => String(from + 2 + index)));
        for (const each of told.slice(from + 1))
          expect(again.transactions().some(({ position }) => it.capture.compare(position, each.position) === 0)).toBe(
            true,
          );
      }
      await it.capture.drop(it.name);
    });

    test('keeps what was not acknowledged when it is opened anew, and finds its place again', async () => {
      const table = peopleTable('kit_place');
      const it = await prepared(kit, table, []);
      if (it === undefined) return;
      await it.write([{ op: 'insert', table, row: ['1', null, null] }]);
      const tail = await it.follow(it.position, { acknowledge: false });
      await tail.until(await it.capture.end());
      await tail.close();
      const other = await kit.open();
      const found = await (other.capture as CaptureReader).prepare(it.name, [it.shape], it.position);
      expect(found.fresh).toBe(false);
      expect(it.capture.compare(found.position, tail.position)).toBeLessThanOrEqual(0);
      const again = await it.follow(it.position);
      await again.until(await it.capture.end());
      expect(changesOf(again).length).toBe(1);
      await again.close();
      const retention = await it.capture.retention(it.name);
      expect(retention.lost).toBe(false);
      expect(retention.bytes).toBeGreaterThanOrEqual(0);
      await it.capture.drop(it.name);
      await it.capture.drop(it.name);
    });

    test('tells of its end also when others than our tables change, or nothing does', async () => {
      const table = peopleTable('kit_idle');
      const it = await prepared(kit, table, []);
      if (it === undefined) return;
      const tail = await it.follow(it.position);
      const other = peopleTable('kit_idle_other');
      await kit.source().createTable(other, peopleRows(300));
      const end = await it.capture.end();
      expect(it.capture.compare(it.position, end)).toBeLessThan(0);
      await tail.until(end);
      expect(changesOf(tail)).toEqual([]);
      const distance = it.capture.distance(it.position, end);
      if (distance !== undefined) expect(distance).toBeGreaterThan(0);
      await tail.close();
      await it.capture.drop(it.name);
    });

    test('streams a large transaction in parts', async () => {
      const table = peopleTable('kit_large');
      const it = await prepared(kit, table, []);
      if (it === undefined) return;
      const tail = await it.follow(it.position);
      await it.write(peopleRows(20_000).map((row) => ({ op: 'insert', table, row })));
      await tail.until(await it.capture.end());
      const [whole, ...more] = tail.transactions();
      expect(more).toEqual([]);
      expect(whole?.changes.length).toBe(20_000);
      expect(tail.events.filter((event) => event.kind === 'changes').length).toBeGreaterThan(2);
      await tail.close();
      await it.capture.drop(it.name);
    }, 60_000);

    test('tells that a table was emptied', async () => {
      const table = peopleTable('kit_truncate');
      const it = await prepared(kit, table, peopleRows(5));
      if (it === undefined) return;
      const tail = await it.follow(it.position);
      await it.write([{ op: 'truncate', table }]);
      await it.write([{ op: 'insert', table, row: ['1', null, null] }]);
      await tail.until(await it.capture.end());
      expect(changesOf(tail).map((change) => change.op)).toEqual(['truncate', 'insert']);
      await tail.close();
      await it.capture.drop(it.name);
    });

    test('tells a new shape before the first change in it, also when it lies in the backlog', async () => {
      const table = peopleTable('kit_drift');
      const it = await prepared(kit, table, peopleRows(3));
      const { addColumn, dropColumn } = kit.source();
      if (it === undefined || addColumn === undefined || dropColumn === undefined) return;
      await it.write([{ op: 'insert', table, row: ['10', 'before', '1'] }]);
      await addColumn(table, { name: 'extra', type: 'text', nullable: true });
      const wider: KitTable = {
        ...table,
        columns: [...table.columns, { name: 'extra', type: 'text', nullable: true }],
      };
      await it.write([{ op: 'insert', table: wider, row: ['11', 'after', '2', 'held'] }]);
      await dropColumn(table, 'name');
      const narrower: KitTable = { ...table, columns: wider.columns.filter((column) => column.name !== 'name') };
      await it.write([{ op: 'insert', table: narrower, row: ['12', '3', 'end'] }]);
      const tail = await it.follow(it.position);
      await tail.until(await it.capture.end());
      const told = tail.events.flatMap((event) =>
        event.kind === 'shape'
          ? [event.shape.columns.map((column) => column.name).join()]
          : event.kind === 'changes'
            ? event.changes.map((change) => JSON.stringify(change.op === 'insert' ? change.after : change.op))
            : [],
      );
      expect(told).toEqual([
        '["10","before","1"]',
        'id,name,n,extra',
        '["11","after","2"]',
        'id,n,extra',
        // A column that is no more has no value, never another column's.
        '["12",null,"3"]',
      ]);
      await tail.close();
      await it.capture.drop(it.name);
    });
  });
}
