import { ErrorNotice, formatFen, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { BILL_STATES, BILLS_PAGE, fetchBills, PAYMENTS, recordWindowPayment, type Bill } from '../../api/payments.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer, pagedDetail } from '../../table/detail-drawer.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { usePaymentsText } from '../../texts/payments.ts';
import { Refunds } from './bill-refunds.tsx';
import type { Change, PaymentSearch } from './payments-page.tsx';

const TONES = { due: 'amber', paid: 'green', cancelled: 'grey' } as const;
const RECEIPT = /^[0-9A-Za-z-]{4,40}$/;

/** Bills, the newest first; one opens to its items and how it was paid. */
export function BillList({ search, change }: { search: PaymentSearch; change: Change }) {
  const t = usePaymentsText();
  const { q = '', state = '' } = search;
  const paged = usePaged([PAYMENTS, 'bills', q, state], BILLS_PAGE, (cursor) =>
    fetchBills(
      {
        q: q || undefined,
        ...(state === 'refund' ? { refund: 'due' as const } : { state: state || undefined }),
      },
      cursor,
    ),
  );
  const open = (id: string) => change({ open: id });
  return (
    <>
      <DataTable
        name="bills"
        label={t('tabs.bills')}
        columns={useColumns(open)}
        rowKey={({ id }) => id}
        rows={paged.items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={{ title: t('emptyBills'), text: t('emptyBillsText') }}
        narrowed={Boolean(q || state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={
          <>
            <SearchBox value={q} label={t('search')} onSearch={(text) => change({ q: text })} />
            <SelectBox
              label={t('state')}
              value={state}
              width={132}
              onChange={(value) => change({ state: value })}
              options={[
                { value: '', label: t('anyState') },
                ...BILL_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
                { value: 'refund', label: t('toRefund') },
              ]}
            />
          </>
        }
      />
      <DetailDrawer detail={pagedDetail(paged, search.open, () => change({ open: '' }))} title={t('title')} wide>
        {(bill) => <Facts key={bill.id} bill={bill} />}
      </DetailDrawer>
    </>
  );
}

function useColumns(open: (id: string) => void): Column<Bill>[] {
  const t = usePaymentsText();
  const local = useLocal();
  return [
    {
      key: 'number',
      title: t('number'),
      text: ({ number }) => number,
      show: ({ id, number }) => <OpenButton onOpen={() => open(id)}>{number}</OpenButton>,
      always: true,
    },
    { key: 'caseNo', title: t('caseNo'), text: ({ caseNo }) => caseNo },
    { key: 'matter', title: t('matter'), text: ({ title }) => local(title) },
    { key: 'office', title: t('office'), text: ({ organisationName }) => local(organisationName) },
    { key: 'sum', title: t('sum'), text: ({ fen }) => formatFen(fen), number: true },
    {
      key: 'state',
      title: t('state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: ({ state, stateTitle, refundable }) => (
        <span className="row">
          <Tag tone={TONES[state]}>{local(stateTitle)}</Tag>
          {refundable.length > 0 ? <Tag tone="red">{t('toRefund')}</Tag> : null}
        </span>
      ),
    },
    { key: 'way', title: t('way'), text: ({ paidBy }) => (paidBy ? t(`ways.${paidBy}`) : '–'), startsHidden: true },
    { key: 'at', title: t('at'), text: ({ at }) => formatInstant(at) },
    {
      key: 'closedAt',
      title: t('closedAt'),
      text: ({ closedAt }) => (closedAt ? formatInstant(closedAt) : '–'),
      startsHidden: true,
    },
  ];
}

function Facts({ bill }: { bill: Bill }) {
  const t = usePaymentsText();
  const local = useLocal();
  const may = usePermission();
  return (
    <div className="stack">
      <p className="row">
        <Tag tone={TONES[bill.state]}>{local(bill.stateTitle)}</Tag>
        <strong>{formatFen(bill.fen)}</strong>
        <span>{local(bill.title)}</span>
        {may('cases.read') ? (
          <Link to="/work/$caseId" params={{ caseId: bill.caseId }}>
            {t('openCase')} {bill.caseNo}
          </Link>
        ) : (
          <span>{bill.caseNo}</span>
        )}
      </p>
      <p>
        {t('number')} <code>{bill.number}</code>
      </p>
      <SubTable heads={[t('item'), t('basis'), { number: t('sum') }]}>
        {bill.items.map(({ name, basis, fen }) => (
          <tr key={`${name.zh} ${basis.zh}`}>
            <td>{local(name)}</td>
            <td>{local(basis)}</td>
            <td className="number">{formatFen(fen)}</td>
          </tr>
        ))}
      </SubTable>
      {bill.paidBy ? (
        <p>
          {t(`ways.${bill.paidBy}`)} · {t('paidNo')} <code>{bill.paidNo}</code>
          {bill.closedAt ? ` · ${formatInstant(bill.closedAt)}` : ''}
        </p>
      ) : null}
      {bill.surplus.map(({ platformNo, fen }) => (
        <p key={platformNo}>{t('surplusText', { no: platformNo, sum: formatFen(fen) })}</p>
      ))}
      <Refunds bill={bill} />
      {bill.state === 'due' && may('payments.handle') ? <AtWindow bill={bill} /> : null}
    </div>
  );
}

/** Records that it was paid at the window, under the number of the receipt given there. */
function AtWindow({ bill }: { bill: Bill }) {
  const t = usePaymentsText();
  const client = useQueryClient();
  const field = useId();
  const [receipt, setReceipt] = useState('');
  const record = useMutation({
    mutationFn: () => recordWindowPayment(bill.id, receipt),
    onSettled: () => client.invalidateQueries({ queryKey: [PAYMENTS] }),
  });
  return (
    <form
      className="stack-s"
      onSubmit={(event) => {
        event.preventDefault();
        if (RECEIPT.test(receipt)) record.mutate();
      }}
    >
      <h3>{t('window')}</h3>
      <label htmlFor={field}>{t('receipt')}</label>
      <div className="row">
        <Input
          id={field}
          value={receipt}
          aria-describedby={`${field}-help`}
          onChange={(event) => setReceipt(event.target.value.trim())}
          style={{ maxWidth: 280 }}
        />
        <Button type="primary" htmlType="submit" disabled={!RECEIPT.test(receipt)} loading={record.isPending}>
          {t('record')}
        </Button>
      </div>
      <small id={`${field}-help`}>{t('receiptHelp')}</small>
      {record.error ? <ErrorNotice error={record.error} level={3} /> : null}
    </form>
  );
}
