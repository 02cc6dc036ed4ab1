import { EmptyState, formatInstant, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Verification } from '../../api/verifications.ts';
import { usePermission } from '../../data/session.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { STATE_TONES } from './state-tones.ts';

type Props = Detail<Verification> & { loaded: boolean };

/** One fact: what changed, where the data say so, what the holder said, and what the officer makes of it. */
export function VerificationDrawer({ loaded, ...detail }: Props) {
  const t = useText();
  const local = useLocal();
  // Once answered, the task leaves the list of open ones; whoever answered still sees it, and what came of it.
  const { id, shown: listed } = detail;
  const [kept, keep] = useState(listed);
  if (listed && listed !== kept) keep(listed);
  const shown = listed ?? (kept?.id === id ? kept : undefined);
  return (
    <DetailDrawer
      detail={{ ...detail, shown }}
      title={local(shown?.title) || t('verifications.title')}
      gone={loaded ? <EmptyState level={3} title={t('verifications.gone')} text={t('verifications.goneText')} /> : null}
    >
      {(known) => (
        <div className="stack">
          <Facts shown={known} />
          <AnswerPanel key={known.id} shown={known} />
        </div>
      )}
    </DetailDrawer>
  );
}

function Facts({ shown }: { shown: Verification }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  return (
    <>
      <p>{local(shown.evidence)}</p>
      <dl className="facts">
        <dt>{t('verifications.changed')}</dt>
        <dd>
          {local(shown.field)}: {local(shown.before) || t('none')} → <b>{local(shown.after) || t('none')}</b>
        </dd>
        <dt>{t('verifications.from')}</dt>
        <dd>
          {local(shown.resourceTitle) || t('none')}
          {shown.loadId && may('exchange.read') ? (
            <>
              {' '}
              <Link to="/loads/$loadId" params={{ loadId: shown.loadId }}>
                {t('verifications.toLoad')}
              </Link>
            </>
          ) : null}
        </dd>
        <dt>{t('verifications.licence')}</dt>
        <dd>
          {local(shown.licenceTitle)} <small>{shown.identifier}</small>
        </dd>
        <dt>{t('verifications.licenceState')}</dt>
        <dd>{t(`verifications.licenceStates.${shown.licenceStatus}`)}</dd>
        <dt>{t('verifications.holder')}</dt>
        <dd>{shown.holder}</dd>
        <dt>{t('verifications.state')}</dt>
        <dd>
          <Tag tone={STATE_TONES[shown.state]}>{t(`verifications.states.${shown.state}`)}</Tag>{' '}
          <small>
            {shown.decidedAt
              ? formatInstant(shown.decidedAt)
              : shown.clock
                ? t('verifications.due', { date: shown.clock.dueDate })
                : ''}
          </small>
        </dd>
        {shown.finding ? (
          <>
            <dt>{t('verifications.finding')}</dt>
            <dd>{shown.finding}</dd>
          </>
        ) : null}
      </dl>
      {shown.objections.length > 0 ? (
        <section className="stack-s">
          <h3>{t('verifications.objections')}</h3>
          {shown.objections.map(({ at, text }) => (
            <blockquote key={at} className="objection">
              <p>{text}</p>
              <small>{formatInstant(at)}</small>
            </blockquote>
          ))}
        </section>
      ) : null}
    </>
  );
}
