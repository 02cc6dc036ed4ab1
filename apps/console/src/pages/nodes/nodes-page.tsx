import { ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { publicationsQuery, receiptsQuery, topologyQuery, useRailLive } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/nodes.css';
import { CarriedDrawer } from './carried-drawer.tsx';
import { carriedOf, factsOf, type Carried } from './carried.ts';
import { PeerDrawer } from './peer-drawer.tsx';
import { PublishDrawer } from './publish-drawer.tsx';
import { RegisterDrawer } from './register-drawer.tsx';
import { Requests } from './requests.tsx';
import { SelfDrawer } from './self-drawer.tsx';
import { TopologyTree } from './topology-tree.tsx';

const route = getRouteApi('/nodes');
type Search = { q?: string; direction?: string; tab?: string; peer?: string; open?: string };

/** 上下级节点: the nodes above and below, what goes to them and comes from them, how far behind it is and whether both sides agree. */
export function NodesPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const topology = useQuery(topologyQuery);
  const publications = useQuery(publicationsQuery);
  const receipts = useQuery(receiptsQuery);
  const [form, setForm] = useState<'publish' | 'register' | 'self'>();
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const words = (search.q ?? '').toLowerCase();
  const all = publications.data && receipts.data ? carriedOf(publications.data.items, receipts.data.items) : undefined;
  const rows = all?.filter((one) => {
    const { title, peerName } = factsOf(one);
    return (
      (!search.direction || one.direction === search.direction) &&
      `${local(title)} ${local(peerName)}`.toLowerCase().includes(words)
    );
  });
  const error = publications.error ?? receipts.error;
  const peers = topology.data ? [...topology.data.parents, ...topology.data.children] : [];
  const trusted = peers.filter(({ state }) => state === 'active');
  const parent = trusted.find(({ role }) => role === 'parent');
  const requests = search.tab === 'requests';
  const columns = useColumns((open) => change({ open }));
  return (
    <Page
      title={t('nodes.title')}
      lead={t('nodes.lead')}
      actions={
        <>
          {may('nodes.manage') && topology.data ? (
            <Button onClick={() => setForm('self')}>{t('nodes.selfTitle')}</Button>
          ) : null}
          {may('nodes.manage') ? <Button onClick={() => setForm('register')}>{t('nodes.register')}</Button> : null}
          {may('nodes.publish') && trusted.length > 0 ? (
            <Button type="primary" onClick={() => setForm('publish')}>
              {t('nodes.publish')}
            </Button>
          ) : null}
        </>
      }
    >
      {topology.data ? (
        <TopologyTree topology={topology.data} onOpen={(peer) => change({ peer })} />
      ) : topology.error ? (
        <ErrorNotice error={topology.error} onRetry={() => void topology.refetch()} />
      ) : (
        <Waiting blocks={2} />
      )}
      <div>
        <Segmented
          aria-label={t('nodes.show')}
          value={requests ? 'requests' : 'data'}
          onChange={(tab) => change({ tab: tab === 'requests' ? tab : '', open: '' })}
          options={[
            { value: 'data', label: t('nodes.tabs.data') },
            { value: 'requests', label: t('nodes.tabs.requests') },
          ]}
        />
      </div>
      {requests ? (
        <Requests parent={parent} open={search.open} onOpen={(open) => change({ open })} />
      ) : (
        <DataTable
          name="nodes"
          label={t('nodes.tabs.data')}
          columns={columns}
          rowKey={({ key }) => key}
          rows={rows}
          error={all ? null : error}
          onRetry={() => {
            void publications.refetch();
            void receipts.refetch();
          }}
          empty={{ title: t('nodes.empty'), text: t('nodes.emptyText') }}
          narrowed={Boolean(search.q || search.direction)}
          onClear={() => change({ q: '', direction: '' })}
          onOpen={({ key }) => change({ open: key })}
          open={search.open}
          tools={
            <>
              <SearchBox value={search.q ?? ''} label={t('nodes.search')} onSearch={(q) => change({ q })} />
              <SelectBox
                label={t('nodes.direction')}
                value={search.direction ?? ''}
                width={140}
                onChange={(direction) => change({ direction })}
                options={[
                  { value: '', label: t('nodes.anyDirection') },
                  { value: 'out', label: t('nodes.directions.out') },
                  { value: 'in', label: t('nodes.directions.in') },
                ]}
              />
            </>
          }
        />
      )}
      <CarriedDrawer
        key={search.open ?? ''}
        detail={{
          id: requests ? undefined : search.open,
          shown: all?.find(({ key }) => key === search.open),
          error,
          onRetry: () => void publications.refetch(),
          onClose: () => change({ open: '' }),
        }}
      />
      <PeerDrawer
        key={`peer ${search.peer ?? ''}`}
        detail={{
          id: search.peer,
          shown: peers.find(({ id }) => id === search.peer),
          error: topology.error,
          onRetry: () => void topology.refetch(),
          onClose: () => change({ peer: '' }),
        }}
      />
      {form === 'publish' ? <PublishDrawer peers={trusted} onClose={() => setForm(undefined)} /> : null}
      {form === 'self' && topology.data ? (
        <SelfDrawer self={topology.data.self} onClose={() => setForm(undefined)} />
      ) : null}
      {form === 'register' ? <RegisterDrawer onClose={() => setForm(undefined)} /> : null}
    </Page>
  );
}

