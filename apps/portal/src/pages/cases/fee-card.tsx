import {
  askMyBill,
  ErrorNotice,
  formatFen,
  payCode,
  payMyBill,
  useLive,
  useLocal,
  usePayment,
  When,
  type MyBill,
  type MyBills,
} from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { billsQuery } from '../../data/queries.ts';
import { useText } from '../../texts/index.ts';

/** What a case costs: what is due and how to pay it, and afterwards what was paid. */
export function FeeCard({ caseId }: { caseId: string }) {
  const t = useText();
  const bills = useQuery(billsQuery(caseId));
  useLive(['cases'], () => void bills.refetch());
  if (bills.isError)
    return (
      <section className="card">
        <h2>{t('fee.title')}</h2>
        <ErrorNotice level={3} error={bills.error} onRetry={() => void bills.refetch()} />
      </section>
    );
  return bills.data?.items
    .filter(({ state, surplus }) => state !== 'cancelled' || surplus.length > 0)
    .map((bill) => <Bill key={bill.id} bill={bill} platform={bills.data.platform} />);
}

function Bill({ bill, platform }: { bill: MyBill; platform: MyBills['platform'] }) {
  const t = useText();
  const local = useLocal();
  return (
    <section className="card" aria-labelledby={`fee-${bill.id}`}>
      <h2 id={`fee-${bill.id}`}>
        {t('fee.title')}{' '}
        <span className="tag" data-tone={bill.state === 'due' ? 'amber' : 'green'}>
          {local(bill.stateTitle)}
        </span>
      </h2>
      <dl className="fee-items">
        {bill.items.map(({ name, fen, basis }) => (
          <div key={`${name.zh} ${basis.zh}`}>
            <dt>
              {local(name)} <span className="small">{local(basis)}</span>
            </dt>
            <dd>{formatFen(fen)}</dd>
          </div>
        ))}
        <div className="fee-total">
          <dt>{t('fee.total')}</dt>
          <dd>{formatFen(bill.fen)}</dd>
        </div>
      </dl>
      <p className="small">{t('fee.number', { number: bill.number })}</p>
      {bill.state === 'due' ? <Pay bill={bill} platform={platform} /> : null}
      {bill.state === 'paid' && bill.closedAt ? (
        <p>
          {t(bill.paidBy === 'window' ? 'fee.paidWindow' : 'fee.paidOnline', { no: bill.paidNo ?? '' })}{' '}
          <When at={bill.closedAt} />
        </p>
      ) : null}
      {bill.surplus.length > 0 ? (
        <p>
          {t('fee.surplus', {
            sum: formatFen(bill.surplus.reduce((sum, { fen }) => sum + fen, 0)),
            office: local(bill.organisationName),
          })}
        </p>
      ) : null}
      {bill.refundFor && bill.refunds.length === 0 ? (
        <p>
          {t('fee.givenBack', { office: local(bill.organisationName) })}{' '}
          <span className="small">{local(bill.refundBasis)}</span>
        </p>
      ) : null}
      {bill.refunds.map(({ id, fen, state, unsure, at, endedAt }) => (
        <p key={id} role="status">
          {t(`fee.refunds.${state === 'approved' && unsure ? 'unsure' : state}`, {
            sum: formatFen(fen),
            office: local(bill.organisationName),
          })}{' '}
          <When at={endedAt ?? at} />
        </p>
      ))}
    </section>
  );
}

function Pay({ bill, platform }: { bill: MyBill; platform: MyBills['platform'] }) {
  const t = useText();
  const local = useLocal();
  const client = useQueryClient();
  const { ask, pay, code } = usePayment(bill, { pay: payMyBill, ask: askMyBill }, () => {
    void client.invalidateQueries({ queryKey: billsQuery(bill.caseId).queryKey });
    void client.invalidateQueries({ queryKey: ['case', bill.caseId] });
  });
  const cameBack = new URLSearchParams(window.location.search).has('paid');
  const look = useEffectEvent(() => ask.mutate());
  useEffect(() => {
    if (cameBack) look();
  }, [cameBack]);
  if (!platform) return <p>{t('fee.windowOnly')}</p>;
  return (
    <div className="fee-pay">
      {platform.simulated ? <p className="notice">{t('fee.simulated')}</p> : null}
      {cameBack && ask.data?.state === 'due' ? <p role="status">{t('fee.notYet')}</p> : null}
      <div className="buttons">
        <button
          type="button"
          className="yw-button fee-phone"
          disabled={pay.isPending}
          onClick={() => pay.mutate('phone')}
        >
          {pay.isPending ? t('fee.opening') : t('fee.pay', { platform: local(platform.title) })}
        </button>
        <button
          type="button"
          className="yw-button fee-scan"
          disabled={pay.isPending}
          onClick={() => pay.mutate('code')}
        >
          {t('fee.scan')}
        </button>
      </div>
      {pay.isError ? <ErrorNotice level={3} error={pay.error} /> : null}
      {ask.isError ? <ErrorNotice level={3} error={ask.error} onRetry={() => ask.mutate()} /> : null}
      {code ? (
        <div className="fee-code">
          <img src={payCode(bill.id, code.order)} alt={t('fee.code')} width={220} height={220} />
          <p>{t('fee.codeText')}</p>
          {platform.simulated ? (
            <p>
              <a href={code.address} target="_blank" rel="noreferrer">
                {t('fee.simulatedPage')}
              </a>
            </p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
