import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import type { Run } from '../../api/railway.ts';
import { RunProgress } from '../../rail/run-progress.tsx';
import { reasonWords, RunStateTag } from '../../rail/run-words.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';
import '../../styles/load.css';
import '../../styles/rail.css';

/** One whole reading: state, times, what it brought, why it stopped. */
export function RunFacts({ run }: { run: Run }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const figures = ['rowsRead', 'rowsGood', 'rowsRejected', 'inserted', 'updated', 'deleted'] as const;
  return (
    <div className="stack">
      <div className="row">
        <RunStateTag state={run.state} />
        <span>{reasonWords(t, run.reason)}</span>
        <span className="quiet">{t('loads.startedAt', { at: formatInstant(run.startedAt ?? run.createdAt) })}</span>
        {run.startedAt && run.finishedAt ? (
          <span className="quiet">
            {t('runs.took', { span: words.span((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000) })}
          </span>
        ) : null}
      </div>
      <RunProgress run={run} label={t('runs.progress')} />
      {run.fault ? (
        <div className="fault-box" role="status">
          <h3>{local(run.fault.text)}</h3>
          <p>{local(run.fault.mend)}</p>
        </div>
      ) : null}
      <dl className="figures">
        {figures.map((key) => (
          <div key={key} data-warn={key === 'rowsRejected' && run[key] > 0 ? '' : undefined}>
            <dt>{t(`runs.columns.${key}`)}</dt>
            <dd>{formatCount(run[key])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
