import { formatDate, useLocal, usePunctuation, type LocalText } from '@yiwang/ui';
import type { WorkCase } from '../../api/work.ts';
import type { OneClock } from '../../api/work-tasks.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { useText } from '../../texts/index.ts';
import { TaskLight } from '../work/task-light.tsx';
import { hasDecision, isDecided, isOver } from './case-over.ts';

/** An outline for who only supervises has no reasons. */
type Shown = Pick<WorkCase, 'state' | 'clock' | 'clocks' | 'missing'> & {
  decision?: { outcome: string };
  suspensions: (Omit<WorkCase['suspensions'][number], 'reason'> & { reason?: LocalText })[];
  extension?: Omit<NonNullable<WorkCase['extension']>, 'reason' | 'askedBy'> & { reason?: string };
};

/** The promise and the statutory limit side by side, and why they stand still. */
export function CaseClocks({ file }: { file: Shown }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const { clocks, suspensions, extension, missing } = file;
  const decided = isDecided(file);
  const running = clocks?.delivery ?? clocks?.promise;
  const going = suspensions.find(({ endedAt }) => !endedAt);
  return (
    <section className="card pad stack-s clocks">
      <div className="row">
        <h2 className="grow">{t('inside.clocks')}</h2>
        {clocks?.light && !clocks.suspended && (!decided || clocks.delivery) ? (
          <TaskLight
            timed={{
              light: clocks.light,
              ...(running?.left === undefined ? {} : { workdaysLeft: running.left }),
            }}
            short
          />
        ) : null}
      </div>
      {clocks ? (
        <>
          {clocks.suspended ? (
            <p className="stands">
              {going
                ? t('inside.stands', { what: local(going.title), until: formatDate(going.expectedUntil) })
                : t('inside.standsPlain')}
              {going?.reason ? <Why said={going.reason} /> : null}
            </p>
          ) : null}
          {decided ? <p className="quiet">{t(hasDecision(file) ? 'inside.decided' : 'case.noClock')}</p> : null}
          <ClockBar label={t('inside.promise')} clock={clocks.promise} runs={!clocks.suspended && !decided} />
          <ClockBar label={t('inside.statutory')} clock={clocks.statutory} runs={!clocks.suspended && !decided} />
          {clocks.delivery ? <ClockBar label={t('inside.delivery')} clock={clocks.delivery} runs /> : null}
          {clocks.extendedDays > 0 ? (
            <p className="small">{t('inside.extended', { count: clocks.extendedDays })}</p>
          ) : null}
        </>
      ) : (
        <p className="quiet">
          {file.clock?.paused ? local(file.clock.paused) : t(isOver(file.state) ? 'case.noClock' : 'inside.notStarted')}
        </p>
      )}
      {extension && extension.approved !== true ? (
        <p className="stands">
          {t(
            extension.approved === false
              ? 'inside.extensionRefused'
              : extension.byGovernment
                ? 'inside.extensionAskedGovernment'
                : 'inside.extensionAsked',
            { days: extension.days },
          )}
          {(extension.answer ?? extension.reason) ? <Why said={extension.answer ?? extension.reason ?? ''} /> : null}
        </p>
      ) : null}
      {missing ? (
        <p className="stands">
          {t('inside.missing', {
            until: formatDate(missing.until),
            papers: missing.papers.map((paper) => local(paper)).join(mark.list),
          })}
        </p>
      ) : null}
      {suspensions.some(({ endedAt }) => endedAt) ? (
        <details>
          <summary>{t('inside.procedures')}</summary>
          <ul className="plain-list">
            {suspensions.map(({ title, from, expectedUntil, endedAt, reason }) => (
              <li key={from}>
                <b>{local(title)}</b>{' '}
                {endedAt
                  ? t('inside.procedureEnded', { from: formatDate(from), ended: formatDate(endedAt) })
                  : t('inside.procedure', { from: formatDate(from), until: formatDate(expectedUntil) })}
                {reason ? <Why said={reason} /> : null}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** The officer's own words are marked where they are in the other language. */
function Why({ said }: { said: string | LocalText }) {
  return (
    <small>
      <AsWritten said={said} />
    </small>
  );
}

function ClockBar({ label, clock, runs }: { label: string; clock: OneClock; runs: boolean }) {
  const t = useText();
  const inUnit = (count: number) => t(clock.unit === 'workday' ? 'inside.workdays' : 'inside.days', { count });
  const { days, elapsed, dueDate, left } = clock;
  const due =
    !runs || dueDate === undefined || left === undefined
      ? ''
      : left > 0
        ? t('inside.dueLeft', { date: formatDate(dueDate), left: t('inside.workdays', { count: left }) })
        : left === 0
          ? t('inside.dueToday', { date: formatDate(dueDate) })
          : t('inside.dueOver', { date: formatDate(dueDate), over: t('inside.workdays', { count: -left }) });
  const over = left !== undefined && left < 0;
  return (
    <div className="clock-bar">
      <div className="row">
        <b className="grow">{label}</b>
        <span>{t('inside.ran', { elapsed, all: inUnit(days) })}</span>
      </div>
      <span className="bar" data-over={over ? '' : undefined} data-stands={runs ? undefined : ''} aria-hidden="true">
        <span style={{ width: `${Math.min(100, days === 0 ? 100 : (elapsed / days) * 100)}%` }} />
      </span>
      {due ? <small>{due}</small> : null}
    </div>
  );
}
