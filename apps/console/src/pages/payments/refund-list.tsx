import { formatFen, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { Fragment, useState } from 'react';
import { BILLS_PAGE, decideRefund, fetchRefunds, PAYMENTS, REFUND_STATES, type Refund } from '../../api/payments.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { Written } from '../../form/written.tsx';
import { Confirm } from '../../rail/confirm.tsx';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { Told } from '../../table/told.tsx';
import { Tag } from '../../table/tag.tsx';
import { usePaymentsText } from '../../texts/payments.ts';
import type { Change, PaymentSearch } from './payments-page.tsx';
import { REFUND_TONES } from './refund-tones.ts';

/** Refunds, the newest first; one opens to who proposed it, who decided, and what the platform said. */
export function RefundList({ search, change }: { search: PaymentSearch; change: Change }) {
  const t = usePaymentsText();
  const local = useLocal();
  const { state = '' } = search;
  const paged = usePaged([PAYMENTS, 'refunds', state], BILLS_PAGE, (cursor) =>
    fetchRefunds(state || undefined, cursor),
  );
  const open = (id: string) => change({ open: id });
  const columns: Column<Refund>[] = [
    {
      key: 'at',
      title: t('refund.at'),
      text: ({ at }) => formatInstant(at),
      show: ({ id, at }) => <OpenButton onOpen={() => open(id)}>{formatInstant(at)}</OpenButton>,
      always: true,
    },
    { key: 'caseNo', title: t('caseNo'), text: ({ caseNo }) => caseNo },
    { key: 'matter', title: t('matter'), text: ({ title }) => local(title) },
    { key: 'sum', title: t('sum'), text: ({ fen }) => formatFen(fen), number: true },
    {
      key: 'state',
      title: t('state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: (one) => <Tag tone={REFUND_TONES[one.state]}>{local(one.stateTitle)}</Tag>,
    },
    { key: 'by', title: t('refund.by'), text: ({ proposedBy }) => proposedBy },
    { key: 'decidedBy', title: t('refund.decidedBy'), text: ({ decidedBy }) => decidedBy ?? '–' },
    { key: 'endedAt', title: t('refund.endedAt'), text: ({ endedAt }) => (endedAt ? formatInstant(endedAt) : '–') },
  ];
  return (
    <>
      <DataTable
        name="refunds"
        label={t('tabs.refunds')}
        columns={columns}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('refund.none'), text: t('refund.noneText') }}
        narrowed={Boolean(state)}
        onClear={() => change({ state: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={
          <SelectBox
            label={t('state')}
            value={state}
            width={160}
            onChange={(value) => change({ state: value })}
            options={[
              { value: '', label: t('anyState') },
              ...REFUND_STATES.map((value) => ({ value, label: t(`refund.states.${value}`) })),
            ]}
          />
        }
      />
      <DetailDrawer detail={pagedDetail(paged, search.open, () => change({ open: '' }))} title={t('refund.title')} wide>
        {(refund) => <Facts key={refund.id} refund={refund} />}
      </DetailDrawer>
    </>
  );
}

function Facts({ refund }: { refund: Refund }) {
  const t = usePaymentsText();
  const local = useLocal();
  const may = usePermission();
  const [deciding, setDeciding] = useState<'approve' | 'decline'>();
  const [done, setDone] = useState<string>();
  const { state, unsure, mayDecide } = refund;
  const now =
    state === 'stuck'
      ? t('refund.stuck')
      : state === 'approved'
        ? t(unsure ? 'refund.unsure' : 'refund.pending')
        : state !== 'proposed' || mayDecide
          ? undefined
          : t(may('payments.approve-refunds') ? 'refund.own' : 'refund.waits');
  const facts: [string, string | undefined][] = [
    [t('matter'), local(refund.title)],
    [t('office'), local(refund.organisationName)],
    [t('refund.reason'), refund.reason],
    [t('refund.by'), `${refund.proposedBy} · ${formatInstant(refund.at)}`],
    [
      t('refund.decidedBy'),
      refund.decidedBy && `${refund.decidedBy} · ${refund.decidedAt ? formatInstant(refund.decidedAt) : ''}`,
    ],
    [t('refund.decision'), refund.decision],
    [t('refund.platformNo'), refund.platformNo],
    [t('refund.endedAt'), refund.endedAt && formatInstant(refund.endedAt)],
  ];
  return (
    <div className="stack">
      <p className="row">
        <Tag tone={REFUND_TONES[state]}>{local(refund.stateTitle)}</Tag>
        <strong>{formatFen(refund.fen)}</strong>
        <Link to="/payments" search={{ q: refund.caseNo, open: refund.billId }}>
          {t('number')} {refund.billNumber}
        </Link>
        {may('cases.read') ? (
          <Link to="/work/$caseId" params={{ caseId: refund.caseId }}>
            {t('openCase')} {refund.caseNo}
          </Link>
        ) : (
          <span>{refund.caseNo}</span>
        )}
      </p>
      {now ? <p role="status">{now}</p> : null}
      {refund.failure ? <p className="fault">{t('refund.failure', { failure: local(refund.failure) })}</p> : null}
      <dl className="facts">
        {facts.map(([label, value]) =>
          value ? (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </Fragment>
          ) : null,
        )}
      </dl>
      {mayDecide ? (
        <p className="row">
          <Button type="primary" onClick={() => setDeciding('approve')}>
            {t('refund.approve')}
          </Button>
          <Button onClick={() => setDeciding('decline')}>{t('refund.decline')}</Button>
        </p>
      ) : null}
      {deciding ? (
        <Decide
          refund={refund}
          approve={deciding === 'approve'}
          onClose={() => setDeciding(undefined)}
          onDone={() => {
            setDone(deciding === 'approve' ? t('refund.approved') : t('refund.declined'));
            setDeciding(undefined);
          }}
        />
      ) : null}
      <Told>{done}</Told>
    </div>
  );
}

type DecideProps = { refund: Refund; approve: boolean; onClose: () => void; onDone: () => void };

function Decide({ refund, approve, onClose, onDone }: DecideProps) {
  const t = usePaymentsText();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [complain, setComplain] = useState(false);
  const said = reason.trim().length >= 4;
  const send = useMutation({
    mutationFn: () => decideRefund(refund.id, approve ? { approve } : { approve, reason: reason.trim() }),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: [PAYMENTS] }),
  });
  const name = t(approve ? 'refund.approve' : 'refund.decline');
  return (
    <Confirm
      open
      title={name}
      act={name}
      danger={!approve}
      busy={send.isPending}
      error={send.error}
      onClose={onClose}
      onAct={() => (approve || said ? send.mutate() : setComplain(true))}
    >
      <p>{approve ? t('refund.approveText', { sum: formatFen(refund.fen) }) : t('refund.declineText')}</p>
      {approve ? null : (
        <Written
          label={t('refund.reason')}
          max={500}
          value={reason}
          onChange={setReason}
          fault={complain && !said ? t('refund.reasonFault') : undefined}
        />
      )}
    </Confirm>
  );
}
