import { ErrorNotice, formatCount, formatInstant, formatShare, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { fetchDifferences, reconcileDay, REPORTS, type ReportDay, type Reporting } from '../../api/reports.ts';
import { usePermission } from '../../data/session.ts';
import { Waiting } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { Told } from '../../table/told.tsx';
import { Tag } from '../../table/tag.tsx';
import { useReportsText } from '../../texts/reports.ts';
import { reconciled } from './reconciled.ts';
import type { Change, ReportSearch } from './reports-page.tsx';

type Props = {
  reporting: Reporting | undefined;
  error: unknown;
  onRetry: () => void;
  search: ReportSearch;
  change: Change;
};

/** Days with what was due and reported; a day opens to its reconciliation. */
export function DayList({ reporting, error, onRetry, search, change }: Props) {
  const t = useReportsText();
  const open = (day: string) => change({ open: day });
  const columns = useColumns(reporting?.withinHours ?? 24, open);
  const shown = reporting?.days.find(({ day }) => day === search.open);
  return (
    <>
      <DataTable
        name="report-days"
        label={t('title')}
        columns={columns}
        rowKey={({ day }) => day}
        rows={reporting?.days}
        error={error}
        onRetry={onRetry}
        empty={{ title: t('emptyDays'), text: t('emptyDaysText') }}
        onOpen={({ day }) => open(day)}
        open={search.open}
      />
      <DetailDrawer
        detail={{ id: search.open || undefined, shown, error, onRetry, onClose: () => change({ open: '' }) }}
        title={`${t('reconciliation')} ${search.open ?? ''}`}
        wide
      >
        {(day) => <Day key={day.day} day={day} configured={Boolean(reporting?.platform)} />}
      </DetailDrawer>
    </>
  );
}

function useColumns(hours: number, open: (day: string) => void): Column<ReportDay>[] {
  const t = useReportsText();
  const figure = (key: 'total' | 'sent' | 'waiting' | 'failed'): Column<ReportDay> => ({
    key,
    title: t(key),
    text: (row) => formatCount(row[key]),
    order: (a, b) => a[key] - b[key],
    number: true,
  });
  return [
    {
      key: 'day',
      title: t('day'),
      text: ({ day }) => day,
      show: ({ day }) => <OpenButton onOpen={() => open(day)}>{day}</OpenButton>,
      order: (a, b) => a.day.localeCompare(b.day),
      always: true,
    },
    figure('total'),
    figure('sent'),
    figure('waiting'),
    figure('failed'),
    {
      key: 'onTime',
      title: t('onTime', { hours }),
      text: ({ onTime, judged }) => (judged === 0 ? '–' : formatShare(onTime / judged)),
      number: true,
    },
    {
      key: 'kinds',
      title: t('kindsOf'),
      text: ({ cases, processes, results, reviews }) =>
        [cases, processes, results, reviews].map(formatCount).join(' / '),
      number: true,
    },
    {
      key: 'reconciliation',
      title: t('reconciliation'),
      text: ({ reconciliation }) => (reconciliation ? inWords(t, reconciled(reconciliation)) : t('notYet')),
      show: (row) => <Result day={row} />,
    },
  ];
}

const inWords = (t: ReturnType<typeof useReportsText>, { result, count }: ReturnType<typeof reconciled>): string =>
  result === 'equal' ? t('equal') : t(result, { count });

function Result({ day: { reconciliation: found } }: { day: ReportDay }) {
  const t = useReportsText();
  if (!found) return <span className="quiet">{t('notYet')}</span>;
  if (found.failure) return <Tag tone="amber">{t('couldNot')}</Tag>;
  const what = reconciled(found);
  return (
    <span className="row">
      <Tag tone={what.tone}>{inWords(t, what)}</Tag>
      {found.mended > 0 ? <small>{t('mended', { count: found.mended })}</small> : null}
    </span>
  );
}

/** The reconciliation of a day: both sides' counts, what differed, and the button that compares again. */
function Day({ day, configured }: { day: ReportDay; configured: boolean }) {
  const t = useReportsText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const found = day.reconciliation;
  const query = useQuery({ queryKey: [REPORTS, 'differences', day.day], queryFn: () => fetchDifferences(day.day) });
  const reconcile = useMutation({
    mutationFn: () => reconcileDay(day.day),
    onSettled: () => client.invalidateQueries({ queryKey: [REPORTS] }),
  });
  return (
    <div className="stack">
      <div className="row">
        <Result day={day} />
        {found ? (
          <small>
            {t('sides', { ours: formatCount(found.ours), theirs: formatCount(found.theirs) })} ·{' '}
            {formatInstant(found.at)}
          </small>
        ) : null}
      </div>
      {found?.failure ? <p>{local(found.failure)}</p> : null}
      {may('reports.handle') && configured ? (
        <div className="stack-s">
          <p>
            <small>{t('reconcileText')}</small>
          </p>
          <div>
            <Button type="primary" loading={reconcile.isPending} onClick={() => reconcile.mutate()}>
              {t('reconcile')}
            </Button>
          </div>
          <Told>{reconcile.data ? t('asked') : null}</Told>
          {reconcile.error ? <ErrorNotice error={reconcile.error} level={3} /> : null}
        </div>
      ) : null}
      <h3>{t('differences')}</h3>
      {query.data ? (
        query.data.items.length === 0 ? (
          <p className="quiet">{t('noDifferences')}</p>
        ) : (
          <SubTable
            scrolls={t('differences')}
            heads={[t('caseNo'), t('kind'), t('differences'), t('found'), t('mendedAt')]}
          >
            {query.data.items.map((one) => (
              <tr key={`${one.serialNo} ${one.what}`}>
                <td>{one.caseNo}</td>
                <td>{t(`kinds.${one.kind}`)}</td>
                <td>{t(`whatDiffers.${one.what}`)}</td>
                <td>{formatInstant(one.foundAt)}</td>
                <td>{one.mendedAt ? formatInstant(one.mendedAt) : <Tag tone="red">{t('stillOpen')}</Tag>}</td>
              </tr>
            ))}
          </SubTable>
        )
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />
      ) : (
        <Waiting blocks={2} />
      )}
    </div>
  );
}
