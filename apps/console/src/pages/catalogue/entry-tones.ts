import type { EntryState } from '../../api/entries.ts';
import type { Tone } from '../../table/tag.tsx';

/** Colours of where an entry stands: being written, waiting for someone, in use, out of use. */
export const ENTRY_TONES: Record<EntryState, Tone> = {
  draft: 'grey',
  submitted: 'amber',
  checked: 'blue',
  published: 'green',
  retired: 'grey',
};
