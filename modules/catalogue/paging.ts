import { decodeCursor, encodeCursor } from '@platform/http';

/** A page of a list that is made in memory, in its order; the cursor is the last one seen. */
export function pageInMemory<T>(
  list: readonly T[],
  { cursor, limit }: { cursor: string | undefined; limit: number },
  keyOf: (one: T) => string,
): { items: T[]; next?: string; total?: number } {
  const after = decodeCursor(cursor, 1)?.[0];
  const from = after === undefined ? 0 : list.findIndex((one) => keyOf(one) === after) + 1;
  const items = list.slice(from, from + limit);
  const last = items.at(-1);
  return {
    items,
    ...(last && from + limit < list.length ? { next: encodeCursor([keyOf(last)]) } : {}),
    ...(cursor === undefined ? { total: list.length } : {}),
  };
}
