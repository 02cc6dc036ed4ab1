import type { QueryState as State } from '../../api/deliveries.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES = {
  running: 'blue',
  'to-review': 'amber',
  released: 'green',
  refused: 'red',
  failed: 'red',
  withdrawn: 'grey',
  lapsed: 'grey',
} as const;

/** A sandbox query's state in a word. */
export function QueryState({ state }: { state: State }) {
  const t = useText();
  return <Tag tone={TONES[state]}>{t(`sandbox.states.${state}`)}</Tag>;
}
