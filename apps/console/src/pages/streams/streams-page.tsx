import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Subscription } from '../../api/streams.ts';
import { subscriptionsQuery, useRailLive } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/islands.css';
import '../../styles/line.css';
import { NewSubscriptionDrawer } from './new-subscription.tsx';
import { SubscriptionDrawer } from './subscription-drawer.tsx';
import { SubscriptionState } from './subscription-state.tsx';

const route = getRouteApi('/streams');
const STATES = ['failing', 'paused', 'active'] as const;
type Search = { q?: string; state?: string; open?: string };

/** 变更订阅: which departments' systems ride along on which lines, how far each is, and what could not be delivered. */
export function StreamsPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(subscriptionsQuery(undefined));
  const [adding, setAdding] = useState(false);
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const words = (search.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(
    (one) =>
      (!search.state || one.state === search.state) &&
      [local(one.title), local(one.organisationName), ...one.lines.map(({ lineTitle }) => local(lineTitle))]
        .join(' ')
        .toLowerCase()
        .includes(words),
  );
  const shown = query.data?.items.find(({ id }) => id === search.open);
  return (
    <Page
      title={t('streams.title')}
      lead={t('streams.lead')}
      actions={
        may('exchange.manage-lines') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('streams.add')}
          </Button>
        ) : null
      }
    >
      <DataTable
        name="subscriptions"
        label={t('streams.title')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('streams.empty'), text: t('streams.emptyText') }}
        narrowed={Boolean(search.q || search.state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('streams.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('streams.stateFilter')}
              value={search.state ?? ''}
              width={132}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('railway.anyState') },
                ...STATES.map((value) => ({ value, label: t(`streams.states.${value}`) })),
              ]}
            />
          </>
        }
      />
      <SubscriptionDrawer
        key={search.open ?? ''}
        id={search.open}
        shown={shown}
        error={query.error}
        onRetry={() => void query.refetch()}
        onClose={() => change({ open: '' })}
      />
      {adding ? <NewSubscriptionDrawer lineId={undefined} onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<Subscription>[] {
  const t = useText();
  const local = useLocal();
  const waiting = ({ lines }: Subscription) => lines.reduce((sum, line) => sum + line.waiting, 0);
  return [
    {
      key: 'title',
      title: t('streams.subscription'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      always: true,
    },
    { key: 'organisation', title: t('streams.organisation'), text: (one) => local(one.organisationName) },
    { key: 'kind', title: t('streams.kind'), text: ({ kind }) => t(`streams.kinds.${kind}`) },
    {
      key: 'lines',
      title: t('streams.lines'),
      text: ({ lines }) => lines.map(({ lineTitle }) => local(lineTitle)).join(t('shell.and')),
    },
    {
      key: 'state',
      title: t('railway.columns.state'),
      text: ({ state }) => t(`streams.states.${state}`),
      show: ({ state }) => <SubscriptionState state={state} />,
      order: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state),
    },
    {
      key: 'waiting',
      title: t('streams.waiting'),
      text: (one) => formatCount(waiting(one)),
      order: (a, b) => waiting(a) - waiting(b),
      number: true,
    },
    {
      key: 'letters',
      title: t('streams.deadLetters'),
      text: ({ deadLetters }) => formatCount(deadLetters),
      order: (a, b) => a.deadLetters - b.deadLetters,
      number: true,
    },
    {
      key: 'delivered',
      title: t('streams.deliveredAt'),
      text: ({ deliveredAt }) => (deliveredAt ? formatInstant(deliveredAt, { seconds: true }) : '–'),
      order: (a, b) => (a.deliveredAt ?? '').localeCompare(b.deliveredAt ?? ''),
    },
    { key: 'purpose', title: t('streams.purpose'), text: ({ purpose }) => purpose, startsHidden: true },
  ];
}
