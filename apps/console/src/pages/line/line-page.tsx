import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { lineQuery, useRailLive } from '../../data/railway-queries.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { useText } from '../../texts/index.ts';
import '../../styles/case.css';
import '../../styles/line.css';
import { ProofPanel } from '../proof/proof-panel.tsx';
import { SPANS, type Span } from './bins.ts';
import { HeldTab } from './held-tab.tsx';
import { LineCharts } from './line-charts.tsx';
import { LineHead } from './line-head.tsx';
import { LineMapping } from './line-mapping.tsx';
import { LineRuns } from './line-runs.tsx';
import { LineTimeline } from './line-timeline.tsx';
import { QuarantineTab } from './quarantine-tab.tsx';
import { StreamTab } from './stream-tab.tsx';

const route = getRouteApi('/lines/$lineId');
type Search = { tab?: string; hours?: string; state?: string; reason?: string; open?: string };

/** 线路: one table on the rail; what it brings, what it could not take, whether it agrees with its source, and who rides along. */
export function LinePage() {
  const t = useText();
  const local = useLocal();
  const { lineId } = route.useParams() as { lineId: string };
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(lineQuery(lineId));
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const line = query.data;
  const span = (Object.keys(SPANS) as Span[]).find((one) => one === search.hours) ?? '6';
  return (
    <Page
      title={
        line
          ? t('line.pageTitle', { resource: local(line.resourceTitle), office: local(line.organisationName) })
          : t('line.one')
      }
      lead={<Link to="/railway">{t('line.toMap')}</Link>}
    >
      {line ? (
        <>
          <LineHead line={line} onTab={(tab) => change({ tab, state: '', reason: '', open: '' })} />
          <Tabs
            className="line-tabs"
            activeKey={search.tab ?? 'overview'}
            destroyOnHidden
            onChange={(tab) => change({ tab: tab === 'overview' ? '' : tab, state: '', reason: '', open: '' })}
            items={[
              {
                key: 'overview',
                label: t('line.tabs.overview'),
                children: (
                  <div className="line-columns">
                    <div className="stack">
                      <LineCharts
                        id={line.id}
                        span={span}
                        onSpan={(hours) => change({ hours: hours === '6' ? '' : hours })}
                      />
                      <LineRuns runs={line.runs} title={local(line.title)} />
                    </div>
                    <LineTimeline id={line.id} />
                  </div>
                ),
              },
              {
                key: 'quarantine',
                label:
                  line.quarantined > 0
                    ? t('line.tabs.quarantineCount', { count: line.quarantined })
                    : t('line.tabs.quarantine'),
                children: <QuarantineTab line={line} filter={search} onFilter={change} />,
              },
              {
                key: 'held',
                label:
                  line.heldColumns > 0 ? t('line.tabs.heldCount', { count: line.heldColumns }) : t('line.tabs.held'),
                children: <HeldTab line={line} />,
              },
              { key: 'proof', label: t('line.tabs.proof'), children: <ProofPanel lineId={line.id} /> },
              { key: 'mapping', label: t('line.tabs.mapping'), children: <LineMapping line={line} /> },
              { key: 'stream', label: t('line.tabs.stream'), children: <StreamTab line={line} /> },
            ]}
          />
        </>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}
