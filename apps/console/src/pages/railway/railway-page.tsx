import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { LINE_STATES, type Line } from '../../api/railway.ts';
import { connectorsQuery, mapQuery, useRailLive } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/railway.css';
import { LineTable } from './line-table.tsx';
import { RailFigures } from './rail-figures.tsx';
import { RailMapView } from './rail-map.tsx';
import { linesOf, narrow, sumOf, type RailFilter } from './sums.ts';

const route = getRouteApi('/railway');
type Search = RailFilter & { view?: string };

/** 数据铁路: every table on the rail, department by department, and what needs someone. */
export function RailwayPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(mapQuery);
  const kinds = useKindTitles();
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const map = query.data;
  const wordsOf = (line: Line) =>
    [local(line.title), local(line.resourceTitle), local(line.system), local(line.organisationName), line.table].join(
      ' ',
    );
  const shown = map ? narrow(map.departments, search, wordsOf) : undefined;
  const lines = shown && linesOf({ departments: shown });
  const narrowed = Boolean(search.q || search.organisation || search.state || search.kind);
  const clear = () => change({ q: '', organisation: '', state: '', kind: '' });
  const kindsThere = [...new Set(map?.departments.flatMap(({ systems }) => systems.map(({ kind }) => kind)))];
  const table = search.view === 'list';
  const filters = (
    <>
      <SearchBox value={search.q ?? ''} label={t('railway.search')} onSearch={(q) => change({ q })} />
      <SelectBox
        label={t('railway.departmentFilter')}
        value={search.organisation ?? ''}
        width={168}
        search
        onChange={(organisation) => change({ organisation })}
        options={[
          { value: '', label: t('railway.anyDepartment') },
          ...(map?.departments ?? []).map(({ organisation, name }) => ({ value: organisation, label: local(name) })),
        ]}
      />
      <SelectBox
        label={t('railway.stateFilter')}
        value={search.state ?? ''}
        width={132}
        onChange={(state) => change({ state })}
        options={[
          { value: '', label: t('railway.anyState') },
          ...LINE_STATES.map((value) => ({ value, label: t(`rail.states.${value}`) })),
        ]}
      />
      <SelectBox
        label={t('railway.kindFilter')}
        value={search.kind ?? ''}
        width={148}
        onChange={(kind) => change({ kind })}
        options={[
          { value: '', label: t('railway.anyKind') },
          ...kindsThere.map((value) => ({ value, label: kinds(value) })),
        ]}
      />
      <Segmented
        aria-label={t('railway.view')}
        value={table ? 'list' : 'map'}
        onChange={(view) => change({ view: view === 'list' ? 'list' : '' })}
        options={[
          { value: 'map', label: t('railway.viewMap') },
          { value: 'list', label: t('railway.viewList') },
        ]}
      />
    </>
  );
  return (
    <Page
      title={t('railway.title')}
      lead={
        map
          ? t('railway.lead', {
              systems: map.departments.reduce((sum, { systems }) => sum + systems.length, 0),
              count: linesOf(map).length,
              at: formatInstant(map.at, { seconds: true }).slice(11),
            })
          : t('railway.leadWaiting')
      }
      actions={
        may('exchange.manage-lines') ? (
          <Link to="/connections/new" className="ant-btn ant-btn-primary link-button">
            {t('connections.add')}
          </Link>
        ) : null
      }
    >
      {map && linesOf(map).length > 0 ? <RailFigures sums={sumOf(linesOf(map))} onFilter={change} /> : null}
      {table ? (
        <LineTable
          rows={lines}
          error={map ? null : query.error}
          onRetry={() => void query.refetch()}
          narrowed={narrowed}
          onClear={clear}
          tools={filters}
          kindOf={kinds}
        />
      ) : (
        <>
          <div className="card tools">{filters}</div>
          {shown ? (
            shown.length > 0 ? (
              <RailMapView departments={shown} narrowed={narrowed} kindOf={kinds} />
            ) : (
              <div className="card">
                {narrowed ? (
                  <EmptyState title={t('table.noMatch')} text={t('table.noMatchText')}>
                    <Button onClick={clear}>{t('table.clear')}</Button>
                  </EmptyState>
                ) : (
                  <EmptyState title={t('railway.empty')} text={t('railway.emptyText')}>
                    {may('exchange.manage-lines') ? <Link to="/connections/new">{t('connections.add')}</Link> : null}
                  </EmptyState>
                )}
              </div>
            )
          ) : query.error ? (
            <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Waiting blocks={5} />
          )}
        </>
      )}
    </Page>
  );
}

/** What a kind of source is called; its own name until the server has said. */
export function useKindTitles(): (kind: string) => string {
  const local = useLocal();
  const { data } = useQuery(connectorsQuery);
  return (kind) => local(data?.items.find((connector) => connector.kind === kind)?.title) || kind;
}
