import { ProgressBar } from '@yiwang/ui';
import { isUnderWay, type Load } from '../../api/exchange.ts';
import { useText } from '../../texts/index.ts';
import { useLoadWords } from './load-words.ts';

/** A load that goes on: bar, rows, rate, time left; and that the page may be closed. */
export function LoadProgress({ load, label }: { load: Load; label: string }) {
  const t = useText();
  const words = useLoadWords();
  if (!isUnderWay(load)) return null;
  return (
    <div className="stack-s">
      <ProgressBar
        label={load.state === 'waiting' ? t('loads.waitingLabel', { label }) : label}
        done={load.rowsRead}
        total={load.rowsExpected}
        detail={load.state === 'waiting' ? '' : words.progress(load)}
      />
      <small>{t('loads.goesOn')}</small>
    </div>
  );
}
