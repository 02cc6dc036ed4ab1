import { formatInstant, useLocal, When } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Application } from '../../api/interfaces.ts';
import { applicationsQuery, organisationsQuery } from '../../data/queries.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { ApplicationDrawer } from './application-drawer.tsx';

const route = getRouteApi('/applications');
type Search = { q?: string; open?: string; tab?: string };

/** 应用与密钥: departments' systems that may call, with their keys. */
export function ApplicationsPage() {
  const t = useText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(applicationsQuery);
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string) => change({ open: id });
  const words = (search.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(({ id, title }) => `${id} ${local(title)}`.toLowerCase().includes(words));
  return (
    <Page title={t('applications.title')} lead={t('applications.lead')}>
      <DataTable
        name="applications"
        label={t('applications.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('applications.empty'), text: t('applications.emptyText') }}
        narrowed={Boolean(search.q)}
        onClear={() => change({ q: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={<SearchBox value={search.q ?? ''} label={t('applications.search')} onSearch={(q) => change({ q })} />}
      />
      <ApplicationDrawer
        id={search.open}
        shown={query.data?.items.find(({ id }) => id === search.open)}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        tab={search.tab ?? 'keys'}
        onTab={(tab) => change({ tab })}
        onClose={() => change({ open: '', tab: '' })}
      />
    </Page>
  );
}

const inUse = ({ keys }: Application) => keys.filter(({ revokedAt }) => revokedAt === undefined);
const lastUse = ({ keys }: Application) =>
  keys
    .flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
    .sort()
    .at(-1);

function useColumns(open: (id: string) => void): Column<Application>[] {
  const t = useText();
  const local = useLocal();
  const organisations = useQuery(organisationsQuery).data?.items;
  return [
    {
      key: 'title',
      title: t('applications.application'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => (
        <>
          <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton> <small>{id}</small>
        </>
      ),
      always: true,
    },
    {
      key: 'organisation',
      title: t('applications.organisation'),
      text: ({ organisation }) => local(organisations?.find(({ id }) => id === organisation)?.name) || organisation,
    },
    {
      key: 'keys',
      title: t('applications.keysInUse'),
      text: (row) => String(inUse(row).length),
      show: (row) => (inUse(row).length === 0 ? <Tag tone="amber">{t('applications.noKey')}</Tag> : inUse(row).length),
      order: (a, b) => inUse(a).length - inUse(b).length,
      number: true,
    },
    {
      key: 'lastUse',
      title: t('applications.lastUse'),
      text: (row) => (lastUse(row) ? formatInstant(lastUse(row) as string) : ''),
      show: (row) =>
        lastUse(row) ? (
          <When at={lastUse(row) as string} />
        ) : (
          <span className="quiet">{t('applications.neverUsed')}</span>
        ),
      order: (a, b) => (lastUse(a) ?? '').localeCompare(lastUse(b) ?? ''),
    },
  ];
}
