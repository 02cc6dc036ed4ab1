import { formatCount, useCalmLive, useLocal } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Radio, Select } from 'antd';
import type { DataInterface } from '../../api/interfaces.ts';
import { interfacesQuery } from '../../data/queries.ts';
import { usePermission } from '../../data/session.ts';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { DefinitionsTable } from './definitions-table.tsx';
import { InterfaceDrawer } from './interface-drawer.tsx';

const route = getRouteApi('/interfaces');
type Search = { q?: string; mode?: string; open?: string; tab?: string; view?: string };

/** 数据接口: what can be asked, by whom, and how it was used today. */
export function InterfacesPage() {
  const t = useText();
  const it = useInterfaceText();
  const may = usePermission();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const query = useQuery(interfacesQuery);
  useCalmLive(['interfaces'], () => void client.invalidateQueries({ queryKey: ['interfaces'] }));
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const open = (id: string) => change({ open: id });
  const columns = useColumns(open);
  const words = (search.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(
    (item) =>
      (!search.mode || item.mode === search.mode) &&
      `${item.id} ${local(item.title)} ${local(item.ground.title)} ${local(item.ground.providerName)}`
        .toLowerCase()
        .includes(words),
  );
  return (
    <Page
      title={t('interfaces.title')}
      lead={t('interfaces.lead')}
      actions={
        may('interfaces.define') ? (
          <Button type="primary" onClick={() => void navigate({ to: '/interfaces/define' })}>
            {it('define')}
          </Button>
        ) : null
      }
    >
      {may('interfaces.define') ? (
        <Radio.Group
          optionType="button"
          aria-label={t('interfaces.title')}
          value={search.view === 'definitions' ? 'definitions' : ''}
          onChange={({ target }) => change({ view: String(target.value), q: '', mode: '', open: '' })}
          options={[
            { value: '', label: it('inUse') },
            { value: 'definitions', label: it('definitions') },
          ]}
        />
      ) : null}
      {search.view === 'definitions' ? (
        <DefinitionsTable q={search.q ?? ''} onSearch={(q) => change({ q })} />
      ) : (
        <DataTable
          name="interfaces"
          label={t('interfaces.title')}
          columns={columns}
          rowKey={({ id }) => id}
          rows={rows}
          error={query.data ? null : query.error}
          onRetry={() => void query.refetch()}
          empty={{ title: t('interfaces.empty'), text: t('interfaces.emptyText') }}
          narrowed={Boolean(search.q || search.mode)}
          onClear={() => change({ q: '', mode: '' })}
          onOpen={({ id }) => open(id)}
          open={search.open}
          tools={
            <>
              <SearchBox value={search.q ?? ''} label={t('interfaces.search')} onSearch={(q) => change({ q })} />
              <Select
                aria-label={t('interfaces.modeFilter')}
                style={{ width: 160 }}
                value={search.mode ?? ''}
                onChange={(mode: string) => change({ mode })}
                options={[
                  { value: '', label: t('interfaces.anyMode') },
                  ...(['verify', 'rows', 'score', 'aggregate'] as const).map((value) => ({
                    value,
                    label: it(`modes.${value}`),
                  })),
                ]}
              />
            </>
          }
        />
      )}
      <InterfaceDrawer
        shown={query.data?.items.find(({ id }) => id === search.open)}
        id={search.open}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        tab={search.tab ?? 'grants'}
        onTab={(tab) => change({ tab })}
        onClose={() => change({ open: '', tab: '' })}
      />
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<DataInterface>[] {
  const t = useText();
  const it = useInterfaceText();
  const local = useLocal();
  return [
    {
      key: 'title',
      title: t('interfaces.name'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => (
        <>
          <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton> <small>{id}</small>
        </>
      ),
      always: true,
    },
    {
      key: 'ground',
      title: it('ground'),
      text: ({ ground }) => `${local(ground.title)} ${local(ground.providerName)}`,
      show: ({ ground }) => (
        <>
          {local(ground.title)} <small>{local(ground.providerName)}</small>
        </>
      ),
    },
    {
      key: 'mode',
      title: t('interfaces.modeTitle'),
      text: ({ mode }) => it(`modes.${mode}`),
      show: ({ mode }) => <Tag tone={mode === 'rows' ? 'blue' : 'green'}>{it(`modes.${mode}`)}</Tag>,
    },
    {
      key: 'grants',
      title: t('interfaces.grants'),
      text: ({ grants }) => String(grants.length),
      order: (a, b) => a.grants.length - b.grants.length,
      number: true,
    },
    {
      key: 'calls',
      title: t('interfaces.callsToday'),
      text: ({ callsToday }) => String(callsToday),
      show: ({ callsToday }) => formatCount(callsToday),
      order: (a, b) => a.callsToday - b.callsToday,
      number: true,
    },
    {
      key: 'refused',
      title: t('interfaces.refusedToday'),
      text: ({ refusedToday }) => String(refusedToday),
      show: ({ refusedToday }) => (refusedToday > 0 ? <Tag tone="amber">{formatCount(refusedToday)}</Tag> : '0'),
      order: (a, b) => a.refusedToday - b.refusedToday,
      number: true,
    },
    {
      key: 'p50',
      title: t('interfaces.median'),
      text: ({ p50Ms }) => (p50Ms === undefined ? '' : String(p50Ms)),
      show: ({ p50Ms }) => (p50Ms === undefined ? '–' : t('interfaces.ms', { ms: p50Ms })),
      order: (a, b) => (a.p50Ms ?? -1) - (b.p50Ms ?? -1),
      number: true,
    },
    {
      key: 'perMinute',
      title: t('interfaces.perMinute'),
      text: ({ perMinute }) => String(perMinute),
      show: ({ perMinute }) => formatCount(perMinute),
      number: true,
      startsHidden: true,
    },
    {
      key: 'version',
      title: t('interfaces.version'),
      text: ({ version }) => version,
      show: ({ version, retiresOn }) => (
        <>
          {version} {retiresOn ? <Tag tone="amber">{it('states.retiring')}</Tag> : null}
        </>
      ),
    },
  ];
}
