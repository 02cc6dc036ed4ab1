import { useState } from 'react';
import { useKeys } from '../../data/keys.ts';

/** Where one was in the list before opening a case; coming back, J goes on from there. */
let lastRow: string | undefined;

export const rowLinkId = (id: string): string => `task-${id}`;

/** J and K move through the rows (the focus goes along, so that it is heard and Enter opens); other keys act on the row one is on. */
export function useRowKeys<T extends { id: string }>(
  rows: readonly T[],
  acts: Readonly<Record<string, (row: T) => unknown>>,
): { id: string | undefined; set: (id: string) => void } {
  const [at, setAt] = useState(lastRow);
  const index = rows.findIndex(({ id }) => id === at);
  const set = (id: string) => {
    lastRow = id;
    setAt(id);
  };
  const go = (to: number) => () => {
    const row = rows[to];
    if (!row) return;
    set(row.id);
    const link = document.getElementById(rowLinkId(row.id));
    link?.focus({ preventScroll: true });
    link?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  };
  useKeys((key) => {
    if (rows.length === 0 && key !== '?') return undefined;
    if (key === 'j' || key === 'k')
      return go(index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + (key === 'j' ? 1 : -1))));
    const act = acts[key];
    if (!act) return undefined;
    if (key === 'enter') {
      // A focused link or button is opened by the browser itself.
      const focused = document.activeElement?.closest('a, button, summary, [role="button"]');
      if (focused) return undefined;
    }
    const row = rows[index];
    if (!row)
      return key === 'a' || key === 'b' || key === 'r' || key === '?' ? () => void act(rows[0] as T) : undefined;
    return () => void act(row);
  });
  return { id: index < 0 ? undefined : at, set };
}
