import { ErrorNotice, formatCount, formatFen, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker } from 'antd';
import {
  fetchPaymentDays,
  fetchPaymentDifferences,
  PAYMENTS,
  reconcilePayments,
  type PaymentDay,
} from '../../api/payments.ts';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Tag } from '../../table/tag.tsx';
import { usePaymentsText } from '../../texts/payments.ts';
import type { Change, PaymentSearch } from './payments-page.tsx';

/** Days compared with the platform's statement; a day opens to what differs. */
export function DayList({ search, change }: { search: PaymentSearch; change: Change }) {
  const t = usePaymentsText();
  const client = useQueryClient();
  const days = useQuery({ queryKey: [PAYMENTS, 'days'], queryFn: fetchPaymentDays });
  const open = (day: string) => change({ open: day });
  const compare = useMutation({
    mutationFn: reconcilePayments,
    onSettled: () => client.invalidateQueries({ queryKey: [PAYMENTS] }),
  });
  const items = days.data?.items;
  return (
    <>
      <DataTable
        name="payment-days"
        label={t('tabs.days')}
        columns={useColumns(open)}
        rowKey={({ day }) => day}
        rows={items}
        error={days.data ? null : days.error}
        onRetry={() => void days.refetch()}
        empty={{ title: t('emptyDays'), text: t('emptyDaysText') }}
        onOpen={({ day }) => open(day)}
        open={search.open}
        tools={
          <DatePicker
            aria-label={t('reconcileDay')}
            placeholder={t('reconcileDay')}
            value={null}
            disabledDate={(day: { endOf(unit: 'day'): { valueOf(): number } }) =>
              day.endOf('day').valueOf() >= Date.now()
            }
            onChange={(_day, text) => (typeof text === 'string' && text !== '' ? compare.mutate(text) : undefined)}
          />
        }
      />
      {compare.error ? <ErrorNotice error={compare.error} level={3} /> : null}
      <DetailDrawer
        detail={{
          id: search.open || undefined,
          shown: items?.find(({ day }) => day === search.open),
          error: days.data ? null : days.error,
          onRetry: () => void days.refetch(),
          onClose: () => change({ open: '' }),
        }}
        title={t('differences', { day: search.open ?? '' })}
        wide
      >
        {(day) => <Day key={day.day} day={day} busy={compare.isPending} onCompare={() => compare.mutate(day.day)} />}
      </DetailDrawer>
    </>
  );
}

function Result({ day }: { day: PaymentDay }) {
  const t = usePaymentsText();
  if (day.failure) return <Tag tone="amber">{t('couldNot')}</Tag>;
  return day.open > 0 ? (
    <Tag tone="red">{t('differs', { count: day.open })}</Tag>
  ) : (
    <Tag tone="green">{t('equal')}</Tag>
  );
}

function useColumns(open: (day: string) => void): Column<PaymentDay>[] {
  const t = usePaymentsText();
  const side = (count: number, fen: number): string => `${formatCount(count)} · ${formatFen(fen)}`;
  return [
    {
      key: 'day',
      title: t('day'),
      text: ({ day }) => day,
      show: ({ day }) => <OpenButton onOpen={() => open(day)}>{day}</OpenButton>,
      always: true,
    },
    { key: 'ours', title: t('ours'), text: ({ ours, oursFen }) => side(ours, oursFen), number: true },
    { key: 'theirs', title: t('theirs'), text: ({ theirs, theirsFen }) => side(theirs, theirsFen), number: true },
    {
      key: 'refunds-ours',
      title: t('oursRefunded'),
      text: ({ refundsOurs, refundsOursFen }) => side(refundsOurs, refundsOursFen),
      number: true,
    },
    {
      key: 'refunds-theirs',
      title: t('theirsRefunded'),
      text: ({ refundsTheirs, refundsTheirsFen }) => side(refundsTheirs, refundsTheirsFen),
      number: true,
    },
    {
      key: 'result',
      title: t('result'),
      text: (day) => (day.failure ? t('couldNot') : day.open > 0 ? t('differs', { count: day.open }) : t('equal')),
      show: (day) => <Result day={day} />,
    },
    { key: 'at', title: t('at'), text: ({ at }) => formatInstant(at) },
  ];
}

function Day({ day, busy, onCompare }: { day: PaymentDay; busy: boolean; onCompare: () => void }) {
  const t = usePaymentsText();
  const local = useLocal();
  const found = useQuery({
    queryKey: [PAYMENTS, 'differences', day.day, day.at],
    queryFn: () => fetchPaymentDifferences(day.day),
  });
  const items = found.data?.items ?? [];
  return (
    <div className="stack">
      <p className="row">
        <Result day={day} /> <small>{formatInstant(day.at)}</small>
        <Button onClick={onCompare} loading={busy}>
          {t('reconcile')}
        </Button>
      </p>
      {day.failure ? <p>{local(day.failure)}</p> : null}
      {found.error ? <ErrorNotice error={found.error} onRetry={() => void found.refetch()} level={3} /> : null}
      {found.data && items.length === 0 ? <p>{t('noDifferences')}</p> : null}
      {items.length > 0 ? (
        <SubTable
          heads={[t('what'), t('order'), t('caseNo'), { number: t('ours') }, { number: t('theirs') }, t('state')]}
        >
          {items.map(({ no, of, what, oursFen, theirsFen, caseNo, mendedAt }) => (
            <tr key={`${no} ${what}`}>
              <td>
                {t(`ofs.${of}`)} · {t(`whats.${what}`)}
              </td>
              <td>
                <code>{no}</code>
              </td>
              <td>{caseNo ?? '–'}</td>
              <td className="number">{oursFen === undefined ? '–' : formatFen(oursFen)}</td>
              <td className="number">{theirsFen === undefined ? '–' : formatFen(theirsFen)}</td>
              <td>
                <Tag tone={mendedAt ? 'green' : 'red'}>{mendedAt ? t('mended') : t('open')}</Tag>
              </td>
            </tr>
          ))}
        </SubTable>
      ) : null}
    </div>
  );
}
