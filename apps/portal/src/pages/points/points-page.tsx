import './points.css';
import '../matters/guide.css';
import { EmptyState, ErrorNotice, fetchDivisions, useLocal, type PointsFound } from '@yiwang/ui';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useLocation, useSearch } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { guideQuery, pointsQuery } from '../../data/queries.ts';
import { useSettled } from '../../data/settled.ts';
import { Icon } from '../../shell/icons.tsx';
import { useGo } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { usePointsText } from '../../texts/points.ts';
import { PointCard } from './point-card.tsx';

type Search = { q?: string; county?: string; town?: string; matter?: string; open?: string };
const SHOWN = 30;

/** 办事网点: where to go, found by place, name, pinyin and service; what is looked for stands in the address. */
export function PointsPage() {
  const t = usePointsText();
  const local = useLocal();
  const go = useGo();
  const search = useSearch({ strict: false }) as Search;
  const [q, setQ] = useState(search.q ?? '');
  const settled = useSettled(q.trim(), 250);
  const { pathname } = useLocation();
  const change = (part: Search) => {
    const filled = Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined && value !== '');
    go({ to: '/service-points', search: Object.fromEntries(filled) as Record<string, string>, replace: true });
  };
  useEffect(() => {
    if (settled !== (search.q ?? '') && pathname === '/service-points') change({ q: settled });
  });
  const guide = useQuery({ ...guideQuery(search.matter ?? ''), enabled: search.matter !== undefined });
  const division = search.town ?? search.county;
  const found = useQuery({
    ...pointsQuery({
      limit: SHOWN,
      ...(settled ? { q: settled } : {}),
      ...(division ? { division } : {}),
      ...(search.matter ? { matter: search.matter } : {}),
      ...(search.open ? { openNow: true } : {}),
    }),
    placeholderData: (before) => before,
  });
  return (
    <Page
      title={t('title')}
      width="wide"
      {...(search.matter
        ? {
            back: {
              to: '/matters/$matterId' as const,
              params: { matterId: search.matter },
              label: guide.data ? local(guide.data.title) : t('title'),
            },
          }
        : {})}
    >
      <p className="lead">{guide.data ? t('forMatter', { matter: local(guide.data.title) }) : t('lead')}</p>
      <div className="find" role="search">
        <div className="find-box">
          <Icon name="search" />
          <input
            type="search"
            aria-label={t('search')}
            placeholder={t('placeholder')}
            autoComplete="off"
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
        </div>
      </div>
      <Filters search={search} change={change} />
      <Found
        found={found}
        onAll={() => {
          setQ('');
          go({ to: '/service-points', search: {}, replace: true });
        }}
      />
    </Page>
  );
}

function Found({ found, onAll }: { found: UseQueryResult<PointsFound>; onAll: () => void }) {
  const t = usePointsText();
  const text = useText();
  const { data } = found;
  return (
    <>
      <p className="small" role="status">
        {!data
          ? text('loading')
          : data.total > data.items.length
            ? t('shown', { count: data.total, shown: data.items.length })
            : t('found', { count: data.total })}
      </p>
      {found.isPending ? <Loading /> : null}
      {found.isError ? <ErrorNotice error={found.error} onRetry={() => void found.refetch()} /> : null}
      {data?.total === 0 ? (
        <div className="card">
          <EmptyState title={t('none')} text={t('noneText')}>
            <button type="button" className="yw-button" data-quiet="" onClick={onAll}>
              {t('all')}
            </button>
          </EmptyState>
        </div>
      ) : null}
      <ul className="point-grid">
        {data?.items.map((point) => (
          <li key={point.id}>
            <PointCard point={point} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The city's districts and counties, then the towns of the one chosen; open ones only. */
function Filters({ search, change }: { search: Search; change: (part: Search) => void }) {
  const t = usePointsText();
  const id = useId();
  const local = useLocal();
  const tops = useQuery({
    queryKey: ['divisions', 'counties'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { items } = await fetchDivisions();
      const below = await Promise.all(items.map(({ code }) => fetchDivisions(code)));
      return below.flatMap((one) => one.items);
    },
  });
  const towns = useQuery({
    queryKey: ['divisions', search.county],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: search.county !== undefined,
    queryFn: () => fetchDivisions(search.county),
  });
  const options = (list: { code: string; name: { zh: string; en: string } }[] | undefined) =>
    list?.map(({ code, name }) => (
      <option key={code} value={code}>
        {local(name)}
      </option>
    ));
  return (
    <div className="point-filters">
      <label htmlFor={`${id}-county`}>
        {t('division')}
        <select
          id={`${id}-county`}
          value={search.county ?? ''}
          onChange={(event) => change({ county: event.target.value, town: '' })}
        >
          <option value="">{t('anyDivision')}</option>
          {options(tops.data)}
        </select>
      </label>
      {search.county && (towns.data?.items.length ?? 0) > 0 ? (
        <label htmlFor={`${id}-town`}>
          {t('town')}
          <select
            id={`${id}-town`}
            value={search.town ?? ''}
            onChange={(event) => change({ town: event.target.value })}
          >
            <option value="">{t('anyTown')}</option>
            {options(towns.data?.items)}
          </select>
        </label>
      ) : null}
      <label className="point-open" htmlFor={`${id}-open`}>
        <input
          id={`${id}-open`}
          type="checkbox"
          checked={search.open !== undefined}
          onChange={(event) => change({ open: event.target.checked ? '1' : '' })}
        />
        {t('openOnly')}
      </label>
    </div>
  );
}
