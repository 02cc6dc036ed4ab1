import { EmptyState, ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { fetchReporting, REPORTS, type Reporting } from '../../api/reports.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { useReportsText } from '../../texts/reports.ts';
import '../../styles/reports.css';
import { DayList } from './day-list.tsx';
import { ReportList } from './report-list.tsx';

const route = getRouteApi('/reports');
const TABS = ['days', 'failed', 'all'] as const;
export type ReportSearch = { tab?: string; q?: string; state?: string; day?: string; open?: string };
export type Change = (part: ReportSearch) => void;

/** 上报省平台: how reporting stands by day, what failed, every report with its receipt, and the daily reconciliation. */
export function ReportsPage() {
  const t = useReportsText();
  const search: ReportSearch = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({ queryKey: [REPORTS, 'state'], queryFn: fetchReporting });
  useTopicLive('reports', REPORTS);
  const change: Change = (part) =>
    void navigate({ search: (before: ReportSearch) => ({ ...before, ...part }), replace: true });
  const tab = TABS.find((one) => one === search.tab) ?? 'days';
  const { data } = query;
  const labels = { days: t('tabs.days'), failed: t('tabs.failed'), all: t('tabs.all') };
  return (
    <Page title={t('title')} lead={t('lead')}>
      {data ? (
        <Standing reporting={data} />
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={2} />
      )}
      <Segmented
        className="report-tabs"
        aria-label={t('show')}
        value={tab}
        onChange={(value) => change({ tab: value === 'days' ? '' : value, q: '', state: '', day: '', open: '' })}
        options={TABS.map((value) => ({
          value,
          label: value === 'failed' && data && data.failed > 0 ? `${labels.failed} ${data.failed}` : labels[value],
        }))}
      />
      {tab === 'days' ? (
        <DayList
          reporting={data}
          error={data ? null : query.error}
          onRetry={() => void query.refetch()}
          search={search}
          change={change}
        />
      ) : (
        <ReportList key={tab} failedOnly={tab === 'failed'} search={search} change={change} />
      )}
    </Page>
  );
}

/** To whom it is told, and what is open now. */
function Standing({ reporting }: { reporting: Reporting }) {
  const t = useReportsText();
  const local = useLocal();
  const { platform, waiting, tried, failed, oldestAt } = reporting;
  if (!platform)
    return (
      <section className="card pad">
        <EmptyState title={t('none')} text={t('noneText')} />
      </section>
    );
  return (
    <section className="card pad stack-s" aria-label={t('to', { platform: local(platform.title) })}>
      <p className="row">
        <strong>{t('to', { platform: local(platform.title) })}</strong>
        {platform.simulated ? <Tag tone="amber">{t('simulated')}</Tag> : null}
      </p>
      {platform.simulated ? (
        <p>
          <small>{t('simulatedText')}</small>
        </p>
      ) : null}
      <p>
        {waiting + failed === 0 ? (
          <Tag tone="green">{t('all')}</Tag>
        ) : (
          <>
            {t('open', { waiting, tried, failed })}
            {oldestAt ? <small> · {t('oldest', { at: formatInstant(oldestAt) })}</small> : null}
          </>
        )}
      </p>
    </section>
  );
}
