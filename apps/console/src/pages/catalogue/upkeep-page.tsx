import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Radio } from 'antd';
import type { ResourceSummary } from '../../api/catalogue.ts';
import { fetchOverdue, fetchSleeping, UPKEEP_PAGE, type Overdue } from '../../api/entries.ts';
import { usePaged } from '../../data/paged.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { CATALOGUE, useCatalogueLive } from './queries.ts';
import { SHARE_TONES } from './share-tones.ts';

const route = getRouteApi('/upkeep');
const TABS = ['sleeping', 'overdue'] as const;
const DAYS = ['30', '90', '180', '365'] as const;
type Search = { tab?: string; days?: string; provider?: string };

/** 沉睡与逾期: data that nobody uses, and data that are not kept up. */
export function UpkeepPage() {
  const t = useText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = search.tab === 'overdue' ? 'overdue' : 'sleeping';
  const days = DAYS.find((value) => value === search.days) ?? '90';
  useCatalogueLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const tools = (
    <>
      <Radio.Group
        aria-label={t('upkeep.title')}
        optionType="button"
        value={tab}
        onChange={(event) => change({ tab: event.target.value as string })}
        options={TABS.map((value) => ({ value, label: t(`upkeep.tabs.${value}`) }))}
      />
      {tab === 'sleeping' ? (
        <SelectBox
          label={t('upkeep.days')}
          value={days}
          width={170}
          onChange={(value) => change({ days: value })}
          options={DAYS.map((value) => ({ value, label: t('upkeep.daysValue', { days: value }) }))}
        />
      ) : null}
      <small>{t(`upkeep.${tab}Lead`)}</small>
    </>
  );
  return (
    <Page title={t('upkeep.title')} lead={t('upkeep.lead')}>
      {tab === 'sleeping' ? <Sleeping days={Number(days)} tools={tools} /> : <OverdueList tools={tools} />}
    </Page>
  );
}

function Sleeping({ days, tools }: { days: number; tools: React.ReactNode }) {
  const t = useText();
  const paged = usePaged([CATALOGUE, 'sleeping', String(days)], UPKEEP_PAGE, (cursor) =>
    fetchSleeping({ days }, cursor),
  );
  return (
    <DataTable<ResourceSummary>
      name="sleeping"
      label={t('upkeep.tabs.sleeping')}
      columns={useColumns()}
      rowKey={({ id }) => id}
      rows={paged.items}
      error={paged.error}
      onRetry={paged.again}
      paged={paged}
      empty={{ title: t('upkeep.sleepingEmpty'), text: t('upkeep.sleepingEmptyText') }}
      tools={tools}
    />
  );
}

function OverdueList({ tools }: { tools: React.ReactNode }) {
  const t = useText();
  const paged = usePaged([CATALOGUE, 'overdue'], UPKEEP_PAGE, (cursor) => fetchOverdue({}, cursor));
  const columns: Column<Overdue>[] = [
    ...useColumns(),
    { key: 'freshUntil', title: t('upkeep.freshUntil'), text: ({ freshUntil }) => freshUntil },
    {
      key: 'overdueDays',
      title: t('upkeep.overdueDays'),
      text: ({ overdueDays }) => String(overdueDays),
      show: ({ overdueDays }) => <Tag tone="red">{String(overdueDays)}</Tag>,
      number: true,
    },
  ];
  return (
    <DataTable<Overdue>
      name="overdue"
      label={t('upkeep.tabs.overdue')}
      columns={columns}
      rowKey={({ id }) => id}
      rows={paged.items}
      error={paged.error}
      onRetry={paged.again}
      paged={paged}
      empty={{ title: t('upkeep.overdueEmpty'), text: t('upkeep.overdueEmptyText') }}
      tools={tools}
    />
  );
}

function useColumns(): Column<ResourceSummary>[] {
  const t = useText();
  const local = useLocal();
  return [
    {
      key: 'title',
      title: t('catalogue.resource'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => (
        <Link to="/catalogue" search={{ open: id, tab: 'usage' } as object}>
          <b>{local(title)}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'provider', title: t('catalogue.provider'), text: ({ providerName }) => local(providerName) },
    {
      key: 'share',
      title: t('catalogue.shareType'),
      text: ({ shareType }) => t(`catalogue.share.${shareType}`),
      show: ({ shareType }) => <Tag tone={SHARE_TONES[shareType]}>{t(`catalogue.share.${shareType}`)}</Tag>,
    },
    { key: 'cycle', title: t('catalogue.updateCycle'), text: ({ updateCycle }) => t(`catalogue.cycle.${updateCycle}`) },
    {
      key: 'rows',
      title: t('catalogue.rows'),
      text: ({ rowCount }) => formatCount(rowCount),
      number: true,
    },
    {
      key: 'lastLoadAt',
      title: t('catalogue.lastLoadAt'),
      text: ({ lastLoadAt }) => (lastLoadAt ? formatInstant(lastLoadAt) : t('sources.states.never')),
    },
  ];
}
