import { formatCount, useLocal } from '@yiwang/ui';
import { fetchServices, PAGE, SERVICE_STATES, UPSTREAMS, type Service } from '../../api/upstreams.ts';
import { usePaged } from '../../data/paged.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import { ServiceDrawer } from './service-drawer.tsx';
import type { ListProps } from './upstreams-page.tsx';

export const SERVICE_TONES = {
  ready: 'green',
  resting: 'red',
  paused: 'amber',
  'no-grant': 'amber',
  'not-provisioned': 'grey',
} as const;
export const BREAKER_TONES = { closed: 'green', open: 'red', 'half-open': 'amber' } as const;

/** All services of the levels above, page by page: a city has some hundreds. */
export function ServiceList({ search, change, platforms }: ListProps) {
  const t = useLevelsText();
  const local = useLocal();
  const { q = '', platform = '', state = '' } = search;
  const filter = { q: q || undefined, platform: platform || undefined, state: state || undefined };
  const paged = usePaged([UPSTREAMS, 'services', q, platform, state], PAGE, (cursor) => fetchServices(filter, cursor));
  return (
    <>
      <DataTable
        name="upstream-services"
        label={t('upstreams.tabs.services')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('upstreams.empty'), text: t('upstreams.emptyText') }}
        narrowed={Boolean(q || platform || state)}
        onClear={() => change({ q: '', platform: '', state: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SearchBox value={q} label={t('upstreams.search')} onSearch={(words) => change({ q: words })} />
            <SelectBox
              label={t('upstreams.platform')}
              value={platform}
              width={200}
              onChange={(value) => change({ platform: value })}
              options={[
                { value: '', label: t('upstreams.anyPlatform') },
                ...platforms.map((one) => ({ value: one.id, label: local(one.title) })),
              ]}
            />
            <SelectBox
              label={t('state')}
              value={state}
              width={140}
              onChange={(value) => change({ state: value })}
              options={[
                { value: '', label: t('upstreams.anyState') },
                ...SERVICE_STATES.map((value) => ({ value, label: t(`upstreams.states.${value}`) })),
              ]}
            />
          </>
        }
      />
      <ServiceDrawer key={search.open ?? ''} id={search.open || undefined} onClose={() => change({ open: '' })} />
    </>
  );
}

function useColumns(open: (id: string) => void): Column<Service>[] {
  const t = useLevelsText();
  const local = useLocal();
  return [
    {
      key: 'title',
      title: t('upstreams.service'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => <OpenButton onOpen={() => open(id)}>{local(title)}</OpenButton>,
      always: true,
    },
    { key: 'provider', title: t('upstreams.provider'), text: ({ provider }) => (provider ? local(provider) : '–') },
    {
      key: 'platform',
      title: t('upstreams.platform'),
      text: ({ platformTitle }) => local(platformTitle),
      show: ({ platformTitle, simulated }) => (
        <>
          {local(platformTitle)} {simulated ? <Tag tone="amber">{t('upstreams.simulated')}</Tag> : null}
        </>
      ),
    },
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`upstreams.states.${state}`),
      show: ({ state }) => <Tag tone={SERVICE_TONES[state]}>{t(`upstreams.states.${state}`)}</Tag>,
    },
    {
      key: 'breaker',
      title: t('upstreams.breaker'),
      text: ({ breaker }) => t(`upstreams.breakers.${breaker.state}`),
      show: ({ breaker }) => <Tag tone={BREAKER_TONES[breaker.state]}>{t(`upstreams.breakers.${breaker.state}`)}</Tag>,
    },
    { key: 'today', title: t('upstreams.today'), text: ({ today }) => formatCount(today), number: true },
    { key: 'month', title: t('upstreams.month'), text: ({ month }) => formatCount(month), number: true },
    { key: 'answered', title: t('upstreams.answered'), text: ({ answered }) => formatCount(answered), number: true },
    {
      key: 'avg',
      title: t('upstreams.avg'),
      text: ({ avgMs }) => (avgMs === undefined ? '–' : formatCount(avgMs)),
      number: true,
    },
    {
      key: 'quota',
      title: t('upstreams.quota'),
      text: ({ perDay }) => (perDay === undefined ? '–' : formatCount(perDay)),
      number: true,
      startsHidden: true,
    },
  ];
}
