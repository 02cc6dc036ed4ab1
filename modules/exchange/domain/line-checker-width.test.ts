import { expect, test } from 'vitest';
import { lineChecker } from './line-checker.ts';

// A source of files tells a record that does not fit its heading as a line with another number of values than asked for.
const checker = lineChecker({
  resource: {
    id: 'x',
    key: ['a'],
    items: [
      { name: 'a', type: 'text' },
      { name: 'b', type: 'text' },
    ],
  } as never,
  mapping: [
    { item: 'a', column: 'A' },
    { item: 'b', column: 'B' },
  ],
  table: () => undefined,
  demo: true,
});

test.each([['1\t2\t3\n'], ['1\n'], ['1\t2\t\\N\n']])('the line %j is set aside whole, and says why', (line) => {
  const good = '7\t8\n';
  const { goodRows, bad, good: kept } = checker.checkBatch({ bytes: Buffer.from(`${good}${line}${good}`), rows: 3 });
  expect(goodRows).toBe(2);
  expect(kept.toString()).toBe(good + good);
  expect(bad).toHaveLength(1);
  expect(bad[0]).toMatchObject({ at: 1, reasons: [{ code: 'wrong-column-count' }] });
  expect(bad[0]?.bytes.toString()).toBe(line.trimEnd());
});
