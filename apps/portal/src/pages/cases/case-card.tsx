import { useLocal, When, type CaseListing } from '@yiwang/ui';
import { LEGS, legsDone, stateTone } from '../../data/case-progress.ts';
import { useText } from '../../texts/index.ts';
import { Link } from '../../shell/link.tsx';

/** One case at a glance: what, state, how far, and the one thing to do next. */
export function CaseCard({ item, level = 3 }: { item: CaseListing; level?: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const t = useText();
  const local = useLocal();
  const done = legsDone(item.state);
  const tone = stateTone(item.state);
  return (
    <article className="card case-card">
      <div className="row">
        <Heading>{local(item.title)}</Heading>
        <span className="tag" data-tone={tone}>
          {local(item.stateTitle)}
        </span>
      </div>
      <p className="small">
        <When at={item.submittedAt ?? item.updatedAt} near />
        {item.papersSaved > 0 ? ` · ${t('cases.papers', { count: item.papersSaved })}` : null}
        {item.instant ? ` · ${t('matters.instant')}` : null}
      </p>
      <div className="legs" role="img" aria-label={t('cases.bar', { done, total: LEGS })} data-tone={tone}>
        {Array.from({ length: LEGS }, (_, leg) => (
          <span key={leg} data-done={leg < done ? '' : undefined} />
        ))}
      </div>
      {item.next ? <p className="small">{t('cases.next', { what: local(item.next) })}</p> : null}
      <NextSteps item={item} />
    </article>
  );
}

function NextSteps({ item }: { item: CaseListing }) {
  const t = useText();
  const toCase = { to: '/cases/$caseId', params: { caseId: item.id } } as const;
  const toForm = { to: '/apply/$caseId', params: { caseId: item.id } } as const;
  return (
    <p className="links">
      {item.state === 'draft' ? <Link {...toForm}>{t('cases.continue')}</Link> : null}
      {item.state === 'correction' ? <Link {...toForm}>{t('cases.fix')}</Link> : null}
      {item.licenceId ? (
        <Link to="/licences/$licenceId" params={{ licenceId: item.licenceId }}>
          {t('cases.licence')}
        </Link>
      ) : null}
      {item.state === 'closed' && !item.rated ? (
        <Link {...toCase} hash="rate">
          {t('cases.rate')}
        </Link>
      ) : null}
      {item.state === 'draft' ? null : <Link {...toCase}>{t('cases.progress')}</Link>}
    </p>
  );
}
