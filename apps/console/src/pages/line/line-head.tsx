import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { LineDetail } from '../../api/railway.ts';
import { connectionQuery } from '../../data/railway-queries.ts';
import { StateMark } from '../../rail/line-state.tsx';
import { RunProgress } from '../../rail/run-progress.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { useText } from '../../texts/index.ts';
import { LineActions } from './line-actions.tsx';

type Props = { line: LineDetail; onTab: (tab: string) => void };

/** What is known of a line at first sight: where it stands, what stopped it and what mends that, and what can be done. */
export function LineHead({ line, onTab }: Props) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const position = useQuery(connectionQuery(line.connectionId)).data?.capture?.position;
  const table = line.schema ? `${line.schema}.${line.table}` : line.table;
  return (
    <section className="card pad stack line-head" aria-label={t('line.summary')}>
      <div className="row">
        <StateMark state={line.state} />
        <span className="quiet">
          {t(`rail.modes.${line.mode}`)} · <code>{table}</code>
        </span>
        <span className="grow" />
        <LineActions line={line} />
      </div>
      {line.fault ? (
        <div className="fault-box" data-tone={line.state === 'held' ? undefined : 'amber'} role="status">
          <h2>{local(line.fault.text)}</h2>
          <p>
            <b>{t('line.mend')}</b>
            {local(line.fault.mend)}
          </p>
          <small>
            {t('line.since', { at: formatInstant(line.fault.at, { seconds: true }) })} <code>{line.fault.code}</code>
          </small>
        </div>
      ) : null}
      {line.run ? <RunProgress run={line.run} label={t('runs.progress')} /> : null}
      <dl className="line-facts">
        <div>
          <dt>{t('line.lag')}</dt>
          <dd>{words.lag(line.lagMs)}</dd>
        </div>
        <div>
          <dt>{t('line.hour')}</dt>
          <dd>
            {words.short(line.rowsLastHour)} <small>{words.rate(line.rowsPerSecond)}</small>
          </dd>
        </div>
        <div>
          <dt>{t('line.lake')}</dt>
          <dd>{line.rowsInLake === undefined ? '–' : formatCount(line.rowsInLake)}</dd>
        </div>
        <div>
          <dt>{t('line.sourceAt')}</dt>
          <dd>
            {line.sourceAt ? formatInstant(line.sourceAt, { seconds: true }).slice(5) : '–'}{' '}
            {line.mode === 'capture' && position ? (
              <small>
                {t('line.position')} <code>{position}</code>
              </small>
            ) : null}
          </dd>
        </div>
        <div data-tone={line.quarantined > 0 ? 'amber' : undefined}>
          <dt>{t('line.quarantined')}</dt>
          <dd>
            {line.quarantined === 0 ? (
              '0'
            ) : (
              <button type="button" className="plain-button" onClick={() => onTab('quarantine')}>
                {formatCount(line.quarantined)}
              </button>
            )}
          </dd>
        </div>
        <div data-tone={line.heldColumns > 0 ? 'amber' : undefined}>
          <dt>{t('line.held')}</dt>
          <dd>
            {line.heldColumns === 0 ? (
              '0'
            ) : (
              <button type="button" className="plain-button" onClick={() => onTab('held')}>
                {line.heldColumns}
              </button>
            )}
          </dd>
        </div>
      </dl>
      <p className="quiet">
        {local(line.organisationName)} ·{' '}
        <Link to="/connections/$connectionId" params={{ connectionId: line.connectionId }}>
          {local(line.system)}
        </Link>{' '}
        →{' '}
        <Link to="/catalogue" search={{ open: line.resource } as object}>
          {local(line.resourceTitle)}
        </Link>
        {line.appliedAt ? ` · ${t('line.appliedAt', { at: formatInstant(line.appliedAt, { seconds: true }) })}` : ''}
        {line.origin === 'pack' ? ` · ${t('line.ofPack')}` : ''}
      </p>
    </section>
  );
}
