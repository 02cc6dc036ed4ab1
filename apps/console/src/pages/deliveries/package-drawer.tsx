import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { DELIVERIES, packageFile, packageQuery, withdrawPackage, type PackageDetail } from '../../api/deliveries.ts';
import { useSession, usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { formatBytes } from '../../rail/rail-words.ts';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useText } from '../../texts/index.ts';
import { RaiseDispute, type Subject } from '../sharing/raise-dispute.tsx';
import { PackageState } from './package-state.tsx';

/** One delivery: what is in it, until when it can be fetched, who fetched it, what proves it. */
export function PackageDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const t = useText();
  const query = useQuery({ ...packageQuery(id ?? ''), enabled: Boolean(id) });
  return (
    <DetailDrawer
      detail={{
        id: id === '' ? undefined : id,
        shown: query.data,
        error: query.error,
        onRetry: () => void query.refetch(),
        onClose,
      }}
      title={query.data ? query.data.no : t('deliveries.detail')}
    >
      {(one) => <Facts one={one} />}
    </DetailDrawer>
  );
}

function Facts({ one }: { one: PackageDetail }) {
  const t = useText();
  const local = useLocal();
  const { staff } = useSession();
  const all = (texts: readonly { zh: string; en: string }[]) => texts.map((text) => local(text)).join(t('shell.and'));
  return (
    <div className="stack">
      <div className="row">
        <PackageState state={one.state} />
        <b>{one.resources.map(({ title }) => local(title)).join(t('shell.and'))}</b>
      </div>
      {one.fault ? (
        <div className="fault-box" data-tone="amber" role="status">
          <p>{local(one.fault.text)}</p>
        </div>
      ) : null}
      <Fetch one={one} />
      <dl className="facts">
        <dt>{t('deliveries.consumer')}</dt>
        <dd>
          {local(one.consumer.name)} · {local(one.application.name)}
        </dd>
        <dt>{t('deliveries.provider')}</dt>
        <dd>{all(one.providers.map(({ name }) => name))}</dd>
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
        {one.kind === 'file' ? (
          <>
            <dt>{t('deliveries.fields')}</dt>
            <dd>{all(one.fields)}</dd>
            <dt>{t('deliveries.conditions')}</dt>
            <dd>{one.conditions.length === 0 ? t('deliveries.noConditions') : all(one.conditions)}</dd>
          </>
        ) : null}
        <dt>{t('deliveries.orderedAt')}</dt>
        <dd>{formatInstant(one.orderedAt)}</dd>
        {one.rows === undefined ? null : (
          <>
            <dt>{t('deliveries.rows')}</dt>
            <dd>
              {formatCount(one.rows)}
              {one.cut ? ` · ${t('deliveries.cut')}` : ''}
            </dd>
          </>
        )}
        {one.bytes === undefined ? null : (
          <>
            <dt>{t('deliveries.size')}</dt>
            <dd>
              {one.format.toUpperCase()} · {formatBytes(one.bytes)}
            </dd>
          </>
        )}
        {one.carriers === undefined ? null : (
          <>
            <dt>{t('deliveries.carriers')}</dt>
            <dd>
              {one.carriers === 0
                ? t('deliveries.carriersNone')
                : t('deliveries.carriersText', { values: formatCount(one.carriers) })}
            </dd>
          </>
        )}
        {one.hash ? (
          <>
            <dt>{t('deliveries.hash')}</dt>
            <dd>
              <code className="hash">{one.hash}</code>
            </dd>
          </>
        ) : null}
        {one.reason ? (
          <>
            <dt>{t('deliveries.reason')}</dt>
            <dd>{one.reason}</dd>
          </>
        ) : null}
      </dl>
      {one.queryId ? (
        <p>
          <Link to="/sandbox" search={{ open: one.queryId }}>
            {t('deliveries.query')}
          </Link>
        </p>
      ) : null}
      <section className="stack-s">
        <h3>{t('deliveries.fetched')}</h3>
        {one.fetched.length === 0 ? (
          <p className="quiet">{t('deliveries.notFetched')}</p>
        ) : (
          <SubTable heads={[t('deliveries.at'), t('deliveries.by'), { number: t('deliveries.rows') }]}>
            {one.fetched.map((each) => (
              <tr key={each.id}>
                <td className="nowrap">{formatInstant(each.at, { seconds: true })}</td>
                <td>{local(each.organisation)}</td>
                <td className="number">{formatCount(each.rows)}</td>
              </tr>
            ))}
          </SubTable>
        )}
      </section>
      <div className="row">
        {one.state === 'ready' || one.state === 'waiting' ? <Withdraw one={one} /> : null}
        <RaiseDispute about={disputable(one, staff?.organisation)} />
      </div>
    </div>
  );
}

/** A delivery as the subject of a dispute between its two sides. */
function disputable(one: PackageDetail, own: string | undefined): Subject | undefined {
  const [provider] = one.providers;
  const against =
    own === one.consumer.id ? provider : one.providers.some(({ id }) => id === own) ? one.consumer : undefined;
  const [resource] = one.resources;
  if (!against || !resource) return undefined;
  const named = (title: string): string => `${one.no} ${title}`;
  return {
    kind: 'delivery',
    id: one.id,
    title: { zh: named(resource.title.zh), en: named(resource.title.en) },
    against: { id: against.id, title: against.name },
  };
}

/** The way to the file, for its recipient; what stands in the way, said before someone tries. */
function Fetch({ one }: { one: PackageDetail }) {
  const t = useText();
  const may = usePermission();
  const { staff } = useSession();
  const client = useQueryClient();
  if (one.state !== 'ready' || !may('deliveries.request') || staff?.organisation !== one.consumer.id) return null;
  const left = one.downloads < one.mostDownloads && one.fault === undefined;
  if (!left) return <p className="quiet">{t('deliveries.noMore')}</p>;
  return (
    <div className="flow">
      <div className="row">
        <a
          className="link-button"
          href={packageFile(one.id)}
          download={`${one.no}.${one.format}`}
          onClick={() => setTimeout(() => void client.invalidateQueries({ queryKey: [DELIVERIES] }), 1_500)}
        >
          {t('deliveries.download')}
        </a>
        <span>
          {t('deliveries.downloadsOf', { count: one.downloads, most: one.mostDownloads })}
          {one.expiresAt ? ` · ${t('deliveries.expires')} ${formatInstant(one.expiresAt)}` : ''}
        </span>
      </div>
      <small>{t('deliveries.downloadText')}</small>
    </div>
  );
}

function Withdraw({ one }: { one: PackageDetail }) {
  const t = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: () => withdrawPackage(one.id, reason.trim()),
    onSuccess: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: [DELIVERIES] });
    },
  });
  return (
    <div>
      <Button danger onClick={() => setAsking(true)}>
        {t('deliveries.withdraw')}
      </Button>
      <Confirm
        open={asking}
        title={t('deliveries.withdrawTitle')}
        act={t('deliveries.withdraw')}
        danger
        busy={send.isPending}
        error={send.error}
        disabled={reason.trim().length < 2}
        onAct={() => send.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{t('deliveries.withdrawText')}</p>
        <Field label={t('deliveries.reason')} required>
          {(described) => (
            <Input {...described} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </Confirm>
    </div>
  );
}
