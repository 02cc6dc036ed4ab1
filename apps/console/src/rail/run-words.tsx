import type { RunState } from '../api/railway.ts';
import { Tag } from '../table/tag.tsx';
import { useText } from '../texts/index.ts';

const TONES = { waiting: 'grey', running: 'blue', done: 'green', failed: 'red', cancelled: 'grey' } as const;
const REASONS = ['first', 'asked', 'schedule', 'log-lost', 'drift', 'rewind'] as const;

/** A reading's state in a word. */
export function RunStateTag({ state }: { state: RunState }) {
  const t = useText();
  return <Tag tone={TONES[state]}>{t(`runs.states.${state}`)}</Tag>;
}

/** Why a table was read whole, in words. */
export function reasonWords(t: ReturnType<typeof useText>, reason: string): string {
  const known = REASONS.find((one) => one === reason);
  return known ? t(`runs.reasons.${known}`) : reason;
}
