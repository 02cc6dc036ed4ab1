import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactOf, rounded, settled, type Rounding } from './exact.ts';
import { feelValue, passes } from './feel.ts';

const place = { decision: 'd', place: 'p' };
const value = (expression: string, scope: Record<string, unknown> = {}): unknown => feelValue(expression, scope, place);

/** Whole thousandths of a percent: 17.5 % is 17_500. */
const rate = fc.integer({ min: 0, max: 300_000 });
const fen = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
const rateText = (thousandths: number): string =>
  `${Math.floor(thousandths / 100_000)}.${String(thousandths % 100_000).padStart(5, '0')}`;

/** Half to even of n / d, in BigInt. */
function halfEven(n: bigint, d: bigint): bigint {
  const sign = n < 0n ? -1n : 1n;
  const size = n * sign;
  const [whole, rest] = [size / d, size % d];
  return sign * (rest * 2n > d || (rest * 2n === d && whole % 2n === 1n) ? whole + 1n : whole);
}

describe('money', () => {
  test('a rate of an amount is rounded to the fen as BigInt has it', () => {
    fc.assert(
      fc.property(fen, rate, (amount, thousandths) => {
        const wanted = Number(halfEven(amount * BigInt(thousandths), 100_000n));
        const scope = { amount: Number(amount), rate: thousandths / 100_000 };
        expect(value('decimal(amount * rate, 0)', scope)).toBe(wanted + 0);
        expect(value(`decimal(amount * ${rateText(thousandths)}, 0)`, { amount: Number(amount) })).toBe(wanted + 0);
      }),
      { numRuns: 300 },
    );
  });

  test('half a fen goes to the even one, whatever the way it came about', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (whole) => {
        // An odd number of halves.
        expect(value('decimal(n * 0.175 / 0.35, 0)', { n: 2 * whole + 1 })).toBe(
          Number(halfEven(BigInt(2 * whole + 1), 2n)),
        );
        expect(value('round half up(n * 0.5, 0)', { n: 2 * whole + 1 })).toBe(whole + 1);
        expect(value('floor(n * 0.5)', { n: 2 * whole + 1 })).toBe(whole);
      }),
      { numRuns: 100 },
    );
  });

  test('sums, differences and products of whole amounts are exact or refused', () => {
    const any = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n });
    fc.assert(
      fc.property(any, any, fc.constantFrom('+', '-', '*'), (a, b, sign) => {
        const wanted = sign === '+' ? a + b : sign === '-' ? a - b : a * b;
        const run = (): unknown => value(`a ${sign} b`, { a: Number(a), b: Number(b) });
        if (BigInt.asIntN(54, wanted) === wanted && wanted !== -(2n ** 53n)) expect(run()).toBe(Number(wanted) + 0);
        else expect(run).toThrow(expect.objectContaining({ code: 'decisions.not-whole' }));
      }),
      { numRuns: 300 },
    );
  });

  test('within an expression nothing is rounded: shares add up again', () => {
    fc.assert(
      fc.property(fen, fc.integer({ min: 1, max: 1000 }), (amount, parts) => {
        expect(value('amount / parts * parts', { amount: Number(amount), parts })).toBe(Number(amount) + 0);
        expect(value('a / n <= b', { a: Number(amount), n: parts, b: Math.floor(Number(amount) / parts) })).toBe(
          amount % BigInt(parts) === 0n,
        );
      }),
      { numRuns: 100 },
    );
  });

  test('decimals of up to 15 digits add up as written', () => {
    const cents = fc.integer({ min: -(10 ** 13), max: 10 ** 13 });
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 6 }), (all) => {
        const total = all.reduce((sum, one) => sum + one, 0);
        const items = all.map((one) => one / 100);
        expect(value('sum(items)', { items })).toBe(total / 100);
        expect(
          value(
            items.map((_, index) => `v${index}`).join(' + '),
            Object.fromEntries(items.map((one, index) => [`v${index}`, one])),
          ),
        ).toBe(total / 100);
      }),
      { numRuns: 100 },
    );
    expect([value('0.1 + 0.2'), value('1.005 * 1000'), value('decimal(1.005, 2)'), value('decimal(2.5, 0)')]).toEqual([
      0.3, 1005, 1, 2,
    ]);
    expect([value('sum(0.1, 0.2)'), value('product([0.1, 3])'), value('mean([0.1, 0.2])'), value('sum([])')]).toEqual([
      0.3,
      0.3,
      0.15,
      null,
    ]);
  });

  test('cells compare amounts exactly, sums within a cell too', () => {
    fc.assert(
      fc.property(fen, fc.integer({ min: -1, max: 1 }), (amount, beside) => {
        const given = Number(amount) + beside;
        expect(passes(`>= ${amount}`, given, {}, place)).toBe(beside >= 0);
        expect(passes('> base * 0.3', given, { base: 1 }, place)).toBe(given > 0.3);
        expect(passes('<= a + b', 0.3, { a: 0.1, b: 0.2 }, place)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('rounding functions', () => {
  const ROUNDINGS: Rounding[] = [
    'decimal',
    'floor',
    'ceiling',
    'round up',
    'round down',
    'round half up',
    'round half down',
  ];

  test('each says of thousandths what whole numbers say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.constantFrom(...ROUNDINGS),
        fc.integer({ min: -2, max: 3 }),
        (n, how, places) => {
          const unit = 10 ** (3 - places);
          const [low, rest] = [Math.floor(n / unit), ((n % unit) + unit) % unit];
          const half = rest * 2 - unit;
          const up =
            rest > 0 &&
            {
              decimal: half > 0 || (half === 0 && Math.abs(low) % 2 === 1),
              floor: false,
              ceiling: true,
              'round up': n > 0,
              'round down': n < 0,
              'round half up': half > 0 || (half === 0 && n > 0),
              'round half down': half > 0 || (half === 0 && n < 0),
            }[how];
          const wanted = ((up ? low + 1 : low) * unit) / 1000;
          expect(
            settled(rounded(exactOf(n / 1000) ?? { n: 0n, d: 1n }, places, how)),
            `${how}(${n / 1000}, ${places})`,
          ).toBe(wanted + 0);
          expect(value(`${how}(n, places)`, { n: n / 1000, places })).toBe(wanted + 0);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('what is no number stays the interpreter’s', () => {
    expect([
      value('a + 1', { a: null }),
      value('decimal(a, 0)', { a: null }),
      value('1 / 0'),
      value('modulo(5, 0)'),
    ]).toEqual([null, null, null, null]);
    expect([
      value('"a" + b', { b: 'b' }),
      value('-(a)', { a: 3 }),
      value('modulo(-12, 5)'),
      value('2 ** 10'),
      value('2 ** 0.5'),
    ]).toEqual(['ab', -3, 3, 1024, Math.SQRT2]);
    expect(String(value('date("2026-01-31") + duration("P1M")'))).toBe('2026-02-28');
    expect(value('{ decimal: function(n, m) n, x: decimal(2.5, 0) }.x')).toBe(2.5);
    expect(value('decimal(n: 2.55, scale: 1)')).toBe(2.6);
    expect(value('for x in items return x.price * 0.1', { items: [{ price: 3 }, { price: 7 }] })).toEqual([0.3, 0.7]);
  });

  test('durations are multiplied and divided as DMN says, not quietly null', () => {
    const said = (text: string): string => String(value(text));
    expect(value('(date("2026-03-01") - date("2026-01-31")) / duration("P1D")')).toBe(29);
    expect(value('duration("P1Y") / duration("P4M")')).toBe(3);
    expect(value('duration("PT12H") / duration("P1D")')).toBe(0.5);
    expect(said('date("2026-01-31") + 2 * duration("P1M")')).toBe('2026-03-31');
    expect(said('duration("P1D") * 3')).toBe('P3D');
    expect(said('duration("P3D") / 2')).toBe('P1DT12H');
    expect(said('date("2026-03-31") + -duration("P1M")')).toBe('2026-02-28');
    expect([
      value('duration("P1D") / 0'),
      value('duration("P1D") / duration("P0D")'),
      value('duration("P1D") / duration("P1M")'),
      value('duration("P1D") * duration("P1D")'),
      value('3 / duration("P1D")'),
    ]).toEqual([null, null, null, null, null]);
  });
});
