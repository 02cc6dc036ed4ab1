import type { AlertState, Finding } from '../../api/data-security.ts';
import type { Tone } from '../../table/tag.tsx';

export const STATE_TONES: Record<AlertState, Tone> = {
  open: 'amber',
  asked: 'blue',
  explained: 'blue',
  closed: 'grey',
};
export const FINDING_TONES: Record<Finding, Tone> = {
  justified: 'green',
  'false-alarm': 'grey',
  mistake: 'amber',
  misuse: 'red',
};
