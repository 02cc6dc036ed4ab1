import { ErrorNotice, formatFen, useLocal, usePayment, type MyBill, type MyBills } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { AT_WINDOW_CALLS, codeAtWindow, fetchBillsAtWindow, PAYMENTS } from '../../api/payments.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { Tag } from '../../table/tag.tsx';
import { useWindowText } from '../../texts/window.ts';

/** The fee of a case whose applicant stands at the window: the code they scan, and that it has been paid. Nothing where nothing is due. */
export function WindowFee({ caseId }: { caseId: string }) {
  useTopicLive('payments', PAYMENTS);
  const bills = useQuery({ queryKey: [PAYMENTS, 'at-window', caseId], queryFn: () => fetchBillsAtWindow(caseId) });
  if (bills.error) return <ErrorNotice error={bills.error} onRetry={() => void bills.refetch()} level={3} />;
  return bills.data?.items
    .filter(({ state }) => state !== 'cancelled')
    .map((bill) => <Bill key={bill.id} bill={bill} platform={bills.data.platform} />);
}

function Bill({ bill, platform }: { bill: MyBill; platform: MyBills['platform'] }) {
  const t = useWindowText();
  const local = useLocal();
  const client = useQueryClient();
  const { pay, ask, code } = usePayment(bill, AT_WINDOW_CALLS, () => {
    void client.invalidateQueries({ queryKey: [PAYMENTS] });
  });
  const due = bill.state === 'due';
  return (
    <div className="window-fee stack-s">
      <p className="row" role="status">
        <Tag tone={due ? 'amber' : 'green'}>{local(bill.stateTitle)}</Tag>
        <b>{formatFen(bill.fen)}</b>
        <small>{bill.items.map(({ name }) => local(name)).join(t('fee.and'))}</small>
        {due && platform && !code ? (
          <Button size="small" type="primary" loading={pay.isPending} onClick={() => pay.mutate('code')}>
            {t('fee.show')}
          </Button>
        ) : null}
      </p>
      {due && !platform ? <p className="quiet">{t('fee.none')}</p> : null}
      {due && code ? (
        <figure className="window-code">
          <img src={codeAtWindow(bill.id, code.order)} alt={t('fee.code')} width={240} height={240} />
          <figcaption>
            <p>{t('fee.scan', { sum: formatFen(bill.fen) })}</p>
            <p className="quiet">{t('fee.follows')}</p>
            {platform?.simulated ? (
              <p>
                {t('fee.simulated')}{' '}
                <a href={code.address} target="_blank" rel="noreferrer">
                  {t('fee.simulatedPage')}
                </a>
              </p>
            ) : null}
          </figcaption>
        </figure>
      ) : null}
      {pay.error ? <ErrorNotice error={pay.error} level={3} /> : null}
      {ask.error ? <ErrorNotice error={ask.error} onRetry={() => ask.mutate()} level={3} /> : null}
    </div>
  );
}
