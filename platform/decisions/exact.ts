/**
 * A number as FEEL means it: a decimal, and the result of a division before it is rounded. `n / d`, d above zero, not reduced.
 * JavaScript's own numbers are binary, in which 0.1 + 0.2 is not 0.3 and a rate of 17.5 % of an amount in fen may round to the wrong fen.
 */
export type Exact = { readonly n: bigint; readonly d: bigint };

/** The whole result of an expression is beyond 2^53, where a number would lose fen. */
export class BeyondWholeNumbers extends Error {}

/** Digits a fraction may grow to within an expression; one that grows beyond (powers of powers) goes on as the nearest number. */
const LARGEST = 10n ** 400n;
/** Powers beyond are left to floating point. */
const HIGHEST_POWER = 400;
const PLACES_MAX = 300;

/** The decimal that a number's shortest text shows: 0.175 is 175/1000. Undefined for NaN and infinities. */
export function exactOf(value: number): Exact | undefined {
  if (Number.isSafeInteger(value)) return { n: BigInt(value), d: 1n };
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!parts) return undefined;
  const [, sign, whole, decimals = '', exponent = '0'] = parts;
  const digits = BigInt(`${sign}${whole}${decimals}`);
  const places = decimals.length - Number(exponent);
  return places > 0 ? { n: digits, d: 10n ** BigInt(places) } : { n: digits * 10n ** BigInt(-places), d: 1n };
}

export const plus = (a: Exact, b: Exact): Exact =>
  a.d === b.d ? { n: a.n + b.n, d: a.d } : bounded({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const negative = ({ n, d }: Exact): Exact => ({ n: -n, d });
export const times = (a: Exact, b: Exact): Exact => bounded({ n: a.n * b.n, d: a.d * b.d });
/** Undefined for a division by zero. */
export const over = (a: Exact, b: Exact): Exact | undefined =>
  b.n === 0n ? undefined : bounded(b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n });

/** Undefined where the result would have no end or too many digits: then floating point serves. */
export function power(base: Exact, exponent: Exact): Exact | undefined {
  if (exponent.n % exponent.d !== 0n) return undefined;
  const times = Number(exponent.n / exponent.d);
  const few = reduced(base);
  const digits = Math.max(few.n.toString().length, few.d.toString().length);
  if (Math.abs(times) * digits > HIGHEST_POWER) return undefined;
  const result = { n: few.n ** BigInt(Math.abs(times)), d: few.d ** BigInt(Math.abs(times)) };
  return times < 0 ? over({ n: 1n, d: 1n }, result) : result;
}

/** FEEL's rounding functions (DMN 1.5 §10.3.4.5). `decimal` rounds half to even. */
export type Rounding =
  | 'decimal'
  | 'floor'
  | 'ceiling'
  | 'round up'
  | 'round down'
  | 'round half up'
  | 'round half down';

/** `value` rounded to `places` decimals (fewer than none: tens, hundreds …). */
export function rounded(value: Exact, places: number, how: Rounding): Exact {
  const bound = Math.max(-PLACES_MAX, Math.min(PLACES_MAX, Math.trunc(places)));
  const scale = 10n ** BigInt(Math.abs(bound));
  const scaled = bound >= 0 ? { n: value.n * scale, d: value.d } : { n: value.n, d: value.d * scale };
  const whole = wholeOf(scaled, how);
  return bound >= 0 ? { n: whole, d: scale } : { n: whole * scale, d: 1n };
}

function wholeOf({ n, d }: Exact, how: Rounding): bigint {
  const away = n < 0n ? -1n : 1n;
  const size = n < 0n ? -n : n;
  const [lower, rest] = [size / d, size % d];
  const twice = rest * 2n;
  const up = {
    decimal: twice > d || (twice === d && lower % 2n === 1n),
    floor: n < 0n && rest > 0n,
    ceiling: n > 0n && rest > 0n,
    'round up': rest > 0n,
    'round down': false,
    'round half up': twice >= d,
    'round half down': twice > d,
  }[how];
  return away * (up ? lower + 1n : lower);
}

/** What FEEL's modulo is: `a - b * floor(a / b)`. Undefined for zero. */
export function remainder(a: Exact, b: Exact): Exact | undefined {
  const quotient = over(a, b);
  return quotient && plus(a, negative(times(b, rounded(quotient, 0, 'floor'))));
}

/**
 * The result of an expression as a number: whole ones exact, others the nearest, whose text shows every decimal of up to 15 digits exactly.
 * @throws {BeyondWholeNumbers}
 */
export function settled(value: Exact): number {
  const { n, d } = value;
  if (n % d === 0n) {
    const whole = Number(n / d);
    if (!Number.isSafeInteger(whole)) throw new BeyondWholeNumbers();
    return whole;
  }
  return nearest(value);
}

function nearest(value: Exact): number {
  const small = isSmall(value) ? value : reduced(value);
  // Both exact as numbers, so that IEEE division rounds once.
  if (isSmall(small)) return Number(small.n) / Number(small.d);
  const size = small.n < 0n ? -small.n : small.n;
  const places = Math.max(0, small.d.toString().length - size.toString().length) + 30;
  const digits = (size * 10n ** BigInt(places)) / small.d;
  return Number(`${small.n < 0n ? '-' : ''}${digits}e-${places}`);
}

const MOST = 2n ** 53n;
const isSmall = ({ n, d }: Exact): boolean => d <= MOST && n <= MOST && n >= -MOST;

function reduced({ n, d }: Exact): Exact {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? { n: 0n, d: 1n } : { n: n / a, d: d / a };
}

function bounded(value: Exact): Exact {
  if (value.d < LARGEST) return value;
  const few = reduced(value);
  return few.d < LARGEST ? few : (exactOf(nearest(few)) ?? few);
}
