import fc from 'fast-check';
import {
  copyLine,
  readCopyLine,
  type Change,
  type PackedChanges,
  type TableShape,
  type Value,
} from '@platform/sources';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { expect, test } from 'vitest';
import type { Line } from '../domain/line.ts';
import { keyOf, keyValues } from './final-states.ts';
import { LineBatch } from './line-batch.ts';
import { planLine } from './line-plan.ts';

const column = (name: string) => ({ name, type: 'text' as const, nativeType: 'text', nullable: true });
const shape: TableShape = {
  schema: 'public',
  table: 't',
  columns: ['id', 'a', 'b'].map(column),
  key: ['id'],
  identity: 'key',
};
const resource = {
  id: 't',
  key: ['id'],
  items: [
    { name: 'b', type: 'text', maxLength: 11 },
    { name: 'id', type: 'text' },
    { name: 'a', type: 'text' },
  ],
} as unknown as CataloguedResource;
const line = {
  id: 'l',
  state: 'live',
  mapping: ['id', 'a', 'b'].map((name) => ({ item: name, column: name })),
  table: { schema: 'public', table: 't' },
} as unknown as Line;
const plan = () =>
  planLine({ line, resource, shape, heldColumns: [], quarantined: false, table: () => undefined, demo: true });

/** The rows a lake would have. */
type Rows = Map<string, (string | null)[]>;

/** What the store does with a batch: rows away, rows in; a key may not be there twice. */
function bring(batch: LineBatch, lake: Rows): void {
  const there = new Map([...lake.values()].map((values) => [keyOf([values[1] as string]), values] as const));
  expect(batch.wanted().every((key) => key.length === 1)).toBe(true);
  batch.finish(there);
  if (batch.states.emptied) lake.clear();
  const { gone, replaced } = batch.states.leaving(true);
  for (const key of [...gone, ...replaced]) lake.delete(keyValues(key)[0] as string);
  const text = Buffer.concat([...batch.states.pieces(Buffer.from('\tend\n'))]).toString('utf8');
  const rows = text.split('\n').slice(0, -1).map(readCopyLine);
  expect(rows).toHaveLength(batch.states.live);
  for (const values of rows) {
    const key = values[1] as string;
    expect(lake.has(key)).toBe(false);
    expect(values.at(-1)).toBe('end');
    lake.set(key, values.slice(0, 3));
  }
}

/** Rows as the source packs them. */
function packed(rows: { op: number; values: Value[] }[]): PackedChanges {
  const lines = rows.map(({ values }) => Buffer.from(copyLine(values)));
  const starts = Uint32Array.from([
    0,
    ...lines.map((_, index) => lines.slice(0, index + 1).reduce((sum, one) => sum + one.length, 0)),
  ]);
  return {
    from: 0,
    to: rows.length,
    table: 0,
    ops: Uint8Array.from(rows, ({ op }) => op),
    starts,
    bytes: Buffer.concat(lines),
  };
}

const id = fc.constantFrom('1', '2', '007', '7', '甲', 'a\tb', '\\N', '3', '999999999999999', '9999999999999999', '0');
const word = fc.constantFrom('x', 'tab\t', '𠮷😀', null, 'back\\slash', 'no\nline');
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), id, a: word, b: word }),
  fc.record({ kind: fc.constant('part' as const), id, b: word }),
  fc.record({ kind: fc.constant('move' as const), id, to: id, b: word, whole: fc.boolean() }),
  fc.record({ kind: fc.constant('delete' as const), id }),
  fc.record({ kind: fc.constant('truncate' as const) }),
  fc.record({ kind: fc.constant('apply' as const) }),
);

test('whatever the source does, in whatever batches it comes: the lake ends with the source’s rows', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, inBytes) => {
      const source: Rows = new Map();
      const lake: Rows = new Map();
      const made = plan();
      let batch = new LineBatch(made);
      let run: { op: number; values: Value[] }[] = [];
      const flush = (): void => {
        if (run.length > 0) batch.addPacked(packed(run));
        run = [];
      };
      const plain = (op: number, values: Value[]): void => {
        if (inBytes) run.push({ op, values });
        else if (op === 3)
          batch.addChange({ op: 'delete', table: 0, before: [values[0] as string, undefined, undefined] }, 1);
        else batch.addChange({ op: op === 1 ? 'insert' : 'update', table: 0, after: values } as Change, 1);
      };
      const other = (change: Change): void => {
        flush();
        batch.addChange(change, 1);
      };
      for (const one of steps) {
        if (one.kind === 'apply') {
          flush();
          bring(batch, lake);
          batch = new LineBatch(made);
        } else if (one.kind === 'truncate') {
          source.clear();
          other({ op: 'truncate', table: 0 });
        } else if (one.kind === 'delete') {
          if (!source.delete(one.id)) continue;
          plain(3, [one.id, null, null]);
        } else if (one.kind === 'write') {
          plain(source.has(one.id) ? 2 : 1, [one.id, one.a, one.b]);
          source.set(one.id, [one.b, one.id, one.a]);
        } else {
          const before = source.get(one.id);
          if (!before) continue;
          const to = one.kind === 'move' ? one.to : one.id;
          if (to !== one.id && source.has(to)) continue;
          const told = one.kind === 'move' && one.whole;
          source.delete(one.id);
          source.set(to, [one.b, to, before[2] ?? null]);
          other({
            op: 'update',
            table: 0,
            after: [to, told ? (before[2] ?? null) : undefined, one.b],
            ...(to === one.id ? {} : { before: [one.id, undefined, undefined] }),
          });
        }
      }
      flush();
      bring(batch, lake);
      expect(batch.refused).toEqual([]);
      // Blank is no value.
      expect(new Map([...lake].sort())).toEqual(new Map([...source].sort()));
    }),
    { numRuns: 500 },
  );
});

test('a row that does not pass is told with its key and leaves what the lake has; a later good one goes in', () => {
  const lake: Rows = new Map([['1', ['ok', '1', 'a']]]);
  const batch = new LineBatch(plan());
  batch.addPacked(
    packed([
      { op: 2, values: ['1', 'a', 'far too long'] },
      { op: 1, values: ['2', 'a', 'far too long'] },
      { op: 2, values: ['2', 'a', 'good'] },
      { op: 1, values: [null, 'a', 'b'] },
    ]),
  );
  bring(batch, lake);
  expect(batch.refused.map(({ op, reasons, key }) => [op, reasons[0]?.code, key])).toEqual([
    ['update', 'too-long', ['1']],
    ['insert', 'too-long', ['2']],
    ['insert', 'required', undefined],
  ]);
  expect([...lake.values()]).toEqual([
    ['ok', '1', 'a'],
    ['good', '2', 'a'],
  ]);
});

test('an update that tells a part of a row nobody has is not guessed at', () => {
  const batch = new LineBatch(plan());
  batch.addChange({ op: 'update', table: 0, after: ['5', undefined, 'b'] }, 1);
  const lake: Rows = new Map();
  bring(batch, lake);
  expect(lake.size).toBe(0);
  expect(batch.refused).toMatchObject([{ reasons: [{ code: 'not-told' }], key: ['5'] }]);
});

test('keys by number and by text never meet', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('0', '1', '9', '-', ' ', 'x'), maxLength: 18 }), (text) => {
      expect(keyValues(keyOf([text]))).toEqual([text]);
    }),
  );
});
