import { useState } from 'react';

/** Rows that keep their places while someone works on them, and how many changes wait to be shown. */
export type SteadyRows<T> = {
  rows: readonly T[] | undefined;
  /** Rows that came or left since; 0 when what is shown is what there is. */
  waiting: number;
  /** Ids of shown rows that are no longer in the list. */
  gone: ReadonlySet<string>;
  show: () => void;
};

/**
 * A list that does not jump under the hand: while `held`, rows keep their places (with fresh contents), those that left stay and
 * are marked, new ones are counted. Released, it shows the list as it is.
 * @param list names the list; another list starts anew
 */
export function useSteadyRows<T extends { id: string }>(
  list: string,
  items: readonly T[] | undefined,
  held: boolean,
): SteadyRows<T> {
  const [kept, keep] = useState<{ list: string; rows: readonly T[] | undefined }>({ list, rows: items });
  const [shownAnyway, showAnyway] = useState<readonly T[]>();
  const free = !held || kept.list !== list || kept.rows === undefined || shownAnyway === items;
  if (free && (kept.list !== list || kept.rows !== items)) keep({ list, rows: items });
  if (free || !items || !kept.rows) return { rows: items, waiting: 0, gone: NONE, show: () => undefined };
  const fresh = new Map(items.map((item) => [item.id, item]));
  const shown = new Set(kept.rows.map(({ id }) => id));
  const gone = new Set([...shown].filter((id) => !fresh.has(id)));
  return {
    rows: kept.rows.map((row) => fresh.get(row.id) ?? row),
    waiting: gone.size + items.filter(({ id }) => !shown.has(id)).length,
    gone,
    show: () => showAnyway(items),
  };
}

const NONE: ReadonlySet<string> = new Set();
