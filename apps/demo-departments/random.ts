/** Numbers that are the same for the same seed on every machine. */
export type Random = {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  of<T>(items: readonly T[]): T;
};

/** mulberry32: quick, and good enough for people who do not exist. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    of: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
  };
}

/** A seed from parts, so that one person's row is the same whether all rows are made or only that one (FNV-1a). */
export function seedOf(...parts: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\0`;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A choice by weight; weights need not add up to anything. */
export type Weighted<T> = (random: Random) => T;

export function weighted<T>(entries: readonly (readonly [value: T, weight: number])[]): Weighted<T> {
  let total = 0;
  const steps = entries.map(([value, weight]) => {
    total += weight;
    return { value, upTo: total };
  });
  const last = steps.at(-1);
  if (!last) throw new RangeError('Nothing to choose from');
  return (random) => {
    const point = random.next() * total;
    return (steps.find((step) => point < step.upTo) ?? last).value;
  };
}
