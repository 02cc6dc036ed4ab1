import { ClockLight, formatInstant, useLocal } from '@yiwang/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WorkCase } from '../../api/work.ts';
import type { Comments } from '../../api/work-comments.ts';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { useKeys } from '../../data/keys.ts';
import { Tag } from '../../table/tag.tsx';
import { useCommentsText } from '../../texts/comments.ts';
import { useText } from '../../texts/index.ts';
import { stateTone } from '../work/state-tone.ts';
import { CommentIcon } from './comments/comment-mark.tsx';
import { useCommentMarks } from './comments/use-comments.ts';
import type { Neighbours } from './neighbours.ts';

type Props = { file: WorkCase; filter: WorkFilter; neighbours: Neighbours; comments: Comments | undefined };

/** Number, matter, applicant, clock and the way of the case; and the way to its neighbours in the list. */
export function CaseHead({ file, filter, neighbours, comments }: Props) {
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
        <small className="grow">
          {[file.title, file.scenario?.title]
            .map((one) => local(one))
            .filter(Boolean)
            .join(' · ')}
        </small>
        {position === undefined ? null : (
          <small>
            {total === undefined ? t('case.position', { position }) : t('case.positionOf', { position, total })}
          </small>
        )}
        <CommentsButton comments={comments} />
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
          <ClockLight clock={file.clock} state={file.state} />
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
      <CaseWay steps={file.steps} />
    </header>
  );
}

/** The way of a case: what is done, where it stands, what is still to come. */
export function CaseWay({ steps }: { steps: WorkCase['steps'] }) {
  const t = useText();
  const local = useLocal();
  return (
    <ol className="way" aria-label={t('case.way')}>
      {steps.map(({ key, title, state, at, note }) => (
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
  );
}

/** Opens the remarks, with how many there are. */
function CommentsButton({ comments }: { comments: Comments | undefined }) {
  const t = useCommentsText();
  const marks = useCommentMarks();
  const count = comments?.items.filter(({ withdrawnAt }) => withdrawnAt === undefined).length ?? 0;
  const open = comments?.open ?? 0;
  return (
    <button type="button" className="plain-button comments-button" onClick={() => marks?.write({})}>
      <kbd>N</kbd> <CommentIcon /> {t('button')} {count > 0 ? <b>{count}</b> : null}
      {open > 0 ? <span className="yw-visually-hidden">{t('openCount', { count: open })}</span> : null}
    </button>
  );
}
