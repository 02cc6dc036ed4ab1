/**
 * Items by kind, for writing what those of a kind have in common once: the first of each kind, and of each item the place of its kind, from 1.
 * @param same whether two are of one kind; asked first of the item before, as most are
 * @param nameOf equal for items of one kind, different for others
 */
export function kindsOf<T>(
  items: readonly T[],
  same: (one: T, other: T) => boolean,
  nameOf: (item: T) => string,
): { first: T[]; of: number[] } {
  const places = new Map<string, number>();
  const first: T[] = [];
  const of: number[] = [];
  let last = 0;
  for (const item of items) {
    if (last === 0 || !same(first[last - 1] as T, item)) {
      const name = nameOf(item);
      const known = places.get(name);
      last = known ?? first.push(item);
      if (known === undefined) places.set(name, last);
    }
    of.push(last);
  }
  return { first, of };
}

/** Whether two lists have the same texts in the same order. */
export function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((text, index) => text === other[index]));
}
