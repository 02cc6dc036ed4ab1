import { EmptyState, useLocal } from '@yiwang/ui';
import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { fetchBills, PAYMENTS } from '../../api/payments.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { usePermission } from '../../data/session.ts';
import { Page } from '../../shell/page.tsx';
import { Tag } from '../../table/tag.tsx';
import { usePaymentsText } from '../../texts/payments.ts';
import { BillList } from './bill-list.tsx';
import { DayList } from './day-list.tsx';
import { RefundList } from './refund-list.tsx';

const route = getRouteApi('/payments');
export type PaymentSearch = { tab?: string; q?: string; state?: string; open?: string };
export type Change = (part: PaymentSearch) => void;

/** 缴费: bills of cases, and the daily comparison with the payment platform. */
export function PaymentsPage() {
  const t = usePaymentsText();
  const may = usePermission();
  const search: PaymentSearch = route.useSearch();
  const navigate = route.useNavigate();
  useTopicLive('payments', PAYMENTS);
  const change: Change = (part) =>
    void navigate({ search: (before: PaymentSearch) => ({ ...before, ...part }), replace: true });
  const tabs = ['bills', 'refunds', ...(may('payments.reconcile') ? (['days'] as const) : [])] as const;
  const tab = tabs.find((one) => one === search.tab) ?? 'bills';
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Platform />
      <Segmented
        aria-label={t('show')}
        value={tab}
        onChange={(value) => change({ tab: value === 'bills' ? '' : value, q: '', state: '', open: '' })}
        options={tabs.map((value) => ({ value, label: t(`tabs.${value}`) }))}
      />
      {tab === 'bills' ? <BillList search={search} change={change} /> : null}
      {tab === 'refunds' ? <RefundList search={search} change={change} /> : null}
      {tab === 'days' ? <DayList search={search} change={change} /> : null}
    </Page>
  );
}

/** Where one pays, and whether it is a simulator. */
function Platform() {
  const t = usePaymentsText();
  const local = useLocal();
  const { data } = useQuery({ queryKey: [PAYMENTS, 'platform'], queryFn: () => fetchBills({}) });
  if (!data) return null;
  if (!data.platform)
    return (
      <section className="card pad">
        <EmptyState title={t('none')} text={t('noneText')} />
      </section>
    );
  return (
    <section className="card pad stack-s">
      <p className="row">
        <strong>{t('platform', { platform: local(data.platform.title) })}</strong>
        {data.platform.simulated ? <Tag tone="amber">{t('simulated')}</Tag> : null}
      </p>
      {data.platform.simulated ? (
        <p>
          <small>{t('simulatedText')}</small>
        </p>
      ) : null}
    </section>
  );
}