function useColumns(open: (key: string) => void): Column<Carried>[] {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const count = (value: number | undefined) => (value === undefined ? '–' : formatCount(value));
  return [
    {
      key: 'title',
      title: t('nodes.resource'),
      text: (one) => local(factsOf(one).title),
      show: (one) => <OpenButton onOpen={() => open(one.key)}>{local(factsOf(one).title)}</OpenButton>,
      always: true,
    },
    { key: 'direction', title: t('nodes.direction'), text: ({ direction }) => t(`nodes.directions.${direction}`) },
    { key: 'peer', title: t('nodes.node'), text: (one) => local(factsOf(one).peerName) },
    {
      key: 'state',
      title: t('railway.columns.state'),
      text: (one) => t(`nodes.states.${factsOf(one).state}`),
      show: (one) => <CarriedState carried={one} />,
    },
    {
      key: 'lag',
      title: t('railway.columns.lag'),
      text: (one) => words.lag(factsOf(one).lagMs),
      order: (a, b) => (factsOf(a).lagMs ?? -1) - (factsOf(b).lagMs ?? -1),
      number: true,
    },
    {
      key: 'sent',
      title: t('nodes.sent'),
      text: (one) => count(factsOf(one).sent?.count),
      number: true,
    },
    { key: 'got', title: t('nodes.got'), text: (one) => count(factsOf(one).got?.count), number: true },
    {
      key: 'agree',
      title: t('nodes.agree'),
      text: (one) => (factsOf(one).difference ? t('nodes.differs') : t('nodes.agrees')),
      show: (one) =>
        factsOf(one).difference ? (
          <Tag tone="amber">{t('nodes.differs')}</Tag>
        ) : (
          <Tag tone="green">{t('nodes.agrees')}</Tag>
        ),
    },
    {
      key: 'at',
      title: t('nodes.lastAt'),
      text: (one) => {
        const { at } = factsOf(one);
        return at ? formatInstant(at, { seconds: true }) : '–';
      },
      startsHidden: true,
    },
  ];
}

const TONES = {
  announcing: 'blue',
  live: 'green',
  paused: 'grey',
  withdrawn: 'grey',
  removed: 'grey',
} as const;

/** State of what goes between two nodes, a fault before all. */
function CarriedState({ carried }: { carried: Carried }) {
  const t = useText();
  const { state, fault } = factsOf(carried);
  return fault ? (
    <Tag tone="red">{t('nodes.broken')}</Tag>
  ) : (
    <Tag tone={TONES[state]}>{t(`nodes.states.${state}`)}</Tag>
  );
}
