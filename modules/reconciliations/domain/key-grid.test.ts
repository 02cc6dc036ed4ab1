import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundsFinder,
  cutGrid,
  differingRanges,
  Digests,
  partOf,
  partsOf,
  rangesOf,
  type KeyGrid,
} from './key-grid.ts';

const keys = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 400 });

/** Digests of rows whose line is their key and a value. */
function digest(grid: KeyGrid, rows: Iterable<readonly [string, string]>): Digests {
  const digests = new Digests(partsOf(grid));
  for (const [key, value] of rows) digests.add(partOf(grid.cuts, key), `${key}\t${value}`);
  return digests;
}
const gridOf = (all: readonly string[]): KeyGrid => ({ ...cutGrid([...all], all.length * 64), partsPerRange: 3 });

describe('the key space is cut into parts', () => {
  test('every key belongs to exactly one part, and the parts follow one another', () => {
    fc.assert(
      fc.property(keys, fc.string(), (all, other) => {
        const { cuts } = cutGrid([...all], all.length * 128);
        for (const key of [...all, other]) {
          const part = partOf(cuts, key);
          if (part > 0) expect((cuts[part - 1] as string) <= key).toBe(true);
          if (part < cuts.length) expect(key < (cuts[part] as string)).toBe(true);
        }
      }),
    );
  });

  test('a large table has at most 65,536 parts, a small one a single range', () => {
    const sample = Array.from({ length: 131_072 }, (_, index) => String(index).padStart(9, '0'));
    const large = cutGrid(sample, 2_480_000_000);
    expect(partsOf(large)).toBeLessThanOrEqual(65_536);
    expect(large.partsPerRange).toBe(1);
    expect(rangesOf(cutGrid(sample.slice(0, 5_000), 5_000))).toBe(1);
    expect(rangesOf(cutGrid([...sample], 1_000_000))).toBeGreaterThan(90);
    expect(partsOf(cutGrid([], 0))).toBe(1);
  });
});

describe('digests', () => {
  test('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(keys, (all) => {
        const grid = gridOf(all);
        const rows = all.map((key, index) => [key, String(index)] as const);
        expect(differingRanges(grid, digest(grid, rows), digest(grid, rows.toReversed()))).toEqual([]);
      }),
    );
  });

  test('tell any missing, extra, doubled or changed row, in the range where it is', () => {
    fc.assert(
      fc.property(keys, fc.nat(), fc.constantFrom('missing', 'extra', 'changed', 'doubled'), (all, place, kind) => {
        const grid = gridOf(all);
        const rows = all.map((key, index) => [key, String(index)] as [string, string]);
        const index = place % rows.length;
        const [key] = rows[index] as [string, string];
        const other = rows.map((row): [string, string] => [...row]);
        if (kind === 'missing') other.splice(index, 1);
        else if (kind === 'extra') other.push([`${key}+`, 'new']);
        else if (kind === 'doubled') other.push([...(rows[index] as [string, string])]);
        else (other[index] as [string, string])[1] += '!';
        const found = differingRanges(grid, digest(grid, rows), digest(grid, other));
        expect(found).toHaveLength(1);
        const touched = kind === 'extra' ? `${key}+` : key;
        const find = boundsFinder(found.flatMap((range) => range.parts.map((part) => part.bounds)));
        expect(find(touched)).toBe(0);
        expect(found[0]?.no).toBe(Math.floor(partOf(grid.cuts, touched) / grid.partsPerRange));
      }),
    );
  });

  test('two rows that swap their values are told, though sums of the single values would not', () => {
    const grid: KeyGrid = { cuts: [], partsPerRange: 1 };
    const one = digest(grid, [
      ['a', '1'],
      ['b', '2'],
    ]);
    const other = digest(grid, [
      ['a', '2'],
      ['b', '1'],
    ]);
    expect(differingRanges(grid, one, other)).toHaveLength(1);
  });
});

test('a key is found in the bounds it belongs to, and in none beside them', () => {
  const find = boundsFinder([
    ['m', 'p'],
    [null, 'c'],
    ['t', null],
  ]);
  expect(['a', 'c', 'm', 'o', 'p', 't', 'zz', ''].map(find)).toEqual([1, undefined, 0, 0, undefined, 2, 2, 1]);
});
