import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSuspects, NAMED_BELOW, openMarker, plainOf, seenValue } from './marks.ts';

const secret = Buffer.alloc(32, 7);
const packages = Array.from({ length: 200 }, (_, index) => `package-${index}`);
/** Rows as a masked roll has them. */
const roll = (rows: number) =>
  Array.from({ length: rows }, (_, index) => ({
    id: `9999**********${String(1000 + index)}`,
    place: `球场市东区网球路${index + 1}号`,
  }));
const delivered = (packageId: string, rows: number): string[][] => {
  const marker = openMarker(secret, packageId);
  return roll(rows).map(({ id, place }) => [marker.mark('masked', id), marker.mark('text', place)]);
};
const named = (cells: string[]) =>
  findSuspects(secret, cells, packages)
    .filter(({ chance }) => chance < NAMED_BELOW)
    .map(({ packageId }) => packageId);
const shuffled = <T>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? 1 : -1));

describe('a leaked file names its recipient', () => {
  const rows = delivered('package-77', 200);

  test.each<[string, (rows: string[][]) => string[]]>([
    ['half of it, sorted', (all) => shuffled(all.slice(100)).flat()],
    ['one column alone', (all) => all.slice(0, 100).map((row) => row[0] as string)],
    [
      'trimmed by a spreadsheet',
      (all) =>
        all
          .slice(0, 100)
          .flat()
          .map((cell) => cell.trim()),
    ],
    [
      'saved in a code page without zero width spaces',
      (all) =>
        all
          .slice(0, 100)
          .flat()
          .map((cell) => cell.replaceAll('\u200b', '?')),
    ],
    ['the masked column taken away', (all) => all.slice(0, 100).map((row) => row[1] as string)],
  ])('%s', (_how, leak) => expect(named(leak(rows))).toEqual(['package-77']));

  test('two recipients who blend their copies are both named', () => {
    const other = delivered('package-78', 200);
    const blended = rows.map((row, index) => (index % 2 === 0 ? row : (other[index] as string[]))).flat();
    expect(new Set(named(blended))).toEqual(new Set(['package-77', 'package-78']));
  });

  test('nobody is named when marks were washed out, or the file is not ours', () => {
    const washed = rows.flat().map((cell) => cell.replaceAll('\u200b', '').trim());
    expect(named(washed)).toEqual([]);
    expect(named(roll(100).flatMap(({ id, place }) => [id, `${place} `]))).toEqual([]);
    expect(named(['', '甲', '乙'])).toEqual([]);
  });
});

test('a mark changes nothing that people see or that its plain value is, and is read back', () => {
  const value = fc.oneof(fc.string(), fc.constantFrom('9999**********1234', '张*', '球场市东区******'));
  fc.assert(
    fc.property(value, fc.constantFrom('masked' as const, 'text' as const), fc.uuid(), (text, channel, id) => {
      const plain = plainOf(channel, text);
      const marked = openMarker(secret, id).mark(channel, text);
      expect(marked.replaceAll('\u200b', '').trimEnd()).toBe(plain.replaceAll('\u200b', '').trimEnd());
      expect(openMarker(secret, id).mark(channel, marked)).toBe(marked);
    }),
  );
  const marker = openMarker(secret, 'one');
  expect(seenValue(marker.mark('masked', '张*'))?.plain).toBe('张*');
  expect(seenValue('2026-11-22')).toBeUndefined();
});
