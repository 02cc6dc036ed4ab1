import './my-data.css';
import { ApiProblem, EmptyState, ErrorNotice, formatDate, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { PersonOnly } from '../../shell/gate.tsx';
import { Link } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { grantQuery, type Grant } from './api.ts';
import { useMyDataText } from './texts/index.ts';

const TONES = { active: 'green', 'not-yet': 'blue', suspended: 'amber', ended: 'grey', revoked: 'grey' } as const;

/** By what right an office has data: one grant in plain words, as it was when my data were read under it. */
export function GrantPage() {
  const t = useMyDataText();
  const { readId } = useParams({ strict: false }) as { readId: string };
  return (
    <Page title={t('grantTitle')} back={{ to: '/my-data', label: t('title') }}>
      <p className="lead">{t('grantLead')}</p>
      <PersonOnly what={t('what')} forFirms>
        <OneGrant read={readId} />
      </PersonOnly>
    </Page>
  );
}

function OneGrant({ read }: { read: string }) {
  const t = useMyDataText();
  const found = useQuery(grantQuery(read));
  if (found.isPending) return <Loading />;
  if (found.data !== undefined) return <Facts grant={found.data} read={read} />;
  if (!(found.error instanceof ApiProblem) || found.error.status !== 404)
    return <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <div className="card">
      <EmptyState title={t('grantGone')} text={t('grantGoneText')}>
        <Link to="/my-data" className="yw-button">
          {t('toReads')}
        </Link>
      </EmptyState>
    </div>
  );
}

function Facts({ grant, read }: { grant: Grant; read: string }) {
  const t = useMyDataText();
  const local = useLocal();
  const from = grant.from ?? grant.givenAt;
  const period = grant.until
    ? t(from ? 'grantFromTo' : 'grantTo', { from: from ? formatDate(from) : '', until: formatDate(grant.until) })
    : t('grantNoEnd');
  const facts: [string, string | undefined][] = [
    [t('grantNumber'), grant.standing ? grant.number : undefined],
    [t('grantWho'), local(grant.organisationName)],
    [t('grantSystem'), grant.applicationTitle && local(grant.applicationTitle)],
    [t('grantWhat'), local(grant.what)],
    [t('grantFields'), grant.fields.map((field) => local(field)).join(t('and')) || t('grantNoFields')],
    [t('grantWhy'), grant.purposes.map((purpose) => local(purpose)).join(t('and'))],
    [t('basis'), local(grant.legalBasis)],
    [t('grantHow'), t(`deliveries.${grant.delivery}`)],
    [t('grantWhen'), period],
    [t('grantFrom'), grant.standing ? t('grantStanding') : grant.byRule ? t('grantByRule') : t('grantDecided')],
    [
      t('grantDelay'),
      grant.delayedNoticeDays === undefined ? undefined : t('grantDelayText', { days: grant.delayedNoticeDays }),
    ],
  ];
  return (
    <>
      <section className="card read" aria-labelledby="grant">
        <div className="row">
          <h2 id="grant">{grant.standing ? t('grantStandingNo') : t('grantNo', { number: grant.number })}</h2>
          <span className="tag" data-tone={TONES[grant.state]}>
            {t(`grantStates.${grant.state}`)}
          </span>
        </div>
        {grant.state !== 'active' && grant.stateAt ? (
          <p className="small">{t('grantSince', { when: formatInstant(grant.stateAt) })}</p>
        ) : null}
        <dl className="fields">
          {facts.map(([title, value]) =>
            value ? (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </section>
      <p className="small">{t('grantRule')}</p>
      <div className="links">
        <Link to="/my-data/ask" search={{ read }}>
          {t('ask')}
        </Link>
      </div>
    </>
  );
}
