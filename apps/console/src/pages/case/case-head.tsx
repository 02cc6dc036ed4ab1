import { ClockLight, formatInstant, useLocal } from '@yiwang/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WorkCase } from '../../api/work.ts';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { useKeys } from '../../data/keys.ts';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { stateTone } from '../work/state-tone.ts';
import type { Neighbours } from './neighbours.ts';

/** Number, matter, applicant, clock and the way of the case; and the way to its neighbours in the list. */
export function CaseHead({ file, filter, neighbours }: { file: WorkCase; filter: WorkFilter; neighbours: Neighbours }) {
  const t = useText();
  const local = useLocal();
  const { position, total, previous, next } = neighbours;
  const navigate = useNavigate();
  useKeys((key) => (key === 'u' ? () => void navigate({ to: '/work', search: filter as object }) : undefined));
  return (
    <header className="case-head">
      <div className="row">
        <Link to="/work" search={filter as object}>
          {t('case.back')}
        </Link>
        <small className="grow">{local(file.title)}</small>
        {position === undefined ? null : (
          <small>
            {total === undefined ? t('case.position', { position }) : t('case.positionOf', { position, total })}
          </small>
        )}
        <nav className="row" aria-label={t('case.neighbours')}>
          <button type="button" className="plain-button" disabled={!previous} onClick={previous}>
            <kbd>K</kbd> {t('case.previous')}
          </button>
          <button type="button" className="plain-button" disabled={!next} onClick={next}>
            <kbd>J</kbd> {t('case.next')}
          </button>
        </nav>
      </div>
      <div className="row">
        <h1 tabIndex={-1}>{file.caseNo}</h1>
        <Tag tone={stateTone(file.state)}>{local(file.stateTitle)}</Tag>
        {file.decision?.instant ? <Tag tone="green">{t('work.instant')}</Tag> : null}
        {file.committed ? <Tag tone="amber">{t('inside.committed')}</Tag> : null}
        <span className="grow" />
        {file.clock ? (
          <ClockLight clock={file.clock} until={file.state === 'received' ? 'answer' : 'due'} />
        ) : (
          <small>{t(file.clocks?.suspended ? 'tasks.stands' : 'case.noClock')}</small>
        )}
      </div>
      <p className="quiet">
        {t('case.applicantLine', {
          name: file.applicant.name,
          id: file.applicant.citizenId,
          at: formatInstant(file.receivedAt),
          office: local(file.organisationName),
        })}
      </p>
      <ol className="way" aria-label={t('case.way')}>
        {file.steps.map(({ key, title, state, at, note }) => (
          <li key={key} data-state={state} {...(state === 'current' ? { 'aria-current': 'step' as const } : {})}>
            <b>
              {local(title)}
              {state === 'done' ? <span aria-label={t('case.done')}> ✓</span> : null}
            </b>
            <small>
              {at ? formatInstant(at).slice(5) : state === 'current' ? t('case.now') : note ? local(note) : '\u00a0'}
            </small>
            {note && (at || state === 'current') ? <small>{local(note)}</small> : null}
          </li>
        ))}
      </ol>
    </header>
  );
}
