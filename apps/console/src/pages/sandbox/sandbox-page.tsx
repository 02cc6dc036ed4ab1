import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { DELIVERIES, fetchQueries, PAGE_SIZE, type SandboxQuery, type Side } from '../../api/deliveries.ts';
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
import { useDeliveriesLive } from '../deliveries/live.ts';
import { QueryDrawer } from './query-drawer.tsx';
import { QueryState } from './query-state.tsx';

const route = getRouteApi('/sandbox');
const STATES = ['running', 'to-review', 'released', 'refused', 'failed', 'withdrawn', 'lapsed'] as const;
type Search = { side?: string; q?: string; state?: string; open?: string };

/** 沙箱查询: questions asked inside the platform, and the review before anything of an answer leaves. */
export function SandboxPage() {
  const t = useText();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useDeliveriesLive();
  const requests = may('deliveries.request');
  const side: Side = search.side === 'provider' || (search.side === undefined && !requests) ? 'provider' : 'consumer';
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const { state, q } = search;
  const list = usePaged([DELIVERIES, 'queries', side, state ?? '', q ?? ''], PAGE_SIZE, (cursor) =>
    fetchQueries({ side, ...(state ? { state } : {}), ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) }),
  );
  return (
    <Page
      title={t('sandbox.title')}
      lead={t('sandbox.lead')}
      actions={
        requests ? (
          <Link to="/sandbox/new" className="link-button">
            {t('sandbox.add')}
          </Link>
        ) : null
      }
    >
      <div>
        <Segmented
          aria-label={t('sandbox.sides.label')}
          value={side}
          onChange={(value) => change({ side: value, open: '' })}
          options={(['consumer', 'provider'] as const).map((value) => ({ value, label: t(`sandbox.sides.${value}`) }))}
        />
      </div>
      <DataTable
        name={`sandbox-${side}`}
        label={t('sandbox.title')}
        columns={useColumns(side, (open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={list.items}
        paged={list}
        error={list.error}
        onRetry={list.again}
        empty={
          side === 'consumer'
            ? { title: t('sandbox.emptyConsumer'), text: t('sandbox.emptyConsumerText') }
            : { title: t('sandbox.emptyProvider'), text: t('sandbox.emptyProviderText') }
        }
        narrowed={Boolean(q || state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SearchBox value={q ?? ''} label={t('sandbox.search')} onSearch={(text) => change({ q: text })} />
            <SelectBox
              label={t('deliveries.stateFilter')}
              value={state ?? ''}
              width={132}
              onChange={(value) => change({ state: value })}
              options={[
                { value: '', label: t('deliveries.anyState') },
                ...STATES.map((value) => ({ value, label: t(`sandbox.states.${value}`) })),
              ]}
            />
          </>
        }
      />
      <QueryDrawer key={search.open ?? ''} id={search.open} onClose={() => change({ open: '' })} />
    </Page>
  );
}

function useColumns(side: Side, open: (id: string) => void): Column<SandboxQuery>[] {
  const t = useText();
  const local = useLocal();
  return [
    {
      key: 'no',
      title: t('sandbox.no'),
      text: ({ no }) => no,
      show: ({ id, no }) => <OpenButton onOpen={() => open(id)}>{no}</OpenButton>,
      always: true,
    },
    {
      key: 'resources',
      title: t('sandbox.resources'),
      text: ({ resources }) => resources.map(({ title }) => local(title)).join(' + '),
    },
    { key: 'mode', title: t('sandbox.mode'), text: ({ mode }) => t(`sandbox.modes.${mode}`) },
    side === 'consumer'
      ? {
          key: 'provider',
          title: t('sandbox.provider'),
          text: ({ providers }) => providers.map(({ name }) => local(name)).join(t('shell.and')),
        }
      : { key: 'consumer', title: t('sandbox.consumer'), text: ({ consumer }) => local(consumer.name) },
    { key: 'purpose', title: t('deliveries.purpose'), text: ({ purpose }) => local(purpose) },
    {
      key: 'state',
      title: t('deliveries.stateFilter'),
      text: ({ state }) => t(`sandbox.states.${state}`),
      show: ({ state }) => <QueryState state={state} />,
    },
    {
      key: 'rows',
      title: t('sandbox.rows'),
      text: ({ rows }) => (rows === undefined ? '–' : t('sandbox.rowsOf', { rows: formatCount(rows) })),
      number: true,
    },
    { key: 'askedAt', title: t('sandbox.askedAt'), text: ({ askedAt }) => formatInstant(askedAt) },
  ];
}
