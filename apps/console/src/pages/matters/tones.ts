import type { MatterSummary, WorkState } from '../../api/matters.ts';
import type { Tone } from '../../table/tag.tsx';

export const STATE_TONES: Record<MatterSummary['state'], Tone> = {
  'in-use': 'green',
  new: 'blue',
  'not-yet': 'amber',
  retired: 'grey',
};
export const WORK_TONES: Record<WorkState, Tone> = {
  draft: 'grey',
  submitted: 'amber',
  approved: 'blue',
  published: 'green',
  superseded: 'grey',
};
