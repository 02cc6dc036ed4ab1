import { EmptyState, ErrorNotice, formatDate, formatInstant, useLocal } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import type { Flows } from '../../api/railway.ts';
import { flowsQuery } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page, Waiting } from '../../shell/page.tsx';
import { csvOf, saveCsv } from '../../table/csv.ts';
import { useText } from '../../texts/index.ts';
import '../../styles/flows.css';
import { FlowDrawer } from './flow-drawer.tsx';
import { Matrix, type Measure } from './matrix.tsx';
import { daysOf, PERIODS, timeBetween, type Period } from './period.ts';

const route = getRouteApi('/flows');
type Search = { period?: string; from?: string; to?: string; measure?: string; open?: string };

/** 流向矩阵: which department gave how much to whom. */
export function FlowsPage() {
  const t = useText();
  const local = useLocal();
  const may = usePermission();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const period: Period = PERIODS.find((one) => one === search.period) ?? '7';
  const days = period === 'custom' ? { first: search.from, last: search.to } : daysOf(period, new Date());
  const time = timeBetween(days.first, days.last);
  const query = useQuery({
    ...flowsQuery(time?.from, time?.to),
    enabled: time !== undefined,
    placeholderData: keepPreviousData,
  });
  const measure: Measure = search.measure === 'calls' ? 'calls' : 'records';
  const flows = query.data;
  const opened = flows?.cells.find(({ from, to }) => `${from}.${to}` === search.open);
  return (
    <Page title={t('flows.title')} lead={t('flows.lead')}>
      <section className="card" aria-label={t('flows.title')}>
        <div className="tools">
          <SelectBox
            label={t('flows.period')}
            value={period}
            width={148}
            onChange={(value) =>
              change({
                period: value,
                ...(value === 'custom' ? { from: days.first ?? '', to: days.last ?? '' } : { from: '', to: '' }),
              })
            }
            options={PERIODS.map((value) => ({ value, label: t(`flows.periods.${value}`) }))}
          />
          {period === 'custom' ? (
            <>
              <input
                type="date"
                className="day"
                aria-label={t('flows.first')}
                value={search.from ?? ''}
                max={formatDate(new Date())}
                onChange={(event) => change({ from: event.target.value })}
              />
              <span aria-hidden="true">–</span>
              <input
                type="date"
                className="day"
                aria-label={t('flows.last')}
                value={search.to ?? ''}
                max={formatDate(new Date())}
                onChange={(event) => change({ to: event.target.value })}
              />
            </>
          ) : null}
          <Segmented
            aria-label={t('flows.measure')}
            value={measure}
            onChange={(value) => change({ measure: value === 'calls' ? 'calls' : '' })}
            options={[
              { value: 'records', label: t('flows.records') },
              { value: 'calls', label: t('flows.calls') },
            ]}
          />
          <span className="grow" />
          {flows ? (
            <small>{t('flows.between', { from: formatInstant(flows.from), to: formatInstant(flows.to) })}</small>
          ) : null}
          <Button disabled={!flows || flows.cells.length === 0} onClick={() => flows && saveFlows(flows)}>
            {t('table.export')}
          </Button>
        </div>
        <div className="table-body">
          {time === undefined ? (
            <EmptyState title={t('flows.badPeriod')} text={t('flows.badPeriodText')} />
          ) : flows ? (
            flows.cells.length > 0 ? (
              <Matrix flows={flows} measure={measure} onOpen={({ from, to }) => change({ open: `${from}.${to}` })} />
            ) : (
              <EmptyState title={t('flows.empty')} text={t('flows.emptyText')}>
                {may('exchange.manage-lines') ? <Link to="/connections/new">{t('connections.add')}</Link> : null}
              </EmptyState>
            )
          ) : query.error ? (
            <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Waiting blocks={4} />
          )}
        </div>
      </section>
      {flows ? <FlowDrawer flows={flows} cell={opened} onClose={() => change({ open: '' })} /> : null}
    </Page>
  );

  function saveFlows(all: Flows): void {
    const nameOf = (id: string) =>
      local([...all.rows, ...all.columns].find(({ organisation }) => organisation === id)?.name) || id;
    saveCsv(
      t('flows.title'),
      csvOf(
        [t('flows.giver'), t('flows.receiver'), t('flows.records'), t('flows.calls')],
        all.cells.map(({ from, to, records, calls }) => [nameOf(from), nameOf(to), String(records), String(calls)]),
      ),
    );
  }
}
