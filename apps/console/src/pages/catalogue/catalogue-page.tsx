import { formatCount, formatInstant, useLocal, When } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import type { ResourceSummary } from '../../api/catalogue.ts';
import { resourcesQuery } from '../../data/queries.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { ResourceDrawer } from './resource-drawer.tsx';
import { SHARE_TONES } from './share-tones.ts';

const route = getRouteApi('/catalogue');
type Search = { q?: string; share?: string; open?: string };

/** 目录: what data the city has, who provides it, and on what terms it is shared. */
export function CataloguePage() {
  const t = useText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({ ...resourcesQuery(search.q ?? ''), placeholderData: keepPreviousData });
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string) => change({ open: id });
  const rows = query.data?.items.filter(({ shareType }) => !search.share || shareType === search.share);
  return (
    <Page title={t('catalogue.title')} lead={t('catalogue.lead')}>
      <DataTable
        name="catalogue"
        label={t('catalogue.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('catalogue.empty'), text: t('catalogue.emptyText') }}
        narrowed={Boolean(search.q || search.share)}
        onClear={() => change({ q: '', share: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('catalogue.search')} onSearch={(q) => change({ q })} />
            <Select
              aria-label={t('catalogue.shareFilter')}
              style={{ width: 160 }}
              value={search.share ?? ''}
              onChange={(share: string) => change({ share })}
              options={[
                { value: '', label: t('catalogue.anyShare') },
                ...(['unconditional', 'conditional', 'none'] as const).map((value) => ({
                  value,
                  label: t(`catalogue.share.${value}`),
                })),
              ]}
            />
          </>
        }
      />
      <ResourceDrawer id={search.open} onClose={() => change({ open: '' })} />
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<ResourceSummary>[] {
  const t = useText();
  const local = useLocal();
  const kind = ({ class: { category, theme } }: ResourceSummary) =>
    theme
      ? t('catalogue.classOf', { category: t(`catalogue.category.${category}`), theme: local(theme) })
      : t(`catalogue.category.${category}`);
  return [
    {
      key: 'title',
      title: t('catalogue.resource'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      order: (a, b) => local(a.title).localeCompare(local(b.title)),
      always: true,
    },
    { key: 'provider', title: t('catalogue.provider'), text: ({ providerName }) => local(providerName) },
    { key: 'class', title: t('catalogue.class'), text: kind },
    {
      key: 'share',
      title: t('catalogue.shareType'),
      text: ({ shareType }) => t(`catalogue.share.${shareType}`),
      show: ({ shareType }) => <Tag tone={SHARE_TONES[shareType]}>{t(`catalogue.share.${shareType}`)}</Tag>,
    },
    {
      key: 'open',
      title: t('catalogue.openAttribute'),
      text: ({ openAttribute }) => t(`catalogue.open.${openAttribute}`),
      startsHidden: true,
    },
    { key: 'cycle', title: t('catalogue.updateCycle'), text: ({ updateCycle }) => t(`catalogue.cycle.${updateCycle}`) },
    {
      key: 'grade',
      title: t('catalogue.grade'),
      text: ({ grade }) => t('sources.gradeValue', { grade }),
      order: (a, b) => a.grade - b.grade,
    },
    {
      key: 'items',
      title: t('catalogue.items'),
      text: ({ itemCount }) => String(itemCount),
      order: (a, b) => a.itemCount - b.itemCount,
      number: true,
    },
    {
      key: 'rows',
      title: t('catalogue.rows'),
      text: ({ rowCount }) => String(rowCount),
      show: ({ rowCount }) => formatCount(rowCount),
      order: (a, b) => a.rowCount - b.rowCount,
      number: true,
    },
    {
      key: 'lastLoadAt',
      title: t('catalogue.lastLoadAt'),
      text: ({ lastLoadAt }) => (lastLoadAt ? formatInstant(lastLoadAt) : ''),
      show: ({ lastLoadAt }) =>
        lastLoadAt ? <When at={lastLoadAt} /> : <span className="quiet">{t('sources.states.never')}</span>,
      order: (a, b) => (a.lastLoadAt ?? '').localeCompare(b.lastLoadAt ?? ''),
    },
  ];
}
