import { formatFen, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { fetchBillsOfCase, PAYMENTS } from '../../api/payments.ts';
import type { WorkCase } from '../../api/work.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { usePermission } from '../../data/session.ts';
import { Tag } from '../../table/tag.tsx';
import { REFUND_TONES } from '../payments/refund-tones.ts';
import { usePaymentsText } from '../../texts/payments.ts';

/** What the case costs and whether it was paid; nothing where it costs nothing. */
export function CaseFee({ file }: { file: WorkCase }) {
  const t = usePaymentsText();
  const local = useLocal();
  const may = usePermission()('payments.read');
  const { data } = useQuery({
    queryKey: [PAYMENTS, 'of', file.id],
    queryFn: () => fetchBillsOfCase(file.id),
    enabled: may,
  });
  useTopicLive('payments', PAYMENTS);
  if (!data || data.items.length === 0) return null;
  return (
    <section className="card pad stack-s" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      {data.items.map((bill) => (
        <p key={bill.id} className="row">
          <Tag tone={bill.state === 'due' ? 'amber' : bill.state === 'paid' ? 'green' : 'grey'}>
            {local(bill.stateTitle)}
          </Tag>
          <strong>{formatFen(bill.fen)}</strong>
          <Link to="/payments" search={{ q: bill.caseNo, open: bill.id }}>
            {bill.number}
          </Link>
          {bill.closedAt ? <small>{formatInstant(bill.closedAt)}</small> : null}
          {bill.refundable.length > 0 ? <Tag tone="red">{t('toRefund')}</Tag> : null}
          {bill.refunds
            .filter(({ state }) => state !== 'declined')
            .map(({ id, state, stateTitle, fen }) => (
              <Tag key={id} tone={REFUND_TONES[state]}>
                {local(stateTitle)} {formatFen(fen)}
              </Tag>
            ))}
        </p>
      ))}
    </section>
  );
}
