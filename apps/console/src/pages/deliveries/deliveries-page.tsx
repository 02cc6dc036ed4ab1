import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { DELIVERIES, fetchPackages, PAGE_SIZE, type Package, type Side } from '../../api/deliveries.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/deliveries.css';
import { useDeliveriesLive } from './live.ts';
import { OrderDrawer } from './order-drawer.tsx';
import { PackageDrawer } from './package-drawer.tsx';
import { PackageState } from './package-state.tsx';

const route = getRouteApi('/deliveries');
const STATES = ['waiting', 'ready', 'failed', 'withdrawn', 'expired'] as const;
const KINDS = ['file', 'sandbox'] as const;
type Search = { side?: string; q?: string; state?: string; kind?: string; open?: string };

/** 文件交付: files that the organisation took or gave under grants, each with its time, its downloads and its proof. */
export function DeliveriesPage() {
  const t = useText();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const [ordering, setOrdering] = useState(false);
  useDeliveriesLive();
  const requests = may('deliveries.request');
  const side: Side = search.side === 'provider' || (search.side === undefined && !requests) ? 'provider' : 'consumer';
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const { state, kind, q } = search;
  const narrow = { ...(state ? { state } : {}), ...(kind ? { kind } : {}), ...(q ? { q } : {}) };
  const list = usePaged([DELIVERIES, 'packages', side, state ?? '', kind ?? '', q ?? ''], PAGE_SIZE, (cursor) =>
    fetchPackages({ side, ...narrow, ...(cursor ? { cursor } : {}) }),
  );
  return (
    <Page
      title={t('deliveries.title')}
      lead={t('deliveries.lead')}
      actions={
        requests ? (
          <Button type="primary" onClick={() => setOrdering(true)}>
            {t('deliveries.order')}
          </Button>
        ) : null
      }
    >
      <div>
        <Segmented
          aria-label={t('deliveries.sides.label')}
          value={side}
          onChange={(value) => change({ side: value, open: '' })}
          options={(['consumer', 'provider'] as const).map((value) => ({
            value,
            label: t(`deliveries.sides.${value}`),
          }))}
        />
      </div>
      <DataTable
        name={`packages-${side}`}
        label={t('deliveries.title')}
        columns={useColumns(side, (open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={list.items}
        paged={list}
        error={list.error}
        onRetry={list.again}
        empty={
          side === 'consumer'
            ? { title: t('deliveries.emptyConsumer'), text: t('deliveries.emptyConsumerText') }
            : { title: t('deliveries.emptyProvider'), text: t('deliveries.emptyProviderText') }
        }
        narrowed={Boolean(q || state || kind)}
        onClear={() => change({ q: '', state: '', kind: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SearchBox value={q ?? ''} label={t('deliveries.search')} onSearch={(text) => change({ q: text })} />
            <SelectBox
              label={t('deliveries.stateFilter')}
              value={state ?? ''}
              width={132}
              onChange={(value) => change({ state: value })}
              options={[
                { value: '', label: t('deliveries.anyState') },
                ...STATES.map((value) => ({ value, label: t(`deliveries.states.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('deliveries.kindFilter')}
              value={kind ?? ''}
              width={132}
              onChange={(value) => change({ kind: value })}
              options={[
                { value: '', label: t('deliveries.anyKind') },
                ...KINDS.map((value) => ({ value, label: t(`deliveries.kinds.${value}`) })),
              ]}
            />
          </>
        }
      />
      <PackageDrawer key={search.open ?? ''} id={search.open} onClose={() => change({ open: '' })} />
      {ordering ? (
        <OrderDrawer
          onClose={() => setOrdering(false)}
          onOrdered={(open) => {
            setOrdering(false);
            change({ side: 'consumer', open });
          }}
        />
      ) : null}
    </Page>
  );
}

function useColumns(side: Side, open: (id: string) => void): Column<Package>[] {
  const t = useText();
  const local = useLocal();
  const names = (list: readonly { name: Package['purpose'] }[]) =>
    list.map(({ name }) => local(name)).join(t('shell.and'));
  return [
    {
      key: 'no',
      title: t('deliveries.no'),
      text: ({ no }) => no,
      show: ({ id, no }) => <OpenButton onOpen={() => open(id)}>{no}</OpenButton>,
      always: true,
    },
    {
      key: 'content',
      title: t('deliveries.content'),
      text: ({ resources }) => resources.map(({ title }) => local(title)).join(t('shell.and')),
    },
    side === 'consumer'
      ? { key: 'provider', title: t('deliveries.provider'), text: ({ providers }) => names(providers) }
      : { key: 'consumer', title: t('deliveries.consumer'), text: ({ consumer }) => local(consumer.name) },
    { key: 'purpose', title: t('deliveries.purpose'), text: ({ purpose }) => local(purpose) },
    {
      key: 'kind',
      title: t('deliveries.kindFilter'),
      text: ({ kind }) => t(`deliveries.kinds.${kind}`),
      startsHidden: true,
    },
    {
      key: 'state',
      title: t('deliveries.stateFilter'),
      text: ({ state }) => t(`deliveries.states.${state}`),
      show: ({ state }) => <PackageState state={state} />,
    },
    {
      key: 'rows',
      title: t('deliveries.rows'),
      text: ({ rows }) => (rows === undefined ? '–' : formatCount(rows)),
      number: true,
    },
    {
      key: 'downloads',
      title: t('deliveries.downloads'),
      text: ({ downloads, mostDownloads }) => t('deliveries.downloadsOf', { count: downloads, most: mostDownloads }),
      number: true,
    },
    {
      key: 'expires',
      title: t('deliveries.expires'),
      text: ({ expiresAt, state }) => (expiresAt && state === 'ready' ? formatInstant(expiresAt) : '–'),
    },
    {
      key: 'orderedAt',
      title: t('deliveries.orderedAt'),
      text: ({ orderedAt }) => formatInstant(orderedAt),
      startsHidden: true,
    },
  ];
}
