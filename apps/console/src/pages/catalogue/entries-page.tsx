import { formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { ENTRIES_PAGE, ENTRY_STATES, EXPORT, fetchEntries, type EntrySummary } from '../../api/entries.ts';
import { usePaged } from '../../data/paged.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/catalogue.css';
import { ClockTag } from './clock-tag.tsx';
import { ENTRY_TONES } from './entry-tones.ts';
import { ImportDrawer } from './import-drawer.tsx';
import { CATALOGUE, useCatalogueLive } from './queries.ts';

const route = getRouteApi('/entries');
type Search = { q?: string; state?: string; provider?: string };

/** 目录编制与审核: what departments compile, and what waits for the authority. */
export function EntriesPage() {
  const t = useText();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = filled({ q: search.q, state: search.state, provider: search.provider });
  const paged = usePaged([CATALOGUE, 'entries', JSON.stringify(filter)], ENTRIES_PAGE, (cursor) =>
    fetchEntries(filter, cursor),
  );
  const counts = useQuery({
    queryKey: [CATALOGUE, 'entry-counts'],
    queryFn: () => fetchEntries({ state: 'work' }, undefined),
  }).data?.counts;
  const [importing, setImporting] = useState(false);
  useCatalogueLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  return (
    <Page
      title={t('entries.title')}
      lead={
        <>
          {t('entries.lead')} {counts ? t('entries.counts', counts) : ''}
        </>
      }
      actions={
        may('catalogue.compile') ? (
          <span className="row">
            <Button href={`${EXPORT}?template=true`}>{t('entries.template')}</Button>
            <Button onClick={() => setImporting(true)}>{t('entries.import')}</Button>
            <Button type="primary" onClick={() => void navigate({ to: '/entries/new' })}>
              {t('entries.add')}
            </Button>
          </span>
        ) : null
      }
    >
      <DataTable
        name="entries"
        label={t('entries.title')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('entries.empty'), text: t('entries.emptyText') }}
        narrowed={Object.keys(filter).length > 0}
        onClear={() => change({ q: '', state: '', provider: '' })}
        onOpen={({ id }) => void navigate({ to: '/entries/$entryId', params: { entryId: id } })}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('entries.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('entries.stateFilter')}
              value={search.state ?? ''}
              width={170}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('entries.anyState') },
                { value: 'work', label: t('entries.inWork') },
                ...ENTRY_STATES.map((value) => ({ value, label: t(`entries.states.${value}`) })),
              ]}
            />
          </>
        }
      />
      {importing ? <ImportDrawer onClose={() => setImporting(false)} /> : null}
    </Page>
  );
}

function useColumns(): Column<EntrySummary>[] {
  const t = useText();
  const local = useLocal();
  return [
    {
      key: 'title',
      title: t('entries.entry'),
      text: ({ title }) => local(title),
      show: ({ id, title }) => (
        <Link to="/entries/$entryId" params={{ entryId: id }}>
          <b>{local(title)}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'id', title: t('entries.idLabel'), text: ({ id }) => id, startsHidden: true },
    { key: 'provider', title: t('entries.provider'), text: ({ providerName }) => local(providerName) },
    {
      key: 'state',
      title: t('entries.state'),
      text: ({ state }) => t(`entries.states.${state}`),
      show: ({ state, returnedReason }) => (
        <span className="row">
          <Tag tone={ENTRY_TONES[state]}>{t(`entries.states.${state}`)}</Tag>
          {returnedReason ? <Tag tone="red">{t('entries.returned')}</Tag> : null}
        </span>
      ),
    },
    {
      key: 'cause',
      title: t('entries.cause'),
      text: ({ cause }) => (cause ? t(`entries.causes.${cause.kind}`) : ''),
    },
    {
      key: 'clock',
      title: t('entries.clock'),
      text: ({ review, update }) => [review, update].map((clock) => clock?.dueDate ?? '').join(' '),
      show: ({ review, update }) => (
        <span className="stack-s">
          {review ? <ClockTag clock={review} name="review" /> : null}
          {update ? <ClockTag clock={update} name="update" /> : null}
        </span>
      ),
    },
    {
      key: 'no',
      title: t('entries.no'),
      text: ({ publishedNo, publishedAt, ofPack }) =>
        publishedNo > 0
          ? `${t('catalogue.versionNo', { no: publishedNo })}${publishedAt ? ` · ${formatInstant(publishedAt)}` : ''}`
          : ofPack
            ? t('catalogue.versionPack')
            : t('entries.noNone'),
    },
  ];
}
