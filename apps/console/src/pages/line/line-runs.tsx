import { formatCount, useLocal } from '@yiwang/ui';
import { useState } from 'react';
import { goesOn, type Run } from '../../api/railway.ts';
import { RunProgress, runAt } from '../../rail/run-progress.tsx';
import { reasonWords, RunStateTag } from '../../rail/run-words.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { RunFacts } from './run-facts.tsx';

/** The last whole readings of a line. */
export function LineRuns({ runs, title }: { runs: readonly Run[]; title: string }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const [open, setOpen] = useState<string>();
  return (
    <section className="card pad stack-s">
      <h2>{t('line.runs')}</h2>
      {runs.length === 0 ? <p className="quiet">{t('line.noRuns')}</p> : null}
      {runs.length > 0 ? (
        <SubTable
          scrolls={t('line.runs')}
          heads={[
            t('runs.columns.started'),
            t('runs.columns.reason'),
            t('runs.columns.state'),
            { number: t('runs.columns.rowsRead') },
            { number: t('runs.columns.rowsRejected') },
            t('runs.columns.outcome'),
          ]}
        >
          {runs.map((run) => (
            <tr key={run.id}>
              <td className="nowrap">
                <button type="button" className="plain-button" onClick={() => setOpen(run.id)}>
                  {runAt(run)}
                </button>
              </td>
              <td className="nowrap">{reasonWords(t, run.reason)}</td>
              <td>
                <RunStateTag state={run.state} />
              </td>
              <td className="number">{formatCount(run.rowsRead)}</td>
              <td className="number">{formatCount(run.rowsRejected)}</td>
              <td>
                {goesOn(run) ? (
                  <RunProgress run={run} label={t('runs.progress')} />
                ) : run.fault ? (
                  local(run.fault.text)
                ) : run.startedAt && run.finishedAt ? (
                  t('runs.took', { span: words.span((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000) })
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
      <DetailDrawer
        detail={{
          id: open,
          shown: runs.find(({ id }) => id === open),
          error: null,
          onRetry: () => undefined,
          onClose: () => setOpen(undefined),
        }}
        title={title}
      >
        {(run) => <RunFacts run={run} />}
      </DetailDrawer>
    </section>
  );
}
