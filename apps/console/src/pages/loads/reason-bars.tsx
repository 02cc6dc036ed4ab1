import { formatCount, useLocal } from '@yiwang/ui';
import type { Load } from '../../api/exchange.ts';
import { useText } from '../../texts/index.ts';

type Props = { load: Load; reason: string | undefined; onChoose: (code: string | undefined) => void };

/** Why rows were set aside, the most frequent first; a reason narrows the rows below. */
export function ReasonBars({ load, reason, onChoose }: Props) {
  const t = useText();
  const local = useLocal();
  const most = Math.max(...load.reasons.map(({ count }) => count), 1);
  return (
    <section className="card pad stack-s">
      <h2>{t('loads.why', { count: load.rowsRejected, rows: formatCount(load.rowsRejected) })}</h2>
      <small>{t('loads.whyLead')}</small>
      <ul className="reasons">
        {load.reasons.map(({ code, text, count }) => (
          <li key={code}>
            <button
              type="button"
              aria-pressed={reason === code}
              onClick={() => onChoose(reason === code ? undefined : code)}
            >
              <span>{local(text)}</span>
              <i aria-hidden="true">
                <i style={{ width: `${(count / most) * 100}%` }} />
              </i>
              <b>{formatCount(count)}</b>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
