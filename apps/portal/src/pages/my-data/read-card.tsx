import { formatDate, formatInstant, useLocal, When } from '@yiwang/ui';
import { Link } from '../../shell/link.tsx';
import type { Read } from './api.ts';
import { useMyDataText } from './texts/index.ts';

/** One read: who, what, why, for which case, by what right, how; and the way to ask about it. */
export function ReadCard({ read, asking = false }: { read: Read; asking?: boolean }) {
  const t = useMyDataText();
  const local = useLocal();
  const office = local(read.organisationName);
  const channel = t(`channels.${read.channel}`);
  return (
    <article className="card read" aria-label={t('at', { office, when: formatInstant(read.at) })}>
      <div className="row">
        <h3>{office}</h3>
        <span className="small">
          <When at={read.at} near />
        </span>
      </div>
      <dl className="fields">
        <div>
          <dt>{t('fieldsRead')}</dt>
          <dd>
            {local(read.what)}
            <span className="tags">
              {read.fields.map((field) => (
                <span className="tag" data-tone="grey" key={field.zh}>
                  {local(field)}
                </span>
              ))}
            </span>
          </dd>
        </div>
        <div>
          <dt>{t('purpose')}</dt>
          <dd>{local(read.purpose)}</dd>
        </div>
        {read.caseNo ? (
          <div>
            <dt>{t('forCase')}</dt>
            <dd>
              {read.matterTitle ? <span className="matter-title">{local(read.matterTitle)}</span> : null}
              <span className="small">{read.caseNo}</span>
            </dd>
          </div>
        ) : null}
        {read.legalBasis ? (
          <div>
            <dt>{t('basis')}</dt>
            <dd>{local(read.legalBasis)}</dd>
          </div>
        ) : null}
        {read.grant ? (
          <div>
            <dt>{t('grant')}</dt>
            <dd>
              <span className="grant-no">
                {read.grant.standing ? t('grantStandingNo') : t('grantNo', { number: read.grant.number })}
              </span>
              <span className="small">
                {read.grant.until ? t('grantUntil', { date: formatDate(read.grant.until) }) : t('grantOpen')}
                {read.grant.state === 'active' ? null : ` · ${t(`grantStates.${read.grant.state}`)}`}
              </span>{' '}
              {asking ? null : (
                <Link to="/my-data/reads/$readId/grant" params={{ readId: read.id }}>
                  {t('grantMore')}
                  <span className="yw-visually-hidden"> {read.grant.number}</span>
                </Link>
              )}
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{t('channel')}</dt>
          <dd>
            {channel}
            {read.people ? <span className="small"> {t('people', { count: read.people })}</span> : null}
          </dd>
        </div>
        <div>
          <dt>{t('number')}</dt>
          <dd className="small">{read.id}</dd>
        </div>
      </dl>
      {asking ? null : (
        <div className="links">
          {read.question ? (
            <Link to="/my-data/questions/$questionId" params={{ questionId: read.question.id }}>
              {t('asked', { no: read.question.no })}
            </Link>
          ) : (
            <Link to="/my-data/ask" search={{ read: read.id }}>
              {t('ask')}
            </Link>
          )}
          {read.receipt ? (
            <a href={`/api/my-data/reads/${encodeURIComponent(read.id)}/receipt`} download>
              {t('receipt')}
            </a>
          ) : null}
        </div>
      )}
    </article>
  );
}
