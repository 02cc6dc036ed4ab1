import { ErrorNotice, formatInstant, useLocal, usePunctuation } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { DELIVERIES, sandboxQuery, withdrawQuery, type SandboxDetail } from '../../api/deliveries.ts';
import { useSession, usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { QueryState } from './query-state.tsx';
import { Review } from './review.tsx';

/** One sandbox query: what it does in words, what the rules see in its result, what reviewers said, and the next step for whoever looks. */
export function QueryDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const t = useText();
  const query = useQuery({ ...sandboxQuery(id ?? ''), enabled: Boolean(id) });
  return (
    <DetailDrawer
      wide
      detail={{
        id: id === '' ? undefined : id,
        shown: query.data,
        error: query.error,
        onRetry: () => void query.refetch(),
        onClose,
      }}
      title={query.data ? query.data.no : t('sandbox.detail')}
    >
      {(one) => <Facts one={one} />}
    </DetailDrawer>
  );
}

function Facts({ one }: { one: SandboxDetail }) {
  const t = useText();
  const local = useLocal();
  const mark = usePunctuation();
  const { staff } = useSession();
  const may = usePermission();
  const asked = staff?.organisation === one.consumer.id && may('deliveries.request');
  const waiting = one.providers.filter(
    ({ name }) => !one.opinions.some(({ provider }) => local(provider) === local(name)),
  );
  return (
    <div className="stack">
      <div className="row">
        <QueryState state={one.state} />
        <b>{one.resources.map(({ title }) => local(title)).join(' + ')}</b>
      </div>
      {one.fault ? (
        <div className="fault-box" data-tone="amber" role="status">
          <p>{local(one.fault.text)}</p>
        </div>
      ) : null}
      {one.state === 'to-review' && !one.mayReview ? (
        <div className="fault-box" data-tone="blue" role="status">
          <p>{t('sandbox.waitsFor', { providers: waiting.map(({ name }) => local(name)).join(t('shell.and')) })}</p>
        </div>
      ) : null}
      {one.packageId && asked ? (
        <div>
          <Link className="link-button" to="/deliveries" search={{ open: one.packageId }}>
            {t('sandbox.toPackage')}
          </Link>
        </div>
      ) : null}
      <section className="stack-s">
        <h3>{t('sandbox.does')}</h3>
        <ol className="builder-words">
          {one.words.map((word) => (
            <li key={word.en}>
              <span>{local(word)}</span>
            </li>
          ))}
        </ol>
      </section>
      <dl className="facts">
        <dt>{t('sandbox.consumer')}</dt>
        <dd>
          {local(one.consumer.name)} · {local(one.application.name)}
        </dd>
        <dt>{t('sandbox.provider')}</dt>
        <dd>{one.providers.map(({ name }) => local(name)).join(t('shell.and'))}</dd>
        <dt>{t('deliveries.purpose')}</dt>
        <dd>{local(one.purpose)}</dd>
        <dt>{t('deliveries.basis')}</dt>
        <dd>{local(one.legalBasis)}</dd>
        {one.caseNo ? (
          <>
            <dt>{t('deliveries.caseNo')}</dt>
            <dd>{one.caseNo}</dd>
          </>
        ) : null}
        <dt>{t('sandbox.askedAt')}</dt>
        <dd>{formatInstant(one.askedAt)}</dd>
      </dl>
      {one.hints.length > 0 ? (
        <section className="stack-s">
          <h3>{t('sandbox.hints')}</h3>
          <ul className="hint-list">
            {one.hints.map(({ code, level, text }) => (
              <li key={text.en + code}>
                <Tag tone={level === 'warning' ? 'amber' : 'grey'}>{level === 'warning' ? '!' : 'i'}</Tag>
                <span>{local(text)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {one.opinions.length > 0 ? (
        <section className="stack-s">
          <h3>{t('sandbox.opinions')}</h3>
          <ol className="timeline">
            {one.opinions.map(({ provider, by, decision, reason, at }) => (
              <li key={provider.en} data-tone={decision === 'release' ? 'green' : 'red'}>
                <time dateTime={at}>{formatInstant(at)}</time>
                <span>
                  <b>{t(`sandbox.decisions.${decision}`)}</b> · {local(by)}
                  {mark.open}
                  {t('sandbox.opinionOf', { provider: local(provider) })}
                  {mark.close}
                  {mark.colon}
                  {reason}
                </span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {one.mayReview ? <Review one={one} /> : null}
      {asked && (one.state === 'to-review' || one.state === 'running') ? <Withdraw id={one.id} /> : null}
    </div>
  );
}

function Withdraw({ id }: { id: string }) {
  const t = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const send = useMutation({
    mutationFn: () => withdrawQuery(id),
    onSuccess: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: [DELIVERIES] });
    },
  });
  return (
    <div>
      <Button danger onClick={() => setAsking(true)}>
        {t('sandbox.withdraw')}
      </Button>
      {send.error && !asking ? <ErrorNotice error={send.error} level={3} /> : null}
      <Confirm
        open={asking}
        title={t('sandbox.withdrawTitle')}
        act={t('sandbox.withdraw')}
        danger
        busy={send.isPending}
        error={send.error}
        onAct={() => send.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{t('sandbox.withdrawText')}</p>
      </Confirm>
    </div>
  );
}
