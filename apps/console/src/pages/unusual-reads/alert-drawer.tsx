import { ClockLight, formatInstant, useLocal } from '@yiwang/ui';
import type { AlertPage } from '../../api/data-security.ts';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useGuardText } from '../../texts/guard.ts';
import { AlertActions } from './alert-actions.tsx';
import { STATE_TONES } from './alert-tones.ts';
import { AlertTrail } from './alert-trail.tsx';

/** One alert: why it is one, the account's habit, everything it read that day, and what was said about it. */
export function AlertDrawer(detail: Detail<AlertPage>) {
  const t = useGuardText();
  const local = useLocal();
  const title = detail.shown ? `${local(detail.shown.ruleTitle)} ${detail.shown.no}` : t('alerts.title');
  return (
    <DetailDrawer detail={detail} title={title} wide>
      {(shown) => (
        <div className="stack">
          <Facts shown={shown} />
          <History shown={shown} />
          <AlertActions key={`${shown.id} ${shown.state}`} shown={shown} />
          <AlertTrail shown={shown} />
        </div>
      )}
    </DetailDrawer>
  );
}

function Facts({ shown }: { shown: AlertPage }) {
  const t = useGuardText();
  const local = useLocal();
  return (
    <dl className="facts">
      <dt>{t('alerts.who')}</dt>
      <dd>
        {shown.actorName} <small>{t(`alerts.kinds.${shown.actorKind as 'staff' | 'application'}`)}</small>
      </dd>
      <dt>{t('alerts.office')}</dt>
      <dd>{local(shown.organisationName)}</dd>
      <dt>{t('alerts.why')}</dt>
      <dd>
        {local(shown.meaning)}{' '}
        <b>
          {shown.bar === 0
            ? t('alerts.fact', { count: shown.measured })
            : t('alerts.overBar', { measured: shown.measured, bar: shown.bar })}
        </b>
      </dd>
      <dt>{t('alerts.at')}</dt>
      <dd>
        {formatInstant(shown.firstAt, { seconds: true })} – {formatInstant(shown.lastAt, { seconds: true })}
      </dd>
      <dt>{t('alerts.habit')}</dt>
      <dd>{habitWords(shown, t)}</dd>
      <dt>{t('alerts.state')}</dt>
      <dd>
        <Tag tone={STATE_TONES[shown.state]}>{local(shown.stateTitle)}</Tag>{' '}
        {shown.finding ? t(`alerts.found.${shown.finding}`) : null}
        {shown.clock ? <ClockLight clock={shown.clock} /> : null}
      </dd>
    </dl>
  );
}

function habitWords({ habit, dayReads }: AlertPage, t: ReturnType<typeof useGuardText>): string {
  if (habit.length === 0) return t('alerts.noHabit');
  const counts = habit.map(({ reads }) => reads).toSorted((a, b) => a - b);
  return t('alerts.habitDays', {
    days: counts.length,
    middle: counts[counts.length >> 1] ?? 0,
    most: counts.at(-1) ?? 0,
    today: dayReads,
  });
}

function History({ shown }: { shown: AlertPage }) {
  const t = useGuardText();
  const local = useLocal();
  return (
    <section className="stack-s">
      <h3>{t('alerts.history')}</h3>
      {shown.steps.map((step) => (
        <blockquote key={`${step.kind} ${step.at}`} className="objection">
          <p>
            <Tag>{t(`alerts.steps.${step.kind}`)}</Tag> {step.text}
          </p>
          <small>{[formatInstant(step.at), local(step.organisationName), step.byName].filter(Boolean).join(' ')}</small>
        </blockquote>
      ))}
      <small>{t('alerts.opened')}</small>
    </section>
  );
}
