import { formatCount, formatInstant, useLocal, When } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import {
  CATEGORIES,
  fetchResourcePage,
  RESOURCES_PAGE,
  SHARE_TYPES,
  type ResourceSummary,
} from '../../api/catalogue.ts';
import { EXPORT } from '../../api/entries.ts';
import { usePaged } from '../../data/paged.ts';
import { organisationsQuery } from '../../data/queries.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/catalogue.css';
import { CATALOGUE, useCatalogueLive } from './queries.ts';
import { ReceivedTable } from './received-table.tsx';
import { ResourceDrawer } from './resource-drawer.tsx';
import { SHARE_TONES } from './share-tones.ts';

const route = getRouteApi('/catalogue');
const GRADES = ['1', '2', '3', '4'] as const;
type Search = {
  q?: string;
  share?: string;
  provider?: string;
  category?: string;
  grade?: string;
  open?: string;
  tab?: string;
};

/** 目录: what data the city has, who provides it, and on what terms it is shared. */
export function CataloguePage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const { q, share, provider, category, grade } = search;
  const filter = filled({ q, share, provider, category, grade });
  const paged = usePaged([CATALOGUE, 'list', JSON.stringify(filter)], RESOURCES_PAGE, (cursor) =>
    fetchResourcePage(filter, cursor),
  );
  const [providers, setProviders] = useState(false);
  const offices = useQuery({ ...organisationsQuery, enabled: providers || Boolean(provider) }).data?.items ?? [];
  useCatalogueLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string) => change({ open: id, tab: '' });
  return (
    <Page
      title={t('catalogue.title')}
      lead={t('catalogue.lead')}
      actions={
        <span className="row">
          <Button href={`${EXPORT}?${new URLSearchParams(filled({ q, provider })).toString()}`}>
            {t('catalogue.exportAll')}
          </Button>
          {may('catalogue.compile') ? (
            <Button type="primary" onClick={() => void navigate({ to: '/entries' })}>
              {t('catalogue.compile')}
            </Button>
          ) : null}
        </span>
      }
    >
      <DataTable
        name="catalogue"
        label={t('catalogue.title')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('catalogue.empty'), text: t('catalogue.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => change({ q: '', share: '', provider: '', category: '', grade: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={
          <>
            <SearchBox value={q ?? ''} label={t('catalogue.search')} onSearch={(words) => change({ q: words })} />
            <SelectBox
              label={t('catalogue.shareFilter')}
              value={share ?? ''}
              width={140}
              onChange={(value) => change({ share: value })}
              options={[
                { value: '', label: t('catalogue.anyShare') },
                ...SHARE_TYPES.map((value) => ({ value, label: t(`catalogue.share.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('catalogue.categoryFilter')}
              value={category ?? ''}
              width={140}
              onChange={(value) => change({ category: value })}
              options={[
                { value: '', label: t('catalogue.anyCategory') },
                ...CATEGORIES.map((value) => ({ value, label: t(`catalogue.category.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('catalogue.gradeFilter')}
              value={grade ?? ''}
              width={110}
              onChange={(value) => change({ grade: value })}
              options={[
                { value: '', label: t('catalogue.anyGrade') },
                ...GRADES.map((value) => ({ value, label: t('sources.gradeValue', { grade: value }) })),
              ]}
            />
            {/* The offices are many: they are fetched when someone comes near. */}
            <span onFocus={() => setProviders(true)} onPointerEnter={() => setProviders(true)}>
              <SelectBox
                label={t('catalogue.providerFilter')}
                value={provider ?? ''}
                width={180}
                search
                onChange={(value) => change({ provider: value })}
                options={[
                  { value: '', label: t('catalogue.anyProvider') },
                  ...offices.map((office) => ({ value: office.id, label: local(office.name) })),
                ]}
              />
            </span>
          </>
        }
      />
      {provider ? null : <ReceivedTable filter={filled({ q, share, category, grade })} />}
      <ResourceDrawer
        id={search.open}
        tab={search.tab}
        onTab={(tab) => change({ tab })}
        onClose={() => change({ open: '', tab: '' })}
      />
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
      always: true,
    },
    { key: 'provider', title: t('catalogue.provider'), text: ({ providerName }) => local(providerName) },
    { key: 'class', title: t('catalogue.class'), text: kind },
    { key: 'code', title: t('catalogue.code'), text: ({ code }) => code ?? '', startsHidden: true },
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
    { key: 'grade', title: t('catalogue.grade'), text: ({ grade }) => t('sources.gradeValue', { grade }) },
    { key: 'items', title: t('catalogue.items'), text: ({ itemCount }) => String(itemCount), number: true },
    {
      key: 'rows',
      title: t('catalogue.rows'),
      text: ({ rowCount }) => String(rowCount),
      show: ({ rowCount }) => formatCount(rowCount),
      number: true,
    },
    {
      key: 'origin',
      title: t('catalogue.origin'),
      text: ({ origin }) => t(`catalogue.origins.${origin}`),
      startsHidden: true,
    },
    {
      key: 'lastLoadAt',
      title: t('catalogue.lastLoadAt'),
      text: ({ lastLoadAt }) => (lastLoadAt ? formatInstant(lastLoadAt) : ''),
      show: ({ lastLoadAt, overdueDays }) => (
        <span className="row">
          {lastLoadAt ? <When at={lastLoadAt} /> : <span className="quiet">{t('sources.states.never')}</span>}
          {overdueDays > 0 ? <Tag tone="red">{t('catalogue.overdueBy', { days: overdueDays })}</Tag> : null}
        </span>
      ),
    },
  ];
}
