import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { sendConnectionAct, testConnection, type Connection } from '../../api/connections.ts';
import { connectionQuery, connectorsQuery, mapQuery, RAIL, useRailLive } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { Confirm } from '../../rail/confirm.tsx';
import { StateMark } from '../../rail/line-state.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/connections.css';
import { Findings } from './findings.tsx';
import { healthOf, HEALTH_TONES } from './health.ts';
import { LimitsForm } from './limits-form.tsx';
import { LogGauge } from './log-gauge.tsx';
import { SettingsDrawer } from './settings-drawer.tsx';
import { Upload } from './upload.tsx';

const route = getRouteApi('/connections/$connectionId');

/** One connection: whether it is reached, what is lacking there, what it may be burdened with, and its lines. */
export function ConnectionPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const { connectionId } = route.useParams() as { connectionId: string };
  const query = useQuery(connectionQuery(connectionId));
  const connection = query.data;
  useRailLive();
  return (
    <Page
      title={local(connection?.title) || t('connections.one')}
      lead={<Link to="/connections">{t('connections.toList')}</Link>}
      actions={
        connection && may('exchange.manage-lines') ? (
          <Link
            to="/connections/new"
            search={{ connection: connection.id, step: 'tables' } as object}
            className="link-button"
          >
            {t('connections.moreTables')}
          </Link>
        ) : null
      }
    >
      {connection ? (
        <div className="line-columns">
          <div className="stack">
            <Head connection={connection} />
            <Lines connection={connection} />
          </div>
          <div className="stack">
            <Capture connection={connection} />
            <section className="card pad stack">
              <h2>{t('limits.title')}</h2>
              <LimitsForm key={connection.version} connection={connection} />
            </section>
          </div>
        </div>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function Head({ connection }: { connection: Connection }) {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'pause' | 'remove'>();
  const [changing, setChanging] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: [RAIL] });
  const send = useMutation({
    mutationFn: (act: 'pause' | 'resume' | 'remove') => sendConnectionAct(connection.id, act),
    onSuccess: (_, act) => {
      setAsked(undefined);
      if (act === 'remove') void navigate({ to: '/connections' });
      return again();
    },
  });
  const look = useMutation({
    mutationFn: () =>
      testConnection({ kind: connection.kind, settings: connection.settings, connectionId: connection.id }),
    onSuccess: again,
  });
  const health = healthOf(connection);
  const { report } = connection;
  const manages = may('exchange.manage-lines');
  return (
    <section className="card pad stack">
      <div className="row">
        <Tag tone={HEALTH_TONES[health]}>{t(`connections.health.${health}`)}</Tag>
        <span className="quiet">
          {report
            ? t('connections.lookedAtLine', { at: formatInstant(report.at) })
            : health === 'untested'
              ? t('connections.neverLooked')
              : ''}
        </span>
        <span className="grow" />
        {manages ? (
          <>
            <Button loading={look.isPending} onClick={() => look.mutate()}>
              {t('connections.test')}
            </Button>
            {connection.state === 'paused' ? (
              <Button type="primary" loading={send.isPending} onClick={() => send.mutate('resume')}>
                {t('line.acts.resume')}
              </Button>
            ) : (
              <Button onClick={() => setAsked('pause')}>{t('line.acts.pause')}</Button>
            )}
            {connection.origin === 'console' ? (
              <>
                <Button onClick={() => setChanging(true)}>{t('connections.change')}</Button>
                <Button danger onClick={() => setAsked('remove')}>
                  {t('line.acts.remove')}
                </Button>
              </>
            ) : null}
          </>
        ) : null}
      </div>
      {look.isSuccess && !look.data.error ? (
        <div className="fault-box" data-tone="green" role="status">
          <p>{t('connections.reached', { server: look.data.server ?? '' })}</p>
        </div>
      ) : null}
      {look.error ? <ErrorNotice error={look.error} level={3} /> : null}
      {send.error && !asked ? <ErrorNotice error={send.error} level={3} /> : null}
      {report ? <Findings findings={report.findings} error={health === 'broken' ? report.error : undefined} /> : null}
      <dl className="facts">
        <dt>{t('railway.columns.department')}</dt>
        <dd>{local(connection.organisationName)}</dd>
        <dt>{t('railway.columns.system')}</dt>
        <dd>{local(connection.system)}</dd>
        <dt>{t('connections.kind')}</dt>
        <dd>
          {local(connection.kindTitle)}
          {report?.server ? ` · ${report.server}` : ''}
        </dd>
        {Object.entries(connection.settings).map(([name, value]) => (
          <SettingFact key={name} kind={connection.kind} name={name} value={value} />
        ))}
        <dt>{t('connections.secret')}</dt>
        <dd>{connection.hasSecret ? t('connections.secretThere') : t('connections.secretNone')}</dd>
        <dt>{t('connections.origin')}</dt>
        <dd>{t(`connections.origins.${connection.origin}`)}</dd>
      </dl>
      {manages && connection.kind === 'files' && connection.settings['uploadFolder'] ? (
        <Upload connection={connection.id} />
      ) : null}
      <Confirm
        open={asked !== undefined}
        title={asked ? t(`connections.ask.${asked}`) : ''}
        act={asked ? t(`line.acts.${asked}`) : ''}
        danger={asked === 'remove'}
        busy={send.isPending}
        error={asked ? send.error : null}
        onAct={() => asked && send.mutate(asked)}
        onClose={() => setAsked(undefined)}
      >
        {asked ? <p>{t(`connections.askText.${asked}`, { count: connection.lines })}</p> : null}
        {asked === 'remove' ? <p>{t('line.askText.kept')}</p> : null}
      </Confirm>
      {changing ? <SettingsDrawer connection={connection} onClose={() => setChanging(false)} /> : null}
    </section>
  );
}

/** A setting under the name that the connector's own form gives it. */
function SettingFact({ kind, name, value }: { kind: string; name: string; value: unknown }) {
  const local = useLocal();
  const connector = useQuery(connectorsQuery).data?.items.find((one) => one.kind === kind);
  const title = connector?.settings.properties?.[name]?.['x-title'];
  return (
    <>
      <dt>{title ? local(title) : <code>{name}</code>}</dt>
      <dd>
        <code>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>
      </dd>
    </>
  );
}

function Capture({ connection }: { connection: Connection }) {
  const t = useText();
  const local = useLocal();
  const { capture } = connection;
  return (
    <section className="card pad stack">
      <h2>{t('connections.captureTitle')}</h2>
      {capture ? (
        <>
          <LogGauge capture={capture} limits={connection.limits} />
          {capture.fault ? (
            <div className="fault-box" data-tone={capture.state === 'stopped' ? undefined : 'amber'}>
              <h3>{local(capture.fault.text)}</h3>
              <p>{local(capture.fault.mend)}</p>
            </div>
          ) : null}
          <dl className="facts">
            <dt>{t('railway.columns.state')}</dt>
            <dd>{t(`connections.captureStates.${capture.state}`)}</dd>
            <dt>{t('line.position')}</dt>
            <dd>
              <code>{capture.position ?? '–'}</code>
            </dd>
            <dt>{t('connections.receivedAt')}</dt>
            <dd>{capture.receivedAt ? formatInstant(capture.receivedAt, { seconds: true }) : '–'}</dd>
            <dt>{t('connections.appliedAt')}</dt>
            <dd>{capture.appliedAt ? formatInstant(capture.appliedAt, { seconds: true }) : '–'}</dd>
          </dl>
          <small>{t('connections.logText')}</small>
        </>
      ) : (
        <p className="quiet">{t('connections.noCapture')}</p>
      )}
    </section>
  );
}

function Lines({ connection }: { connection: Connection }) {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const lines = useQuery(mapQuery).data?.departments.flatMap(({ systems }) =>
    systems.filter(({ connectionId }) => connectionId === connection.id).flatMap((system) => system.lines),
  );
  return (
    <section className="card pad stack-s">
      <h2>{t('connections.linesTitle', { count: connection.lines })}</h2>
      {lines && lines.length > 0 ? (
        <SubTable
          scrolls={t('connections.lines')}
          heads={[
            t('railway.columns.line'),
            t('railway.columns.table'),
            t('railway.columns.state'),
            { number: t('railway.columns.lag') },
            { number: t('railway.columns.hour') },
            { number: t('railway.columns.quarantined') },
          ]}
        >
          {lines.map((line) => (
            <tr key={line.id}>
              <td>
                <Link to="/lines/$lineId" params={{ lineId: line.id }}>
                  {local(line.resourceTitle)}
                </Link>
              </td>
              <td>
                <code>{line.table}</code>
              </td>
              <td>
                <StateMark state={line.state} />
              </td>
              <td className="number">{words.lag(line.lagMs)}</td>
              <td className="number">{formatCount(line.rowsLastHour)}</td>
              <td className="number">{formatCount(line.quarantined)}</td>
            </tr>
          ))}
        </SubTable>
      ) : (
        <p className="quiet">{t('connections.noLines')}</p>
      )}
    </section>
  );
}
