import type { LoadState, SourceState } from '../../api/exchange.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';

const SOURCE = { never: 'grey', running: 'blue', ok: 'green', warning: 'amber', failed: 'red' } as const;
const LOAD = { waiting: 'grey', running: 'blue', done: 'green', failed: 'red' } as const;

export function SourceStateTag({ state }: { state: SourceState }) {
  const t = useText();
  return <Tag tone={SOURCE[state]}>{t(`sources.states.${state}`)}</Tag>;
}

export function LoadStateTag({ state }: { state: LoadState }) {
  const t = useText();
  return <Tag tone={LOAD[state]}>{t(`loads.states.${state}`)}</Tag>;
}
