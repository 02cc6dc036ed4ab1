import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { mattersQuery } from '../../data/queries.ts';
import { useSettled } from '../../data/settled.ts';
import { Icon } from '../../shell/icons.tsx';
import { Loading, Page } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import { MatterCard } from './matter-card.tsx';
import { Link, useGo } from '../../shell/link.tsx';

/** All services, found by typing; what is looked for stands in the address. */
export function MattersPage() {
  const t = useText();
  const go = useGo();
  const { q: asked = '' } = useSearch({ strict: false }) as { q?: string };
  const [q, setQ] = useState(asked);
  const settled = useSettled(q.trim(), 250);
  const found = useQuery({ ...mattersQuery(settled), placeholderData: (before) => before });
  const { pathname } = useLocation();
  useEffect(() => {
    // Not while a link just followed is still loading: that would take the person back here.
    if (settled !== asked && pathname === '/matters')
      go({ to: '/matters', search: settled === '' ? {} : { q: settled }, replace: true });
  }, [settled, asked, pathname, go]);
  const items = found.data?.items ?? [];
  return (
    <Page title={t('matters.title')} width="wide">
      <div className="find" role="search">
        <div className="find-box">
          <Icon name="search" />
          <input
            type="search"
            aria-label={t('search.label')}
            placeholder={t('search.placeholder')}
            autoComplete="off"
            value={q}
            onChange={(event) => setQ(event.target.value)}
          />
          {q === '' ? null : (
            <button type="button" className="link-button" onClick={() => setQ('')}>
              {t('search.clear')}
            </button>
          )}
        </div>
      </div>
      <p className="small" role="status">
        {found.data ? t('search.results', { count: items.length }) : t('loading')}
      </p>
      <Link to="/service-points">{t('matters.points')}</Link>
      {found.isPending ? <Loading /> : null}
      {found.isError ? <ErrorNotice error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.data && items.length === 0 ? (
        <div className="card">
          {settled === '' ? (
            <EmptyState title={t('home.noMatters')} text={t('home.noMattersText')} />
          ) : (
            <EmptyState title={t('search.none', { q: settled })} text={t('search.noneText')}>
              <button type="button" className="yw-button" data-quiet="" onClick={() => setQ('')}>
                {t('matters.all')}
              </button>
            </EmptyState>
          )}
        </div>
      ) : null}
      <ul className="matter-grid">
        {items.map((item) => (
          <li key={item.id}>
            <MatterCard item={item} level={2} />
          </li>
        ))}
      </ul>
    </Page>
  );
}
