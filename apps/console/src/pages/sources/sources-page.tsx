import { formatCount, formatInstant, useCalmLive, useLocal, When } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { isUnderWay, type Source } from '../../api/exchange.ts';
import { sourcesQuery } from '../../data/queries.ts';
import { mapQuery } from '../../data/railway-queries.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import { LoadProgress } from '../loads/load-progress.tsx';
import { useLoadWords } from '../loads/load-words.ts';
import { SourceDrawer } from './source-drawer.tsx';
import { SourceStateTag } from './source-state.tsx';

const route = getRouteApi('/sources');
const STATES = ['failed', 'warning', 'running', 'ok', 'never'] as const;
type Search = { q?: string; state?: string; open?: string };

/** 数据来源: what is connected, what came last, what is under way, and what needs someone. */
export function SourcesPage() {
  const t = useText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const query = useQuery(sourcesQuery);
  useCalmLive(['exchange'], () => void client.invalidateQueries({ queryKey: ['exchange'] }));
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string | undefined) => change({ open: id ?? '' });
  const words = (search.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(
    (source) =>
      (!search.state || source.state === search.state) &&
      [source.id, local(source.title), local(source.organisationName), local(source.resourceTitle)]
        .join(' ')
        .toLowerCase()
        .includes(words),
  );
  const running =
    query.data?.items.flatMap((source) =>
      source.lastLoad && isUnderWay(source.lastLoad) ? [{ source, load: source.lastLoad }] : [],
    ) ?? [];
  return (
    <Page title={t('sources.title')} lead={t('sources.lead')}>
      <OnTheRail />
      {running.length > 0 ? (
        <section className="card pad stack-s" aria-label={t('sources.underWay')}>
          {running.map(({ source, load }) => (
            <LoadProgress key={load.id} load={load} label={local(source.title)} />
          ))}
        </section>
      ) : null}
      <DataTable
        name="sources"
        label={t('sources.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('sources.empty'), text: t('sources.emptyText') }}
        narrowed={Boolean(search.q || search.state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('sources.search')} onSearch={(q) => change({ q })} />
            <Select
              aria-label={t('sources.stateFilter')}
              style={{ width: 148 }}
              value={search.state ?? ''}
              onChange={(state: string) => change({ state })}
              options={[
                { value: '', label: t('sources.anyState') },
                ...STATES.map((value) => ({ value, label: t(`sources.states.${value}`) })),
              ]}
            />
          </>
        }
      />
      <SourceDrawer id={search.open} onClose={() => open(undefined)} />
    </Page>
  );
}

/** What does not come by loads: tables that the rail follows. */
function OnTheRail() {
  const t = useText();
  const lines = useQuery(mapQuery).data?.departments.flatMap(({ systems }) => systems.flatMap((one) => one.lines));
  if (!lines?.length) return null;
  return (
    <p>
      {t('sources.onTheRail', { count: lines.length })} <Link to="/railway">{t('sources.toRailway')}</Link>
    </p>
  );
}

function useColumns(open: (id: string) => void): Column<Source>[] {
  const t = useText();
  const local = useLocal();
  const words = useLoadWords();
  const at = ({ lastLoad }: Source) => lastLoad?.finishedAt ?? lastLoad?.startedAt ?? lastLoad?.createdAt;
  return [
    {
      key: 'title',
      title: t('sources.source'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      always: true,
    },
    { key: 'organisation', title: t('sources.organisation'), text: ({ organisationName }) => local(organisationName) },
    { key: 'connector', title: t('sources.connector'), text: ({ connector }) => t(`sources.connectors.${connector}`) },
    {
      key: 'resource',
      title: t('sources.resource'),
      text: ({ resourceTitle }) => local(resourceTitle),
      startsHidden: true,
    },
    {
      key: 'state',
      title: t('sources.state'),
      text: ({ state }) => t(`sources.states.${state}`),
      show: ({ state }) => <SourceStateTag state={state} />,
    },
    {
      key: 'lastLoad',
      title: t('sources.lastLoad'),
      text: (source) => (at(source) ? formatInstant(at(source) as string) : ''),
      show: (source) =>
        source.lastLoad ? (
          <Link to="/loads/$loadId" params={{ loadId: source.lastLoad.id }}>
            <When at={at(source) as string} />
          </Link>
        ) : (
          <span className="quiet">{t('sources.states.never')}</span>
        ),
      order: (a, b) => (at(a) ?? '').localeCompare(at(b) ?? ''),
    },
    {
      key: 'rowsRead',
      title: t('loads.read'),
      text: ({ lastLoad }) => (lastLoad ? String(lastLoad.rowsRead) : ''),
      show: ({ lastLoad }) => (lastLoad ? formatCount(lastLoad.rowsRead) : '–'),
      order: (a, b) => (a.lastLoad?.rowsRead ?? -1) - (b.lastLoad?.rowsRead ?? -1),
      number: true,
    },
    {
      key: 'rowsRejected',
      title: t('loads.rejected'),
      text: ({ lastLoad }) => (lastLoad ? String(lastLoad.rowsRejected) : ''),
      show: ({ lastLoad }) =>
        !lastLoad ? (
          '–'
        ) : lastLoad.rowsRejected === 0 ? (
          '0'
        ) : (
          <Link
            to="/loads/$loadId"
            params={{ loadId: lastLoad.id }}
            aria-label={t('sources.showRejected', { count: lastLoad.rowsRejected })}
          >
            {formatCount(lastLoad.rowsRejected)}
          </Link>
        ),
      order: (a, b) => (a.lastLoad?.rowsRejected ?? -1) - (b.lastLoad?.rowsRejected ?? -1),
      number: true,
    },
    {
      key: 'outcome',
      title: t('loads.outcomeTitle'),
      text: ({ lastLoad }) => (lastLoad && !isUnderWay(lastLoad) ? words.outcome(lastLoad) : ''),
      startsHidden: true,
    },
    {
      key: 'schedule',
      title: t('sources.schedule'),
      text: ({ schedule }) => (schedule ? local(schedule) : t('sources.byHand')),
    },
  ];
}
