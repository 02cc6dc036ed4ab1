import type { PackageState as State } from '../../api/deliveries.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES = { waiting: 'blue', ready: 'green', failed: 'red', withdrawn: 'grey', expired: 'grey' } as const;

/** A delivery's state in a word. */
export function PackageState({ state }: { state: State }) {
  const t = useText();
  return <Tag tone={TONES[state]}>{t(`deliveries.states.${state}`)}</Tag>;
}
