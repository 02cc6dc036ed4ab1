import { proofGoesOn, type Reconciliation } from '../../api/reconciliations.ts';
import { Tag, type Tone } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

type Said = { tone: Tone; key: 'running' | 'failed' | 'cancelled' | 'equal' | 'mended' | 'differs' | 'too-many' };

/** How a proof stands, in one word: under way, how it ended, what it found. */
export function outcomeOf(proof: Pick<Reconciliation, 'state' | 'outcome' | 'left' | 'mended'>): Said {
  if (proofGoesOn(proof)) return { tone: 'blue', key: 'running' };
  if (proof.state === 'failed') return { tone: 'red', key: 'failed' };
  if (proof.state === 'cancelled') return { tone: 'grey', key: 'cancelled' };
  if (proof.outcome === 'too-many') return { tone: 'red', key: 'too-many' };
  if (proof.outcome === 'differs' && proof.left > 0) return { tone: 'amber', key: 'differs' };
  return { tone: 'green', key: proof.mended > 0 ? 'mended' : 'equal' };
}

export function OutcomeMark({ proof }: { proof: Reconciliation }) {
  const t = useText();
  const { tone, key } = outcomeOf(proof);
  return <Tag tone={tone}>{t(`proof.outcomes.${key}`)}</Tag>;
}
