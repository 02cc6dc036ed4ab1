/** Numbers that look random and are the same for the same seed (mulberry32). */
export type Random = {
  /** From 0 (included) to 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** One of them, by weight. */
  pick<T>(from: readonly { readonly what: T; readonly weight: number }[]): T;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick(from) {
      let left = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      for (const { what, weight } of from) {
        left -= weight;
        if (left < 0) return what;
      }
      return (from.at(-1) as (typeof from)[number]).what;
    },
  };
}
