import { expect, test } from 'vitest';
import { EMPTY, furthest, stepFor, withTable, type Draft } from './draft.ts';

const table = { schema: 'public', table: 'person' };
const mapping = [{ item: 'name', column: 'XM', transform: [], dateFormats: [] }];
const draft: Draft = {
  ...EMPTY,
  kind: 'postgres',
  connectionId: 'c1',
  tables: [{ ...table, resource: 'people', mapping, mode: 'capture', dry: { read: 1000, good: 998 } }],
};

test('nobody comes to a step before those in front of it are done', () => {
  expect(stepFor('begin', EMPTY)).toBe('kind');
  expect(stepFor(undefined, draft)).toBe('kind');
  expect(stepFor('begin', { ...EMPTY, kind: 'postgres' })).toBe('address');
  expect(stepFor('tables', draft)).toBe('tables');
  expect(furthest(draft)).toBe('begin');
  expect(furthest({ ...draft, tables: [] })).toBe('tables');
});

test('a key without a column stops at the mapping', () => {
  expect(furthest(withTable(draft, table, { lacking: 1 }))).toBe('mapping');
  expect(furthest(withTable(draft, table, { lacking: 0 }))).toBe('begin');
});

test('a cursor needs its column', () => {
  expect(furthest(withTable(draft, table, { mode: 'cursor' }))).toBe('mode');
  expect(furthest(withTable(draft, table, { mode: 'cursor', cursorColumn: 'changed_at' }))).toBe('begin');
});

test('a changed mapping has to be tried again, a changed mode has not', () => {
  expect(furthest(withTable(draft, table, { mapping: [...mapping, ...mapping] }))).toBe('dry-run');
  expect(furthest(withTable(draft, table, { mode: 'snapshot' }))).toBe('begin');
});
