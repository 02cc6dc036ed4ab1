import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import {
  renewSecret,
  rewindSubscription,
  sendSubscriptionAct,
  testWebhook,
  type SubscribedLine,
  type Subscription,
} from '../../api/streams.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { DetailDrawer, type Detail } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/applications.css';
import { DeadLetters } from './dead-letters.tsx';
import { Deliveries } from './deliveries.tsx';
import { SecretBox } from './secret-box.tsx';
import { SubscriptionState } from './subscription-state.tsx';

/** One subscription: who takes what for which purpose, how far it is on each line, and what could not be delivered. */
export function SubscriptionDrawer(detail: Detail<Subscription>) {
  const t = useText();
  const local = useLocal();
  return (
    <DetailDrawer detail={detail} title={local(detail.shown?.title) || t('streams.one')} wide>
      {(shown) => (
        <div className="stack">
          <Facts subscription={shown} />
          <Acts subscription={shown} onRemoved={detail.onClose} />
          <Lines subscription={shown} />
          <DeadLetters subscription={shown} />
          <Deliveries id={shown.id} />
        </div>
      )}
    </DetailDrawer>
  );
}

function Facts({ subscription }: { subscription: Subscription }) {
  const t = useText();
  const local = useLocal();
  return (
    <>
      {subscription.fault ? (
        <div className="fault-box" role="status">
          <h3>{local(subscription.fault.text)}</h3>
          <p>{local(subscription.fault.mend)}</p>
          {subscription.nextTryAt ? (
            <small>{t('streams.nextTry', { at: formatInstant(subscription.nextTryAt, { seconds: true }) })}</small>
          ) : null}
        </div>
      ) : null}
      <dl className="facts">
        <dt>{t('railway.columns.state')}</dt>
        <dd>
          <SubscriptionState state={subscription.state} />
        </dd>
        <dt>{t('streams.organisation')}</dt>
        <dd>
          {local(subscription.organisationName)}
          {subscription.applicationTitle ? ` · ${local(subscription.applicationTitle)}` : ''}
        </dd>
        <dt>{t('streams.purpose')}</dt>
        <dd>{subscription.purpose}</dd>
        {subscription.basis ? (
          <>
            <dt>{t('streams.basis')}</dt>
            <dd>{subscription.basis}</dd>
          </>
        ) : null}
        <dt>{t('streams.grade')}</dt>
        <dd>{t('sources.gradeValue', { grade: subscription.grade })}</dd>
        <dt>{t('streams.kind')}</dt>
        <dd>
          {t(`streams.kinds.${subscription.kind}`)} {subscription.url ? <code>{subscription.url}</code> : null}
        </dd>
        <dt>{t('streams.createdAt')}</dt>
        <dd>{formatInstant(subscription.createdAt)}</dd>
      </dl>
    </>
  );
}

function Acts({ subscription, onRemoved }: { subscription: Subscription; onRemoved: () => void }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'remove' | 'renew'>();
  const again = () => client.invalidateQueries({ queryKey: [RAIL] });
  const send = useMutation({
    mutationFn: (act: 'pause' | 'resume' | 'remove') => sendSubscriptionAct(subscription.id, act),
    onSuccess: (_, act) => {
      setAsked(undefined);
      if (act === 'remove') onRemoved();
      return again();
    },
  });
  const test = useMutation({ mutationFn: () => testWebhook(subscription.id) });
  const renew = useMutation({
    mutationFn: () => renewSecret(subscription.id),
    onSuccess: () => setAsked(undefined),
  });
  if (!may('exchange.manage-lines')) return null;
  return (
    <>
      <div className="row">
        {subscription.state === 'paused' ? (
          <Button type="primary" loading={send.isPending} onClick={() => send.mutate('resume')}>
            {t('line.acts.resume')}
          </Button>
        ) : (
          <Button loading={send.isPending && !asked} onClick={() => send.mutate('pause')}>
            {t('line.acts.pause')}
          </Button>
        )}
        {subscription.kind === 'webhook' ? (
          <>
            <Button loading={test.isPending} onClick={() => test.mutate()}>
              {t('streams.test')}
            </Button>
            <Button onClick={() => setAsked('renew')}>{t('streams.renew')}</Button>
          </>
        ) : null}
        <Button danger onClick={() => setAsked('remove')}>
          {t('line.acts.remove')}
        </Button>
      </div>
      {send.error && !asked ? <ErrorNotice error={send.error} level={3} /> : null}
      {test.error ? <ErrorNotice error={test.error} level={3} /> : null}
      {test.data ? (
        <div className="fault-box" data-tone={test.data.outcome === 'delivered' ? 'green' : 'amber'} role="status">
          <p>
            {test.data.outcome === 'delivered'
              ? t('streams.answered', { ms: test.data.ms, status: test.data.status ?? '' })
              : local(test.data.fault?.text) || t('streams.notAnswered')}
          </p>
        </div>
      ) : null}
      {renew.data ? <SecretBox secret={renew.data.secret} onDone={() => renew.reset()} /> : null}
      <Confirm
        open={asked !== undefined}
        title={asked ? t(`streams.ask.${asked}`) : ''}
        act={asked === 'remove' ? t('line.acts.remove') : t('streams.renew')}
        danger={asked === 'remove'}
        busy={send.isPending || renew.isPending}
        error={asked === 'remove' ? send.error : renew.error}
        onAct={() => (asked === 'remove' ? send.mutate('remove') : renew.mutate())}
        onClose={() => setAsked(undefined)}
      >
        {asked ? <p>{t(`streams.askText.${asked}`)}</p> : null}
      </Confirm>
    </>
  );
}

