import { expect, test } from 'vitest';
import { steadyRows, type Answered } from './steady-rows.ts';

type Row = { id: string; at?: number };
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }));
const answered = (list: string, items: readonly Row[] | undefined, isPlaceholder = false): Answered<Row> => ({
  list,
  items,
  isPlaceholder,
});

test('a page turned while the hand is in the list shows the next page’s own rows, none of them as gone', () => {
  const first = rows('a', 'b');
  const before = steadyRows({ list: '1', rows: undefined }, answered('1', first), true);
  // Until the answer comes, the rows of the page before are drawn.
  const turning = steadyRows(before.keeps, answered('2', first, true), true);
  expect(turning).toMatchObject({ rows: first, waiting: 0 });
  const second = rows('c', 'd');
  const turned = steadyRows(turning.keeps, answered('2', second), true);
  expect(turned).toMatchObject({ rows: second, waiting: 0, gone: new Set() });
  // From now on it is this page that keeps still.
  const later = steadyRows(turned.keeps, answered('2', rows('x', 'd')), true);
  expect(later).toMatchObject({ rows: second, waiting: 2, gone: new Set(['c']) });
});

test('under the hand rows keep their places with fresh contents; released, the list is shown as it is', () => {
  const { keeps } = steadyRows({ list: '1', rows: undefined }, answered('1', rows('a', 'b')), false);
  const next = [{ id: 'n' }, { id: 'b', at: 2 }, { id: 'a', at: 1 }];
  const held = steadyRows(keeps, answered('1', next), true);
  expect(held.rows).toEqual([
    { id: 'a', at: 1 },
    { id: 'b', at: 2 },
  ]);
  expect(held.waiting).toBe(1);
  expect(steadyRows(held.keeps, answered('1', next), false)).toMatchObject({ rows: next, waiting: 0 });
});
