import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import {
  fetchReport,
  fetchReports,
  REPORT_STATES,
  REPORTS,
  REPORTS_PAGE,
  sendReportsAgain,
  type Report,
  type ReportDetail,
} from '../../api/reports.ts';
import { usePaged } from '../../data/paged.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Told } from '../../table/told.tsx';
import { Tag } from '../../table/tag.tsx';
import { useReportsText } from '../../texts/reports.ts';
import type { Change, ReportSearch } from './reports-page.tsx';

const TONES = { waiting: 'blue', sent: 'green', failed: 'red' } as const;

/** The error queue, or all reports. */
export function ReportList({
  failedOnly,
  search,
  change,
}: {
  failedOnly: boolean;
  search: ReportSearch;
  change: Change;
}) {
  const t = useReportsText();
  const may = usePermission();
  const { q = '', state = '' } = search;
  const filter = { state: failedOnly ? 'failed' : state || undefined, caseNo: q || undefined };
  const paged = usePaged([REPORTS, 'list', filter.state ?? '', q], REPORTS_PAGE, (cursor) =>
    fetchReports(filter, cursor),
  );
  const open = (id: string) => change({ open: id });
  const detail = useQuery({
    queryKey: [REPORTS, 'one', search.open ?? ''],
    queryFn: () => fetchReport(search.open ?? ''),
    enabled: Boolean(search.open),
  });
  const again = useAgain();
  const { items } = paged;
  return (
    <>
      <DataTable
        name={failedOnly ? 'report-errors' : 'reports'}
        label={t(failedOnly ? 'tabs.failed' : 'tabs.all')}
        columns={useColumns(failedOnly, open)}
        rowKey={({ id }) => id}
        rows={items}
        error={paged.error}
        onRetry={paged.again}
        paged={paged}
        empty={
          failedOnly
            ? { title: t('emptyFailed'), text: t('emptyFailedText') }
            : { title: t('emptyAll'), text: t('emptyAllText') }
        }
        narrowed={Boolean(q || state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ id }) => open(id)}
        open={search.open}
        tools={
          <>
            <SearchBox value={q} label={t('search')} onSearch={(text) => change({ q: text })} />
            {failedOnly ? null : (
              <SelectBox
                label={t('state')}
                value={state}
                width={132}
                onChange={(value) => change({ state: value })}
                options={[
                  { value: '', label: t('anyState') },
                  ...REPORT_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
                ]}
              />
            )}
            {failedOnly && may('reports.handle') && items && items.length > 0 ? (
              <Button loading={again.isPending} onClick={() => again.mutate(items.map(({ id }) => id))}>
                {t('againPage')}
              </Button>
            ) : null}
          </>
        }
      />
      <Told>{again.data ? t('againDone', { count: again.data.again.length }) : null}</Told>
      {again.error ? <ErrorNotice error={again.error} level={3} /> : null}
      <DetailDrawer
        detail={{
          id: search.open || undefined,
          shown: detail.data,
          error: detail.data ? null : detail.error,
          onRetry: () => void detail.refetch(),
          onClose: () => change({ open: '' }),
        }}
        title={detail.data ? `${detail.data.caseNo} · ${t(`whats.${detail.data.what}`)}` : t('title')}
      >
        {(report) => <Facts key={report.id} report={report} />}
      </DetailDrawer>
    </>
  );
}

function useAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: sendReportsAgain,
    onSettled: () => client.invalidateQueries({ queryKey: [REPORTS] }),
  });
}

function useColumns(failedOnly: boolean, open: (id: string) => void): Column<Report>[] {
  const t = useReportsText();
  const local = useLocal();
  const reason = ({ code, reason: words }: Report) => (words ? `${local(words)}${code ? ` (${code})` : ''}` : '–');
  const columns: Column<Report>[] = [
    {
      key: 'caseNo',
      title: t('caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ id, caseNo }) => <OpenButton onOpen={() => open(id)}>{caseNo}</OpenButton>,
      always: true,
    },
    { key: 'what', title: t('what'), text: ({ kind, what }) => `${t(`kinds.${kind}`)} · ${t(`whats.${what}`)}` },
    { key: 'matter', title: t('matter'), text: ({ matter }) => local(matter) },
    {
      key: 'organisation',
      title: t('organisation'),
      text: ({ organisation }) => local(organisation),
      startsHidden: true,
    },
    { key: 'at', title: t('at'), text: ({ at }) => formatInstant(at) },
    {
      key: 'state',
      title: t('state'),
      text: ({ state }) => t(`states.${state}`),
      show: ({ state }) => <Tag tone={TONES[state]}>{t(`states.${state}`)}</Tag>,
    },
    { key: 'attempts', title: t('attempts'), text: ({ attempts }) => String(attempts), number: true },
    { key: 'reason', title: t('reason'), text: reason },
    { key: 'receipt', title: t('receipt'), text: ({ receiptNo }) => receiptNo ?? '–' },
  ];
  return failedOnly ? columns.filter(({ key }) => key !== 'receipt' && key !== 'state') : columns;
}

/** One report: where it stands, and what is told. */
function Facts({ report }: { report: ReportDetail }) {
  const t = useReportsText();
  const local = useLocal();
  const may = usePermission();
  const again = useAgain();
  const rows: [string, string | undefined][] = [
    [t('matter'), local(report.matter)],
    [t('organisation'), local(report.organisation)],
    [t('at'), formatInstant(report.at)],
    [t('sequence'), String(report.sequence)],
    [t('attempts'), String(report.attempts)],
    [t('nextTry'), report.nextTryAt && formatInstant(report.nextTryAt)],
    [t('reason'), report.reason && `${local(report.reason)}${report.code ? ` (${report.code})` : ''}`],
    [t('receipt'), report.receiptNo],
    [t('sentAt'), report.sentAt && formatInstant(report.sentAt)],
    [t('serial'), report.id],
  ];
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('state')}</dt>
        <dd>
          <Tag tone={TONES[report.state]}>{t(`states.${report.state}`)}</Tag>
        </dd>
        {rows.map(([title, value]) =>
          value ? (
            <div key={title} className="fact-pair">
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {report.state !== 'sent' && may('reports.handle') ? (
        <div>
          <Button type="primary" loading={again.isPending} onClick={() => again.mutate([report.id])}>
            {t('again')}
          </Button>
        </div>
      ) : null}
      <Told>{again.data ? t('againDone', { count: again.data.again.length }) : null}</Told>
      {again.error ? <ErrorNotice error={again.error} level={3} /> : null}
      <h3>{t('content')}</h3>
      <dl className="facts">
        {Object.entries(report.content).map(([name, value]) => (
          <div key={name} className="fact-pair">
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
