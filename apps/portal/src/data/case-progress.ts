import type { CaseListing, CaseState } from '@yiwang/ui';

/** How many of the four legs (submitted, accepted, reviewed, closed) a state has behind it. */
export const LEGS = 4;
const DONE: Record<CaseState, number> = {
  draft: 0,
  received: 1,
  correction: 1,
  accepted: 2,
  'under-review': 2,
  approved: 3,
  refused: 4,
  closed: 4,
  withdrawn: 4,
  returned: 4,
  referred: 4,
};

export const legsDone = (state: CaseState): number => DONE[state];

/** Whether something is still to come: by the person or by the office. */
export function isRunning(state: CaseState): boolean {
  return DONE[state] < LEGS;
}

/** Whether a case belongs on the front page: running, or done and not yet rated. */
export function isCurrent(item: Pick<CaseListing, 'state' | 'rated'>): boolean {
  return isRunning(item.state) || (item.state === 'closed' && !item.rated);
}

/** Colour of a state's tag: green for done well, amber where the person must act, red where it ended badly. */
export function stateTone(state: CaseState): 'green' | 'amber' | 'red' | 'blue' | 'grey' {
  switch (state) {
    case 'approved':
    case 'closed':
      return 'green';
    case 'draft':
    case 'correction':
      return 'amber';
    case 'refused':
      return 'red';
    case 'withdrawn':
    case 'returned':
    case 'referred':
      return 'grey';
    default:
      return 'blue';
  }
}
