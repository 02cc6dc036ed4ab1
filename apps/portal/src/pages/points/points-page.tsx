import './points.css';
import '../matters/guide.css';
import { EmptyState, ErrorNotice, useLocal, type PointsFound } from '@yiwang/ui';
import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useLocation, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { guideQuery, pointPagesQuery } from '../../data/queries.ts';
import { useSettled } from '../../data/settled.ts';
import { Icon } from '../../shell/icons.tsx';
import { useGo } from '../../shell/link.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { More } from '../../shell/more.tsx';
import { useText } from '../../texts/index.ts';
import { usePointsText } from '../../texts/points.ts';
import { PlaceFilters } from './place-filters.tsx';
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
  const found = useInfiniteQuery({
    ...pointPagesQuery({
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
      <PlaceFilters search={search} change={change} />
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

function Found({ found, onAll }: { found: UseInfiniteQueryResult<InfiniteData<PointsFound>>; onAll: () => void }) {
  const t = usePointsText();
  const text = useText();
  const pages = found.data?.pages ?? [];
  const [first] = pages;
  const items = pages.flatMap((page) => page.items);
  return (
    <>
      <p className="small" role="status">
        {!first
          ? text('loading')
          : first.total > items.length
            ? t('shown', { count: first.total, shown: items.length })
            : t('found', { count: first.total })}
      </p>
      {found.isPending ? <Loading /> : null}
      {found.error && !first ? <ErrorNotice error={found.error} onRetry={() => void found.refetch()} /> : null}
      {first?.total === 0 ? (
        <div className="card">
          <EmptyState title={t('none')} text={t('noneText')}>
            <button type="button" className="yw-button" data-quiet="" onClick={onAll}>
              {t('all')}
            </button>
          </EmptyState>
        </div>
      ) : null}
      <ul className="point-grid">
        {items.map((point) => (
          <li key={point.id}>
            <PointCard point={point} />
          </li>
        ))}
      </ul>
      <More of={found} />
    </>
  );
}
