/** A decimal number, exact: `units` × 10^-`scale`. */
export type Exact = { units: bigint; scale: number };

const ZERO: Exact = { units: 0n, scale: 0 };

/** The number as people write it, exactly: 0.1 is one tenth. Undefined for what is no finite number. */
export function exactOf(value: unknown): Exact | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!match) return undefined;
  const [, sign, whole = '0', decimals = '', exponent = '0'] = match;
  const scale = decimals.length - Number(exponent);
  const digits = BigInt(whole + decimals);
  const units = scale < 0 ? digits * 10n ** BigInt(-scale) : digits;
  return { units: sign ? -units : units, scale: Math.max(scale, 0) };
}

function aligned(a: Exact, b: Exact): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}

export function plus(a: Exact, b: Exact): Exact {
  const [left, right, scale] = aligned(a, b);
  return { units: left + right, scale };
}

export const minus = (a: Exact, b: Exact): Exact => plus(a, { ...b, units: -b.units });
export const times = (a: Exact, b: Exact): Exact => ({ units: a.units * b.units, scale: a.scale + b.scale });
export const hundredth = (a: Exact): Exact => ({ units: a.units, scale: a.scale + 2 });
export const sumOf = (all: readonly Exact[]): Exact => all.reduce(plus, ZERO);

export function isLess(a: Exact, b: Exact): boolean {
  const [left, right] = aligned(a, b);
  return left < right;
}

/** Back to JSON's number; a whole one rounded half up (away from zero). Undefined where a whole number would not be exact. */
export function numberOf({ units, scale }: Exact, whole: boolean): number | undefined {
  if (!whole) {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const text = `${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}0`;
    const value = Number(text) * (units < 0n ? -1 : 1);
    return Number.isFinite(value) ? value : undefined;
  }
  const unit = 10n ** BigInt(scale);
  const absolute = units < 0n ? -units : units;
  const rounded = (absolute * 2n + unit) / (unit * 2n);
  const value = Number(units < 0n ? -rounded : rounded);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}
