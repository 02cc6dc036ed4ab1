import { formatDate, formatShare, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { ISLAND_FIELDS, ISLAND_STATES, type Island } from '../../api/islands.ts';
import { islandsQuery, useRailLive } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/islands.css';
import { IslandDrawer } from './island-drawer.tsx';

const route = getRouteApi('/islands');
const TONES = { connected: 'green', planned: 'blue', isolated: 'amber' } as const;
type Search = { q?: string; state?: string; field?: string; vertical?: string; open?: string };

/** 孤岛台账: every system of the departments, which of them are connected, and what is still closed. */
export function IslandsPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(islandsQuery);
  const [adding, setAdding] = useState(false);
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const words = (search.q ?? '').toLowerCase();
  const all = query.data?.items;
  const rows = all?.filter(
    (island) =>
      (!search.state || island.state === search.state) &&
      (!search.field || island.field === search.field) &&
      (!search.vertical || island.vertical) &&
      [local(island.system), local(island.organisationName), island.note ?? ''].join(' ').toLowerCase().includes(words),
  );
  const shown = all?.find(({ id }) => id === search.open);
  return (
    <Page
      title={t('islands.title')}
      lead={t('islands.lead')}
      actions={
        may('exchange.manage-lines') ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('islands.add')}
          </Button>
        ) : null
      }
    >
      {query.data && query.data.items.length > 0 ? (
        <Closed items={query.data.items} share={query.data.connectedShare} onState={(state) => change({ state })} />
      ) : null}
      <DataTable
        name="islands"
        label={t('islands.title')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('islands.empty'), text: t('islands.emptyText') }}
        narrowed={Boolean(search.q || search.state || search.field || search.vertical)}
        onClear={() => change({ q: '', state: '', field: '', vertical: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('islands.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('islands.stateFilter')}
              value={search.state ?? ''}
              width={120}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('islands.anyState') },
                ...ISLAND_STATES.map((value) => ({ value, label: t(`islands.states.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('islands.field')}
              value={search.field ?? ''}
              width={132}
              onChange={(field) => change({ field })}
              options={[
                { value: '', label: t('islands.anyField') },
                ...ISLAND_FIELDS.map((value) => ({ value, label: t(`islands.fields.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('islands.vertical')}
              value={search.vertical ?? ''}
              width={132}
              onChange={(vertical) => change({ vertical })}
              options={[
                { value: '', label: t('islands.anySystem') },
                { value: 'yes', label: t('islands.onlyVertical') },
              ]}
            />
          </>
        }
      />
      <IslandDrawer
        key={adding ? 'new' : (search.open ?? '')}
        adding={adding}
        detail={{
          id: adding ? 'new' : search.open,
          shown,
          error: query.error,
          onRetry: () => void query.refetch(),
          onClose: () => {
            setAdding(false);
            change({ open: '' });
          },
        }}
      />
    </Page>
  );
}

type ClosedProps = { items: readonly Island[]; share: number; onState: (state: string) => void };

/** How many of the systems are connected, in a bar and in words. */
function Closed({ items, share, onState }: ClosedProps) {
  const t = useText();
  const counts = ISLAND_STATES.toReversed().map((state) => ({
    state,
    count: items.filter((island) => island.state === state).length,
  }));
  return (
    <section className="card pad stack-s" aria-label={t('islands.share')}>
      <div className="row">
        <h2>{t('islands.shareOf', { share: formatShare(share), count: items.length })}</h2>
      </div>
      <div className="share-bar" aria-hidden="true">
        {counts.map(({ state, count }) =>
          count > 0 ? <i key={state} data-state={state} style={{ flexGrow: count }} /> : null,
        )}
      </div>
      <div className="row share-words">
        {counts.map(({ state, count }) => (
          <button key={state} type="button" className="plain-button" onClick={() => onState(state)}>
            <i className="share-swatch" data-state={state} aria-hidden="true" />
            {t('islands.countOf', { state: t(`islands.states.${state}`), count })}
          </button>
        ))}
      </div>
    </section>
  );
}

function useColumns(open: (id: string) => void): Column<Island>[] {
  const t = useText();
  const local = useLocal();
  const when = ({ since, plannedFor, state }: Island) =>
    state === 'connected' && since
      ? t('islands.since', { at: formatDate(since) })
      : plannedFor
        ? t('islands.plannedFor', { at: plannedFor })
        : '–';
  return [
    {
      key: 'system',
      title: t('islands.system'),
      text: ({ system }) => local(system),
      show: ({ id, system }) => <OpenButton onOpen={() => open(id)}>{local(system)}</OpenButton>,
      always: true,
    },
    { key: 'organisation', title: t('islands.organisation'), text: (island) => local(island.organisationName) },
    { key: 'field', title: t('islands.field'), text: ({ field }) => t(`islands.fields.${field}`) },
    {
      key: 'state',
      title: t('islands.state'),
      text: ({ state }) => t(`islands.states.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`islands.states.${state}`)}</Tag>,
      order: (a, b) => ISLAND_STATES.indexOf(a.state) - ISLAND_STATES.indexOf(b.state),
    },
    { key: 'when', title: t('islands.when'), text: when },
    {
      key: 'lines',
      title: t('islands.lines'),
      text: ({ lines }) => String(lines),
      show: ({ connectionId, lines }) =>
        connectionId && lines > 0 ? (
          <Link to="/connections/$connectionId" params={{ connectionId }}>
            {lines}
          </Link>
        ) : (
          String(lines)
        ),
      order: (a, b) => a.lines - b.lines,
      number: true,
    },
    {
      key: 'vertical',
      title: t('islands.returns'),
      text: ({ vertical, returns }) =>
        vertical
          ? t('islands.returnsOf', { came: returns.filter(({ cameAt }) => cameAt).length, asked: returns.length })
          : '–',
    },
    { key: 'note', title: t('islands.note'), text: ({ note }) => note ?? '', startsHidden: true },
  ];
}