function Lines({ subscription }: { subscription: Subscription }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const [moving, setMoving] = useState<SubscribedLine>();
  return (
    <section className="stack-s">
      <h3>{t('streams.lines')}</h3>
      {subscription.lines.map((line) => (
        <div key={line.lineId} className="flow">
          <div className="row">
            <Link to="/lines/$lineId" params={{ lineId: line.lineId }}>
              <b>{local(line.lineTitle)}</b>
            </Link>
            <span className="grow" />
            {may('exchange.manage-lines') ? (
              <Button size="small" onClick={() => setMoving(line)}>
                {t('streams.rewind')}
              </Button>
            ) : null}
          </div>
          <p className="quiet">
            {t('streams.position', {
              position: formatCount(line.position),
              newest: formatCount(line.newest),
              waiting: formatCount(line.waiting),
            })}
            {line.lostAt ? ` · ${t('streams.lost', { at: formatInstant(line.lostAt) })}` : ''}
          </p>
          <details className="inputs-fold">
            <summary>
              {t('streams.items', {
                count: line.items.filter(({ how }) => how !== 'left-out').length,
                all: line.items.length,
              })}
            </summary>
            <SubTable heads={[t('sources.item'), t('streams.how'), { number: t('sources.grade') }]}>
              {line.items.map((item) => (
                <tr key={item.name}>
                  <td>{local(item.title)}</td>
                  <td>{t(`streams.hows.${item.how}`)}</td>
                  <td className="number">{t('sources.gradeValue', { grade: item.grade })}</td>
                </tr>
              ))}
            </SubTable>
          </details>
        </div>
      ))}
      {moving ? (
        <Rewind key={moving.lineId} subscription={subscription} line={moving} onClose={() => setMoving(undefined)} />
      ) : null}
    </section>
  );
}

type RewindProps = { subscription: Subscription; line: SubscribedLine; onClose: () => void };

function Rewind({ subscription, line, onClose }: RewindProps) {
  const t = useText();
  const client = useQueryClient();
  const [to, setTo] = useState<number | null>(line.begins);
  const send = useMutation({
    mutationFn: () => rewindSubscription(subscription.id, { lineId: line.lineId, to: to ?? line.begins }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  return (
    <Confirm
      open
      title={t('streams.rewind')}
      act={t('streams.rewind')}
      busy={send.isPending}
      error={send.error}
      disabled={to === null}
      onAct={() => send.mutate()}
      onClose={onClose}
    >
      <p>{t('streams.rewindText')}</p>
      <Field
        label={t('streams.rewindTo')}
        hint={t('streams.rewindHint', { begins: formatCount(line.begins), newest: formatCount(line.newest) })}
      >
        {(described) => (
          <InputNumber
            {...described}
            style={{ width: 240 }}
            min={line.begins}
            max={line.newest}
            precision={0}
            value={to}
            onChange={setTo}
          />
        )}
      </Field>
    </Confirm>
  );
}
