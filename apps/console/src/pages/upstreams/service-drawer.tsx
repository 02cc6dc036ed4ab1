import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import {
  fetchService,
  fetchUpperCalls,
  pauseService,
  resumeService,
  UPSTREAMS,
  type ServiceDetail,
  type UpperCall,
} from '../../api/upstreams.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Field } from '../../rail/field.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import { BREAKER_TONES, SERVICE_TONES } from './service-list.tsx';
import { TryService } from './try-service.tsx';

/** The application under which officers try a service here. */
const OWN = 'console';

/** One service: how it stands, what it takes and gives, who uses it, and its calls. */
export function ServiceDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const query = useQuery({
    queryKey: [UPSTREAMS, 'service', id ?? ''],
    queryFn: () => fetchService(id ?? ''),
    enabled: id !== undefined,
  });
  return (
    <DetailDrawer
      detail={{
        id,
        shown: query.data,
        error: query.data ? null : query.error,
        onRetry: () => void query.refetch(),
        onClose,
      }}
      title={query.data ? local(query.data.title) : t('upstreams.service')}
      wide
    >
      {(service) => (
        <div className="stack">
          <Facts service={service} />
          <Uses service={service} />
          <Orders service={service} />
          <Calls id={service.id} />
        </div>
      )}
    </DetailDrawer>
  );
}

function Facts({ service }: { service: ServiceDetail }) {
  const t = useLevelsText();
  const local = useLocal();
  const { breaker, limits } = service;
  return (
    <>
      {service.summary ? <p>{local(service.summary)}</p> : null}
      <dl className="facts">
        <dt>{t('state')}</dt>
        <dd>
          <Tag tone={SERVICE_TONES[service.state]}>{t(`upstreams.states.${service.state}`)}</Tag>{' '}
          {service.simulated ? <Tag tone="amber">{t('upstreams.simulated')}</Tag> : null}
          {service.paused
            ? ` ${t('upstreams.pausedBy', { at: formatInstant(service.paused.at), reason: service.paused.reason })}`
            : ''}
        </dd>
        <dt>{t('upstreams.breaker')}</dt>
        <dd>
          <Tag tone={BREAKER_TONES[breaker.state]}>{t(`upstreams.breakers.${breaker.state}`)}</Tag>
          {breaker.failures > 0 ? ` ${t('upstreams.breakerText', { failures: breaker.failures })}` : ''}
          {breaker.reason ? ` · ${t('upstreams.breakerReason', { reason: breaker.reason })}` : ''}
          {breaker.tryAgainAt
            ? ` · ${t('upstreams.breakerUntil', { at: formatInstant(breaker.tryAgainAt, { seconds: true }) })}`
            : ''}
        </dd>
        <dt>{t('upstreams.platform')}</dt>
        <dd>{local(service.platformTitle)}</dd>
        <dt>{t('upstreams.provider')}</dt>
        <dd>{service.provider ? local(service.provider) : '–'}</dd>
        <dt>{t('upstreams.path')}</dt>
        <dd>
          <code>{service.path}</code> {service.code ? <code>{service.code}</code> : null}
        </dd>
        <dt>{t('upstreams.parameters')}</dt>
        <dd>
          {service.parameters
            .map(({ title, required }) => `${local(title)}${required ? ` (${t('upstreams.required')})` : ''}`)
            .join(' · ')}
        </dd>
        <dt>{t('upstreams.fields')}</dt>
        <dd>{service.fields.map(({ title }) => local(title)).join(' · ')}</dd>
        <dt>{t('upstreams.limits')}</dt>
        <dd>
          {t('upstreams.limitsText', {
            seconds: limits.timeoutMs / 1000,
            atOnce: limits.atOnce,
            retried: t(limits.retried ? 'upstreams.retried' : 'upstreams.notRetried'),
          })}
        </dd>
        {service.grants.map((grant) => (
          <GrantFact key={grant.upApplyId} grant={grant} />
        ))}
      </dl>
    </>
  );
}

function GrantFact({ grant }: { grant: ServiceDetail['grants'][number] }) {
  const t = useLevelsText();
  return (
    <>
      <dt>{t('upstreams.tabs.grants')}</dt>
      <dd>
        <Tag tone={grant.state === 'in-force' ? 'green' : 'amber'}>{t(`upstreams.grants.states.${grant.state}`)}</Tag>{' '}
        {grant.upApplyId} · {grant.from ?? '–'} – {grant.until ?? '–'}
        {grant.reason ? ` · ${grant.reason}` : ''}
      </dd>
    </>
  );
}

