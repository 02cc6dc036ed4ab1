import { useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import {
  fetchMatterList,
  LEVELS,
  MATTERS_EXPORT,
  MATTERS_PAGE,
  TASK_TYPES,
  VIEWS,
  type Figure,
  type MatterFilter,
  type MatterSummary,
  type MatterLimit,
} from '../../api/matters.ts';
import { usePaged } from '../../data/paged.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useMattersText } from '../../texts/matters.ts';
import '../../styles/matters.css';
import { ImportDrawer } from './import-drawer.tsx';
import { NewMatter } from './new-matter.tsx';
import { MATTERS, useMattersLive } from './queries.ts';
import { STATE_TONES, WORK_TONES } from './tones.ts';
import { useLimitWords } from './words.ts';

const route = getRouteApi('/matters');

/** 事项清单: matters in use and in work, with filters in the address. */
export function MattersPage() {
  const t = useMattersText();
  const local = useLocal();
  const may = usePermission();
  const search: MatterFilter = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filled({ ...search });
  const paged = usePaged([MATTERS, 'list', JSON.stringify(filter)], MATTERS_PAGE, (cursor) =>
    fetchMatterList(filter, cursor),
  );
  const around = useQuery({ queryKey: [MATTERS, 'around'], queryFn: () => fetchMatterList({}, undefined) }).data;
  const [asked, setAsked] = useState<'import' | 'new'>();
  useMattersLive();
  const change = (part: MatterFilter) =>
    void navigate({ search: (before: MatterFilter) => ({ ...before, ...part }), replace: true });
  const exported = new URLSearchParams(filled({ organisation: search.organisation, level: search.level }));
  return (
    <Page
      title={t('list.title')}
      lead={
        <>
          {t('list.lead')} {around ? t('list.counts', around.counts) : ''}
        </>
      }
      actions={
        <span className="row">
          <Button href={`${MATTERS_EXPORT}?${exported}`}>{t('list.export')}</Button>
          {may('matters.edit') ? (
            <>
              <Button onClick={() => setAsked('import')}>{t('list.import')}</Button>
              <Button type="primary" onClick={() => setAsked('new')}>
                {t('list.add')}
              </Button>
            </>
          ) : null}
        </span>
      }
    >
      <DataTable
        name="matters"
        wraps
        label={t('list.title')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('list.empty'), text: t('list.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => void navigate({ search: {}, replace: true })}
        onOpen={({ id }) => void navigate({ to: '/matters/$matterId', params: { matterId: id } })}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('list.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('list.view')}
              value={search.view ?? ''}
              width={150}
              onChange={(view) => change({ view })}
              options={(['', ...VIEWS] as const).map((value) => ({ value, label: t(`list.views.${value}`) }))}
            />
            <SelectBox
              label={t('list.organisation')}
              value={search.organisation ?? ''}
              width={180}
              search
              onChange={(organisation) => change({ organisation })}
              options={[
                { value: '', label: t('list.anyOrganisation') },
                ...(around?.organisations ?? []).map(({ id, name }) => ({ value: id, label: local(name) })),
              ]}
            />
            <SelectBox
              label={t('list.level')}
              value={search.level ?? ''}
              width={120}
              onChange={(level) => change({ level })}
              options={[
                { value: '', label: t('list.anyLevel') },
                ...LEVELS.map((value) => ({ value, label: t(`levels.${value}`) })),
              ]}
            />
            <SelectBox
              label={t('list.type')}
              value={search.type ?? ''}
              width={130}
              onChange={(type) => change({ type })}
              options={[
                { value: '', label: t('list.anyType') },
                ...TASK_TYPES.map((value) => ({ value, label: t(`types.${value}`) })),
              ]}
            />
            {search.figure ? (
              <span className="row">
                <Tag tone="blue">
                  {t(search.not ? 'list.filteredNot' : 'list.filteredBy', {
                    figure: t(`fig.${search.figure as Figure}`),
                  })}
                </Tag>
                <Button size="small" type="link" onClick={() => change({ figure: '', not: '' })}>
                  {t('list.clear')}
                </Button>
              </span>
            ) : null}
          </>
        }
      />
      {asked === 'import' ? <ImportDrawer onClose={() => setAsked(undefined)} /> : null}
      {asked === 'new' ? <NewMatter onClose={() => setAsked(undefined)} /> : null}
    </Page>
  );
}

function useColumns(): Column<MatterSummary>[] {
  const t = useMattersText();
  const local = useLocal();
  const limit = useLimitWords();
  // The unit is said once where both have it.
  const bothLimits = (statutory: MatterLimit, promise: MatterLimit): string =>
    statutory.unit === promise.unit && statutory.days > 0 && promise.days > 0
      ? `${statutory.days} / ${limit(promise)}`
      : `${limit(statutory)} / ${limit(promise)}`;
  return [
    {
      key: 'title',
      title: t('list.matter'),
      text: ({ title }) => local(title),
      show: ({ id, title, inherits, heirs }) => (
        <span className="matter-name">
          <Link to="/matters/$matterId" params={{ matterId: id }}>
            <b>{local(title)}</b>
          </Link>
          {inherits ? <small>{t('inherits')}</small> : null}
          {heirs > 0 ? <small>{t('heirs', { count: heirs })}</small> : null}
        </span>
      ),
      always: true,
    },
    { key: 'organisation', title: t('list.organisation'), text: ({ organisationName }) => local(organisationName) },
    { key: 'level', title: t('list.level'), text: ({ useLevel }) => (useLevel ? t(`levels.${useLevel as '3'}`) : '') },
    { key: 'type', title: t('list.type'), text: ({ taskType }) => (taskType ? t(`types.${taskType as '01'}`) : '') },
    {
      key: 'project',
      title: t('list.project'),
      text: ({ projectType }) => (projectType ? t(`projects.${projectType as 'instant'}`) : ''),
      startsHidden: true,
    },
    {
      key: 'limits',
      title: t('list.limits'),
      text: ({ statutory, promise }) => (statutory && promise ? bothLimits(statutory, promise) : ''),
    },
    {
      key: 'visits',
      title: t('list.visits'),
      number: true,
      text: ({ visits }) => (visits === undefined ? '' : t('times', { count: visits })),
      startsHidden: true,
    },
    { key: 'online', title: t('list.online'), text: ({ online }) => (online ? t('yes') : t('no')), startsHidden: true },
    {
      key: 'state',
      title: t('list.state'),
      text: ({ state }) => t(`states.${state}`),
      show: ({ state, work, conflict }) => (
        <span className="row">
          <Tag tone={STATE_TONES[state]}>{t(`states.${state}`)}</Tag>
          {work ? <Tag tone={WORK_TONES[work.state]}>{t(`work.${work.state}`)}</Tag> : null}
          {work?.returnedReason ? <Tag tone="red">{t('returned')}</Tag> : null}
          {conflict ? <Tag tone="red">{t('conflict')}</Tag> : null}
        </span>
      ),
    },
    { key: 'taskCode', title: t('list.taskCode'), text: ({ taskCode }) => taskCode, startsHidden: true },
    { key: 'version', title: t('list.version'), text: ({ version }) => version ?? '', startsHidden: true },
  ];
}
