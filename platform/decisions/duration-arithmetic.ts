import { duration, FeelDuration } from 'feelin';
import { exactOf, over, rounded, settled, times, type Exact } from './exact.ts';

/** A duration in the one unit of its kind: whole months, or milliseconds; the two kinds never mix (DMN 1.5, 10.3.2.3.6). */
const amountOf = (one: FeelDuration): Exact =>
  exactOf(
    one.yearsMonths ? (one.years ?? 0) * 12 + (one.months ?? 0) : Math.round(one.unwrap().total('milliseconds')),
  ) as Exact;

function withAmount(amount: Exact, yearsMonths: boolean): FeelDuration | null {
  const whole = settled(rounded(amount, 0, 'round half up'));
  const size = Math.abs(whole);
  return duration(`${whole < 0 ? '-' : ''}${yearsMonths ? `P${size}M` : `PT${size / 1000}S`}`);
}

/**
 * `*` and `/` with a duration, which the interpreter answers with null (DMN 1.5, tables 51 and 52): by a number a duration, by one of its
 * own kind a number. Null for what DMN
 * knows no answer to; undefined where neither is a duration.
 */
export function scaled(
  operator: '*' | '/',
  a: unknown,
  b: unknown,
  exact: (value: unknown) => Exact | undefined,
): unknown {
  if (a instanceof FeelDuration && b instanceof FeelDuration) {
    if (operator === '*' || a.yearsMonths !== b.yearsMonths) return null;
    return over(amountOf(a), amountOf(b)) ?? null;
  }
  const [length, number] = a instanceof FeelDuration ? [a, exact(b)] : [b, operator === '*' ? exact(a) : undefined];
  if (!(a instanceof FeelDuration) && !(b instanceof FeelDuration)) return undefined;
  if (!(length instanceof FeelDuration) || number === undefined) return null;
  const product = operator === '*' ? times(amountOf(length), number) : over(amountOf(length), number);
  return product === undefined ? null : withAmount(product, length.yearsMonths);
}

/** `-d`. */
export const turned = (one: FeelDuration): FeelDuration | null =>
  withAmount(times(amountOf(one), exactOf(-1) as Exact), one.yearsMonths);
