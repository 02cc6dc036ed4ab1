import type { Subscription } from '../../api/streams.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const TONES = { active: 'green', failing: 'red', paused: 'grey' } as const;

/** A subscription's state in a word. */
export function SubscriptionState({ state }: { state: Subscription['state'] }) {
  const t = useText();
  return <Tag tone={TONES[state]}>{t(`streams.states.${state}`)}</Tag>;
}
