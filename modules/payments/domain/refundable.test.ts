import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refundable, type RefundState } from './refundable.ts';

test('however refunds are proposed, declined and fail, no more is given back than was paid', () => {
  const ends = fc.constantFrom<RefundState>('proposed', 'declined', 'approved', 'done', 'failed', 'stuck');
  const tries = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 2_000n }), ends), { maxLength: 12 });
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 5_000n }), tries, (paid, all) => {
      const made: { fen: bigint; state: RefundState }[] = [];
      for (const [fen, state] of all) {
        const left = refundable(paid, made);
        expect(left).toBeGreaterThanOrEqual(0n);
        if (fen <= left) made.push({ fen, state });
      }
      const held = made.filter(({ state }) => state !== 'declined' && state !== 'failed');
      const sum = held.reduce((total, { fen }) => total + fen, 0n);
      expect(sum + refundable(paid, made)).toBe(paid);
    }),
  );
});
