import { ErrorNotice } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useState } from 'react';
import { fetchPlatforms, UPSTREAMS, type Platform } from '../../api/upstreams.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { useLevelsText } from '../../texts/levels.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/islands.css';
import '../../styles/levels.css';
import { CredentialsDrawer } from './credentials-drawer.tsx';
import { GrantList } from './grant-list.tsx';
import { PlatformCard } from './platform-card.tsx';
import { ServiceList } from './service-list.tsx';
import { UpperCatalogue } from './upper-catalogue.tsx';
import { UpwardList } from './upward-list.tsx';

const route = getRouteApi('/upstreams');
const TABS = ['services', 'grants', 'catalogue', 'upward'] as const;
export type UpstreamSearch = {
  tab?: string;
  q?: string;
  platform?: string;
  state?: string;
  kind?: string;
  open?: string;
};
export type ListProps = {
  search: UpstreamSearch;
  change: (part: UpstreamSearch) => void;
  platforms: readonly Platform[];
};

/** 上级服务: data services of nation and province, their breakers, calls and grants; applications and reports upward with receipts. */
export function UpstreamsPage() {
  const t = useLevelsText();
  const search: UpstreamSearch = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({ queryKey: [UPSTREAMS, 'platforms'], queryFn: fetchPlatforms, refetchInterval: 15_000 });
  const [credentials, setCredentials] = useState<Platform>();
  useTopicLive('upstreams', UPSTREAMS);
  const change = (part: UpstreamSearch) =>
    void navigate({ search: (before: UpstreamSearch) => ({ ...before, ...part }), replace: true });
  const tab = TABS.find((one) => one === search.tab) ?? 'services';
  const platforms = query.data?.items ?? [];
  const props = { search, change, platforms };
  const open = query.data?.unresolved ?? 0;
  return (
    <Page title={t('upstreams.title')} lead={t('upstreams.lead')}>
      {query.data ? (
        <section className="platforms" aria-label={t('upstreams.platforms')}>
          {platforms.map((platform) => (
            <PlatformCard key={platform.id} platform={platform} onCredentials={() => setCredentials(platform)} />
          ))}
        </section>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={2} />
      )}
      <div className="row">
        <Segmented
          aria-label={t('upstreams.show')}
          value={tab}
          onChange={(value) => change({ tab: value === 'services' ? '' : value, q: '', state: '', open: '' })}
          options={TABS.map((value) => ({ value, label: t(`upstreams.tabs.${value}`) }))}
        />
        {open > 0 ? <small>{t('upstreams.upward.open', { count: open })}</small> : null}
      </div>
      {tab === 'services' ? (
        <ServiceList {...props} />
      ) : tab === 'grants' ? (
        <GrantList {...props} />
      ) : tab === 'catalogue' ? (
        <UpperCatalogue {...props} />
      ) : (
        <UpwardList {...props} />
      )}
      {credentials ? <CredentialsDrawer platform={credentials} onClose={() => setCredentials(undefined)} /> : null}
    </Page>
  );
}
