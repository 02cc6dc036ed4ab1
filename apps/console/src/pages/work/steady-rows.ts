import { useState } from 'react';

/** Rows that keep their places while someone works on them, and how many changes wait to be shown. */
export type SteadyRows<T> = {
  rows: readonly T[] | undefined;
  /** Rows that came or left since; 0 when what is shown is what there is. */
  waiting: number;
  /** Ids of shown rows that are no longer in the list. */
  gone: ReadonlySet<string>;
};
type Named<T> = { list: string; rows: readonly T[] | undefined };
/** A list as it was last answered. */
export type Answered<T> = {
  /** Names the list; another list starts anew. */
  list: string;
  items: readonly T[] | undefined;
  /** The rows are still those of the list before. */
  isPlaceholder: boolean;
};

/**
 * A list that does not jump under the hand: while `held`, rows keep their places (with fresh contents), those that left stay and
 * are marked, new ones are counted. Released, it shows the list as it is.
 */
export function useSteadyRows<T extends { id: string }>(
  answered: Answered<T>,
  held: boolean,
): SteadyRows<T> & { show: () => void } {
  const [kept, keep] = useState<Named<T>>({ list: answered.list, rows: undefined });
  const [shownAnyway, showAnyway] = useState<readonly T[]>();
  const { keeps, ...steady } = steadyRows(kept, answered, held && shownAnyway !== answered.items);
  if (keeps !== kept) keep(keeps);
  return { ...steady, show: () => showAnyway(answered.items) };
}

/** What is shown of a list, and what is to be kept of it for the next time. */
export function steadyRows<T extends { id: string }>(
  kept: Named<T>,
  { list, items, isPlaceholder }: Answered<T>,
  held: boolean,
): SteadyRows<T> & { keeps: Named<T> } {
  const asItIs = { rows: items, waiting: 0, gone: NONE };
  // Rows of the list before are no rows of this one: kept, they would all be gone when its own come.
  if (isPlaceholder) return { ...asItIs, keeps: kept };
  if (!held || kept.list !== list || !kept.rows || !items)
    return { ...asItIs, keeps: kept.list === list && kept.rows === items ? kept : { list, rows: items } };
  const fresh = new Map(items.map((item) => [item.id, item]));
  const shown = new Set(kept.rows.map(({ id }) => id));
  const gone = new Set([...shown].filter((id) => !fresh.has(id)));
  return {
    rows: kept.rows.map((row) => fresh.get(row.id) ?? row),
    waiting: gone.size + items.filter(({ id }) => !shown.has(id)).length,
    gone,
    keeps: kept,
  };
}

const NONE: ReadonlySet<string> = new Set();
