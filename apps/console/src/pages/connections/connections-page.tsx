import { formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { connectionsQuery, useRailLive } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import { healthOf, HEALTH_TONES } from './health.ts';
import { LogGauge } from './log-gauge.tsx';

const route = getRouteApi('/connections');
const HEALTHS = ['broken', 'stopped', 'warning', 'paused', 'well', 'untested'] as const;
type Search = { q?: string; state?: string; organisation?: string };

/** 数据库连接: systems that may be read, whether they are reached, and how much of their log is kept for us. */
export function ConnectionsPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(connectionsQuery);
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const words = (search.q ?? '').toLowerCase();
  const all = query.data?.items;
  const offices = new Map(all?.map(({ organisation, organisationName }) => [organisation, local(organisationName)]));
  const rows = all?.filter(
    (one) =>
      (!search.state || healthOf(one) === search.state) &&
      (!search.organisation || one.organisation === search.organisation) &&
      [local(one.title), local(one.system), local(one.organisationName), local(one.kindTitle)]
        .join(' ')
        .toLowerCase()
        .includes(words),
  );
  return (
    <Page
      title={t('connections.title')}
      lead={t('connections.lead')}
      actions={
        may('exchange.manage-lines') ? (
          <Link to="/connections/new" className="link-button">
            {t('connections.add')}
          </Link>
        ) : null
      }
    >
      <DataTable
        name="connections"
        label={t('connections.title')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('connections.empty'), text: t('connections.emptyText') }}
        narrowed={Boolean(search.q || search.state || search.organisation)}
        onClear={() => change({ q: '', state: '', organisation: '' })}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('connections.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('railway.departmentFilter')}
              value={search.organisation ?? ''}
              width={168}
              search
              onChange={(organisation) => change({ organisation })}
              options={[
                { value: '', label: t('railway.anyDepartment') },
                ...[...offices].map(([value, label]) => ({ value, label })),
              ]}
            />
            <SelectBox
              label={t('connections.healthFilter')}
              value={search.state ?? ''}
              width={132}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('railway.anyState') },
                ...HEALTHS.map((value) => ({ value, label: t(`connections.health.${value}`) })),
              ]}
            />
          </>
        }
      />
    </Page>
  );
}

function useColumns(): Column<Connection>[] {
  const t = useText();
  const local = useLocal();
  return [
    {
      key: 'title',
      title: t('connections.connection'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => (
        <Link to="/connections/$connectionId" params={{ connectionId: id }}>
          <b>{local(title)}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'organisation', title: t('railway.columns.department'), text: (one) => local(one.organisationName) },
    { key: 'system', title: t('railway.columns.system'), text: ({ system }) => local(system), startsHidden: true },
    {
      key: 'kind',
      title: t('connections.kind'),
      text: ({ kindTitle }) => local(kindTitle),
    },
    {
      key: 'health',
      title: t('railway.columns.state'),
      text: (one) => t(`connections.health.${healthOf(one)}`),
      show: (one) => {
        const health = healthOf(one);
        return <Tag tone={HEALTH_TONES[health]}>{t(`connections.health.${health}`)}</Tag>;
      },
      order: (a, b) => HEALTHS.indexOf(healthOf(a)) - HEALTHS.indexOf(healthOf(b)),
    },
    {
      key: 'log',
      title: t('connections.log'),
      text: ({ capture }) => (capture?.budgetShare === undefined ? '–' : `${Math.round(capture.budgetShare * 100)}%`),
      show: ({ capture, limits }) => (capture ? <LogGauge capture={capture} limits={limits} short /> : '–'),
      order: (a, b) => (a.capture?.budgetShare ?? -1) - (b.capture?.budgetShare ?? -1),
      width: 160,
    },
    {
      key: 'lines',
      title: t('connections.lines'),
      text: ({ lines }) => String(lines),
      order: (a, b) => a.lines - b.lines,
      number: true,
    },
    {
      key: 'server',
      title: t('connections.server'),
      text: ({ report }) => report?.server ?? '–',
      startsHidden: true,
    },
    {
      key: 'looked',
      title: t('connections.lookedAt'),
      text: ({ report }) => (report ? formatInstant(report.at) : '–'),
      startsHidden: true,
    },
  ];
}
