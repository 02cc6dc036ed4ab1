type Answers = Readonly<Record<string, unknown>>;

/**
 * Two devices wrote in the same draft. What only one of them changed since `base` is taken over; fields both changed, differently, are
 * told as `both`, for the person to choose. `merged` has this device's answer there.
 */
export function mergeDrafts(
  base: Answers,
  mine: Answers,
  theirs: Answers,
): { merged: Record<string, unknown>; both: string[] } {
  const names = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])];
  const both: string[] = [];
  const merged = names.flatMap((name): [string, unknown][] => {
    const [was, here, there] = [base, mine, theirs].map((one) => (Object.hasOwn(one, name) ? one[name] : undefined));
    const isMine = !same(was, here);
    if (isMine && !same(was, there) && !same(here, there)) both.push(name);
    const value = isMine ? here : there;
    return value === undefined ? [] : [[name, value]];
  });
  return { merged: Object.fromEntries(merged), both };
}

/** Same answer, whatever the order of its fields; nothing, an empty text and an empty list are the same. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (value === null || value === '' || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(ordered);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, ordered(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
