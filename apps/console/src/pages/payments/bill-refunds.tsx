import { formatFen, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { PAYMENTS, proposeRefund, type Bill } from '../../api/payments.ts';
import { usePermission } from '../../data/session.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { Field } from '../../rail/field.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { usePaymentsText } from '../../texts/payments.ts';
import { REFUND_TONES } from './refund-tones.ts';

/** What of a bill was or is to be given back, and the proposal to do so. */
export function Refunds({ bill }: { bill: Bill }) {
  const t = usePaymentsText();
  const local = useLocal();
  const may = usePermission();
  const navigate = useNavigate();
  const [proposing, setProposing] = useState(false);
  const { refunds, refundable, refundFor, refundBasis } = bill;
  if (refunds.length === 0 && refundable.length === 0) return null;
  return (
    <section className="stack-s">
      <h3>{t('refund.title')}</h3>
      {refundFor ? (
        <p>
          {t(`refund.why.${refundFor}`)} <small>{local(refundBasis)}</small>
        </p>
      ) : null}
      {refunds.map(({ id, fen, state, stateTitle, unsure, at, endedAt }) => (
        <p key={id} className="row">
          <Tag tone={REFUND_TONES[state]}>{local(stateTitle)}</Tag>
          <strong>{formatFen(fen)}</strong>
          <Link to="/payments" search={{ tab: 'refunds', open: id }}>
            {formatInstant(endedAt ?? at)}
          </Link>
          {unsure ? <small>{t('refund.unsure')}</small> : null}
        </p>
      ))}
      {refundable.length > 0 && may('payments.handle') ? (
        <p>
          <Button type="primary" onClick={() => setProposing(true)}>
            {t('refund.propose')}
          </Button>
        </p>
      ) : null}
      {proposing ? (
        <Propose
          bill={bill}
          onClose={() => setProposing(false)}
          onDone={(refund) => {
            setProposing(false);
            void navigate({ to: '/payments', search: { tab: 'refunds', open: refund } });
          }}
        />
      ) : null}
    </section>
  );
}

/** `80.5` as 8050; undefined when it is no amount. */
function fenOf(yuan: string): number | undefined {
  const [, whole, part = ''] = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(yuan.trim()) ?? [];
  return whole === undefined ? undefined : Number(whole) * 100 + Number(part.padEnd(2, '0'));
}
const yuanOf = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

function Propose({ bill, onClose, onDone }: { bill: Bill; onClose: () => void; onDone: (refund: string) => void }) {
  const t = usePaymentsText();
  const client = useQueryClient();
  const [order, setOrder] = useState(bill.refundable[0]?.order ?? '');
  const chosen = bill.refundable.find((one) => one.order === order);
  const most = chosen?.fen ?? 0;
  const [sum, setSum] = useState(yuanOf(most));
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const fen = fenOf(sum);
  const whole = fen !== undefined && fen >= 1 && fen <= most;
  const said = reason.trim().length >= 4;
  const send = useMutation({
    mutationFn: () => proposeRefund(bill.id, { order, fen: fen ?? 0, reason: reason.trim() }),
    onSuccess: ({ refunds }) => onDone(refunds.at(-1)?.id ?? ''),
    onSettled: () => client.invalidateQueries({ queryKey: [PAYMENTS] }),
  });
  return (
    <Confirm
      open
      title={t('refund.propose')}
      act={t('refund.propose')}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => (whole && said ? send.mutate() : setComplain(true))}
    >
      <p className="quiet">{t('refund.lead')}</p>
      {bill.refundable.length > 1 ? (
        <Field label={t('refund.payment')} required>
          {(described) => (
            <SelectBox
              {...described}
              label={t('refund.payment')}
              value={order}
              width="100%"
              onChange={(next) => {
                setOrder(next);
                setSum(yuanOf(bill.refundable.find((one) => one.order === next)?.fen ?? 0));
              }}
              options={bill.refundable.map((one) => ({
                value: one.order,
                label: t('refund.paymentOf', { no: one.platformNo, sum: formatFen(one.fen) }),
              }))}
            />
          )}
        </Field>
      ) : (
        <p>{t('refund.paymentOf', { no: chosen?.platformNo ?? '', sum: formatFen(most) })}</p>
      )}
      <Field
        label={t('refund.sum')}
        hint={t('refund.sumHint', { sum: formatFen(most) })}
        required
        fault={complain && !whole ? t('refund.sumFault', { sum: formatFen(most) }) : undefined}
      >
        {(described) => (
          <Input {...described} inputMode="decimal" value={sum} onChange={(event) => setSum(event.target.value)} />
        )}
      </Field>
      <Written
        label={t('refund.reason')}
        hint={t('refund.reasonHint')}
        max={500}
        value={reason}
        onChange={setReason}
        fault={complain && !said ? t('refund.reasonFault') : undefined}
      />
    </Confirm>
  );
}
