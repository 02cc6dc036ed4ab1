import { formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Decision, RequestDetail } from '../../api/sharing.ts';
import { AsWritten } from '../../rail/as-written.tsx';
import { Tag } from '../../table/tag.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import { SharingClock } from './sharing-words.tsx';

/** How it was answered: outcome, clause and law, what is given and what not; the way to what was delivered; the objection. */
export function Answer({ request }: { request: RequestDetail }) {
  const t = useSharingText();
  const { decision, proposed } = request;
  return (
    <>
      {decision ? <Decided request={request} decision={decision} /> : null}
      {!decision && proposed ? (
        <section className="card pad stack-s" aria-label={t('one.proposed')}>
          <h2>{t('one.proposed')}</h2>
          <Facts request={request} decision={proposed} />
        </section>
      ) : null}
      <Objection request={request} />
    </>
  );
}

function Decided({ request, decision }: { request: RequestDetail; decision: Decision }) {
  const t = useSharingText();
  const local = useLocal();
  const { deliveredBy, answerDays, savedDays } = request;
  const tone = decision.outcome === 'refused' ? undefined : decision.outcome === 'agreed' ? 'green' : 'amber';
  return (
    <section className="card pad stack" aria-label={t('one.answer')}>
      <div className="fault-box" {...(tone ? { 'data-tone': tone } : {})}>
        <h2>{t(`outcomes.${decision.outcome}`)}</h2>
        <p>
          {decision.by === 'rules'
            ? t('one.byRules')
            : t('one.by', { organisation: decision.organisation ? local(decision.organisation.title) : '' })}
          {' · '}
          {formatInstant(decision.at)}
          {answerDays === undefined
            ? ''
            : ` · ${answerDays === 0 ? t('one.answeredSame') : t('one.answered', { days: answerDays })}`}
          {savedDays ? ` · ${t('one.saved', { days: savedDays })}` : ''}
        </p>
      </div>
      <Facts request={request} decision={decision} />
      {deliveredBy ? (
        <div className="fault-box" data-tone="blue">
          <h3>
            {t(deliveredBy.automatic ? 'one.deliveredAuto' : 'one.delivered')} · {formatInstant(deliveredBy.at)}
          </h3>
          {deliveredBy.interface ? <p>{t('one.deliveredHow', { title: local(deliveredBy.interface.title) })}</p> : null}
          <div className="row">
            {deliveredBy.interface ? (
              <Link to="/interfaces" search={{ open: deliveredBy.interface.id }} className="link-button">
                {t('one.toInterface')}
              </Link>
            ) : null}
            <Link to="/sharing/grants" search={{ open: deliveredBy.grantId }}>
              {t('one.toGrant')}
            </Link>
            {deliveredBy.grantState && deliveredBy.grantState !== 'active' ? (
              <Tag tone="red">{t(`grants.states.${deliveredBy.grantState as 'suspended' | 'ended' | 'revoked'}`)}</Tag>
            ) : null}
          </div>
        </div>
      ) : null}
    </section>
  );
}

function Facts({ request, decision }: { request: RequestDetail; decision: Decision }) {
  const t = useSharingText();
  const local = useLocal();
  const mark = usePunctuation();
  const titleOf = (name: string) => local(request.fields.find((field) => field.name === name)?.title) || name;
  const { rule } = decision;
  const facts: [string, ReactNode][] = [
    ...(rule ? [[t('one.clause'), local(rule.clause)] as [string, ReactNode]] : []),
    ...(decision.law ? [[t('one.law'), <AsWritten key="law" said={decision.law} />] as [string, ReactNode]] : []),
    ...(decision.reason && !rule
      ? [[t('one.reason'), <AsWritten key="reason" said={decision.reason} />] as [string, ReactNode]]
      : []),
    ...(decision.fields.length > 0
      ? [[t('one.given'), decision.fields.map(titleOf).join(t('comma'))] as [string, ReactNode]]
      : []),
    ...decision.dropped.map(({ field, reason }): [string, ReactNode] => [
      `${t('one.dropped')}${mark.colon}${titleOf(field)}`,
      <AsWritten key={field} said={reason} />,
    ]),
  ];
  return (
    <>
      <dl className="facts">
        {facts.map(([title, value]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {rule ? (
        <details>
          <summary>
            {rule.table === null
              ? t('one.ruleOrdinance')
              : t('one.rule', { row: rule.row, version: rule.version.slice(0, 12) })}
          </summary>
          <p>{t('one.ruleInputs')}</p>
          <dl className="facts">
            {Object.entries(rule.inputs).map(([name, value]) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd>{Array.isArray(value) ? value.join(', ') : String(value ?? '–')}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </>
  );
}

function Objection({ request }: { request: RequestDetail }) {
  const t = useSharingText();
  const mark = usePunctuation();
  const { objectionDetail: objection } = request;
  if (!objection) return null;
  const tone = objection.state === 'open' ? 'amber' : objection.state === 'upheld' ? 'green' : undefined;
  return (
    <section className="card pad stack-s" aria-label={t('one.objection')}>
      <div className="row">
        <h2>{t('one.objection')}</h2>
        <Tag tone={tone ?? 'grey'}>{t(`one.objectionStates.${objection.state}`)}</Tag>
      </div>
      <p>
        {t(`one.objections.${objection.against}`)} · {formatInstant(objection.at)}
      </p>
      <blockquote className="objection">
        <AsWritten said={objection.text} />
      </blockquote>
      {objection.clock ? <SharingClock clock={objection.clock} /> : null}
      {objection.finding ? (
        <p>
          {t('one.finding')}
          {mark.colon}
          <AsWritten said={objection.finding} />
          {objection.law ? (
            <>
              {mark.open}
              <AsWritten said={objection.law} />
              {mark.close}
            </>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}