function Uses({ service }: { service: ServiceDetail }) {
  const t = useLevelsText();
  const most = Math.max(1, ...service.days.map(({ calls }) => calls));
  if (service.month === 0) return null;
  return (
    <div className="two">
      <section className="stack-s" aria-label={t('upstreams.byApplication')}>
        <h3>{t('upstreams.byApplication')}</h3>
        <ul className="plain">
          {service.applications.map(({ application, calls, answered }) => (
            <li key={application}>
              {application === OWN ? t('upstreams.test') : application} · {formatCount(calls)} ·{' '}
              {t('upstreams.answered')} {formatCount(answered)}
            </li>
          ))}
        </ul>
      </section>
      <section className="stack-s" aria-label={t('upstreams.byDay')}>
        <h3>{t('upstreams.byDay')}</h3>
        <ul className="day-bars">
          {service.days.map(({ day, calls }) => (
            <li key={day}>
              <span>{day.slice(5)}</span>
              <i aria-hidden="true" style={{ inlineSize: `${(calls / most) * 100}%` }} />
              <b>{formatCount(calls)}</b>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Orders({ service }: { service: ServiceDetail }) {
  const t = useLevelsText();
  const may = usePermission();
  const client = useQueryClient();
  const [form, setForm] = useState<'try' | 'pause'>();
  const [reason, setReason] = useState('');
  const again = () => {
    setForm(undefined);
    return client.invalidateQueries({ queryKey: [UPSTREAMS] });
  };
  const pause = useMutation({ mutationFn: () => pauseService(service.id, reason.trim()), onSuccess: again });
  const resume = useMutation({ mutationFn: () => resumeService(service.id), onSuccess: again });
  if (!may('upstreams.manage')) return null;
  return (
    <div className="stack-s">
      <div className="row">
        <Button onClick={() => setForm(form === 'try' ? undefined : 'try')}>{t('upstreams.test')}</Button>
        {service.paused ? (
          <Button loading={resume.isPending} onClick={() => resume.mutate()}>
            {t('upstreams.resume')}
          </Button>
        ) : (
          <Button onClick={() => setForm(form === 'pause' ? undefined : 'pause')}>{t('upstreams.pause')}</Button>
        )}
      </div>
      {resume.error ? <ErrorNotice error={resume.error} level={3} /> : null}
      {form === 'try' ? <TryService service={service} /> : null}
      {form === 'pause' ? (
        <form
          className="flow"
          onSubmit={(event) => {
            event.preventDefault();
            pause.mutate();
          }}
        >
          <h3>{t('upstreams.pauseTitle')}</h3>
          <p>{t('upstreams.pauseText')}</p>
          <Field label={t('reason')} required>
            {(described) => (
              <Input
                {...described}
                value={reason}
                maxLength={200}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {pause.error ? <ErrorNotice error={pause.error} level={3} kept={t('kept')} /> : null}
          <div>
            <Button danger htmlType="submit" loading={pause.isPending} disabled={reason.trim().length < 2}>
              {t('upstreams.pause')}
            </Button>
          </div>
        </form>
      ) : null}
    </div>
  );
}

function Calls({ id }: { id: string }) {
  const t = useLevelsText();
  const local = useLocal();
  const paged = usePaged([UPSTREAMS, 'calls', id], 20, (cursor) => fetchUpperCalls(id, cursor));
  const columns: Column<UpperCall>[] = [
    { key: 'at', title: t('across.at'), text: ({ at }) => formatInstant(at, { seconds: true }), always: true },
    {
      key: 'outcome',
      title: t('state'),
      text: ({ outcome }) => t(`upstreams.outcomes.${outcome}`),
      show: ({ outcome, test }) => (
        <>
          <Tag tone={outcome === 'answered' ? 'green' : outcome === 'begun' ? 'blue' : 'red'}>
            {t(`upstreams.outcomes.${outcome}`)}
          </Tag>{' '}
          {test ? <Tag>{t('upstreams.test')}</Tag> : null}
        </>
      ),
    },
    {
      key: 'application',
      title: t('upstreams.application'),
      text: ({ application }) => (application === OWN ? t('upstreams.test') : application),
    },
    {
      key: 'organisation',
      title: t('across.organisation'),
      text: ({ organisationName }) => local(organisationName),
      startsHidden: true,
    },
    { key: 'purpose', title: t('across.purpose'), text: ({ purpose }) => purpose },
    { key: 'case', title: t('across.caseNo'), text: ({ caseNo }) => caseNo },
    { key: 'upper', title: t('upstreams.upperId'), text: ({ upperId }) => upperId ?? '–', startsHidden: true },
    { key: 'ms', title: 'ms', text: ({ ms }) => (ms === undefined ? '–' : formatCount(ms)), number: true },
  ];
  return (
    <DataTable
      name="upstream-calls"
      label={t('upstreams.callsList')}
      columns={columns}
      rowKey={(call) => call.id}
      rows={paged.items}
      error={paged.error}
      onRetry={paged.again}
      paged={paged}
      empty={{ title: t('upstreams.noCalls'), text: t('upstreams.testText') }}
    />
  );
}
