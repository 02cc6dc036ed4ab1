import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { useKeys } from '../../data/keys.ts';
import { CASES_VIEW, useTaskList, useWorkList } from '../work/work-list.ts';

export type Neighbours = {
  /** From 1, in the list under the same filters; undefined when the case is not on the page of the list. */
  position: number | undefined;
  total: number | undefined;
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
};

/**
 * The case before and after this one in the list one came from, also by K and J. A decided case leaves the list; its place is
 * remembered, so that "next" is what came after it.
 */
export function useNeighbours(caseId: string, filter: WorkFilter): Neighbours {
  const navigate = useNavigate();
  const whole = filter.view === CASES_VIEW;
  const cases = useWorkList(filter, whole);
  const tasks = useTaskList(filter, !whole);
  const list = whole ? cases : tasks;
  const [wanted, setWanted] = useState<'first' | 'last'>();
  const [place, setPlace] = useState<number>();
  // A case with several tasks stands in the way once.
  const ids = whole ? cases.items?.map(({ id }) => id) : tasks.items?.map((task) => task.caseId);
  const items = [...new Set(ids)].map((id) => ({ id }));
  const index = items.findIndex(({ id }) => id === caseId);
  if (index >= 0 && place !== index) setPlace(index);

  const go = (id: string) =>
    void navigate({ to: '/work/$caseId', params: { caseId: id }, search: filter as object, replace: true });
  // After turning a page of the list its first or last case is the one to go to.
  const turned = wanted && !list.isFetching ? items[wanted === 'first' ? 0 : items.length - 1] : undefined;
  useEffect(() => {
    if (!turned) return;
    setWanted(undefined);
    go(turned.id);
  });

  const gone = index < 0 && place !== undefined;
  const after = items[gone ? place : index + 1];
  const before = items[(gone ? place : index) - 1];
  const known = index >= 0 || gone;
  const next = !known
    ? undefined
    : after
      ? () => go(after.id)
      : list.next
        ? () => {
            setWanted('first');
            list.next?.();
          }
        : undefined;
  const previous = !known
    ? undefined
    : before
      ? () => go(before.id)
      : list.previous
        ? () => {
            setWanted('last');
            list.previous?.();
          }
        : undefined;
  useKeys((key) => (key === 'j' ? next : key === 'k' ? previous : undefined));
  return { position: index >= 0 ? list.before + index + 1 : undefined, total: list.total, previous, next };
}
