import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareLsn, lsnDistance, lsnOf, sawTransaction } from './lsn.ts';

test('a snapshot saw what ended before it, not what ran or came later, also across the wrap of 32 bits', () => {
  expect(sawTransaction('100:105:101,103', '99')).toBe(true);
  expect(sawTransaction('100:105:101,103', '101')).toBe(false);
  expect(sawTransaction('100:105:101,103', '102')).toBe(true);
  expect(sawTransaction('100:105:101,103', '105')).toBe(false);
  expect(sawTransaction('100:100:', '99')).toBe(true);
  // Epoch 1 has just begun: 4294967290 is of epoch 0.
  expect(sawTransaction('4294967299:4294967300:', '4294967290')).toBe(true);
  expect(sawTransaction('4294967299:4294967300:', '3')).toBe(true);
  expect(sawTransaction('4294967299:4294967300:', '4')).toBe(false);
  // Still epoch 0 for the snapshot, the transaction is the first of epoch 1.
  expect(sawTransaction('4294967290:4294967295:', '3')).toBe(false);
});

test('a transaction’s low 32 bits say as much as its whole number', () => {
  fc.assert(
    fc.property(
      fc.bigInt(3n, 2n ** 40n),
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      (xmin, span, offset) => {
        const xmax = xmin + BigInt(span);
        const transaction = xmin + BigInt(offset);
        if (transaction < 3n) return;
        const running = span > 2 ? [xmin, xmin + 2n] : [];
        const saw = transaction < xmax && !running.includes(transaction);
        expect(sawTransaction(`${xmin}:${xmax}:${running.join(',')}`, String(transaction % 2n ** 32n))).toBe(
          transaction < xmin ? true : saw,
        );
      },
    ),
  );
});

test('places are ordered as numbers, not as text', () => {
  expect(compareLsn('0/9', '0/10')).toBeLessThan(0);
  expect(compareLsn('9/0', '10/0')).toBeLessThan(0);
  expect(lsnDistance('0/FFFFFFFF', '1/1')).toBe(2);
  expect(lsnOf('1/A')).toBe(4_294_967_306n);
  expect(() => lsnOf('12')).toThrow(RangeError);
});
