import type { CaseState } from '@yiwang/ui';
import type { Tone } from '../../table/tag.tsx';

/** Colour of a case's state for staff: blue where they must act, amber where the applicant must, green and red for how it ended. */
export function stateTone(state: CaseState): Tone {
  switch (state) {
    case 'received':
    case 'accepted':
    case 'under-review':
      return 'blue';
    case 'correction':
      return 'amber';
    case 'approved':
    case 'closed':
      return 'green';
    case 'refused':
      return 'red';
    default:
      return 'grey';
  }
}
