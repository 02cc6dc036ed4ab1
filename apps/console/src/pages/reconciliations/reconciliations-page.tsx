import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { LineProof } from '../../api/reconciliations.ts';
import { proofsQuery, useRailLive } from '../../data/railway-queries.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import { OutcomeMark, outcomeOf } from '../proof/outcome.tsx';
import { ProofPanel } from '../proof/proof-panel.tsx';

const route = getRouteApi('/reconciliations');
const OUTCOMES = ['differs', 'too-many', 'failed', 'running', 'equal', 'mended', 'cancelled'] as const;
type Search = { q?: string; state?: string; open?: string };

/** 对账: every line with its newest proof. */
export function ReconciliationsPage() {
  const t = useText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(proofsQuery);
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const words = (search.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(
    ({ title, last }) =>
      local(title).toLowerCase().includes(words) &&
      (!search.state || (last ? outcomeOf(last).key : 'never') === search.state),
  );
  const shown = query.data?.items.find(({ lineId }) => lineId === search.open);
  return (
    <Page title={t('proof.pageTitle')} lead={t('proof.lead')}>
      <DataTable
        name="reconciliations"
        label={t('proof.pageTitle')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ lineId }) => lineId}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('proof.empty'), text: t('proof.emptyText') }}
        narrowed={Boolean(search.q || search.state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ lineId }) => change({ open: lineId })}
        open={search.open}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('proof.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('proof.outcome')}
              value={search.state ?? ''}
              width={148}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('proof.anyOutcome') },
                ...OUTCOMES.map((value) => ({ value, label: t(`proof.outcomes.${value}`) })),
                { value: 'never', label: t('proof.outcomes.never') },
              ]}
            />
          </>
        }
      />
      <DetailDrawer
        detail={{
          id: search.open,
          shown,
          error: query.error,
          onRetry: () => void query.refetch(),
          onClose: () => change({ open: '' }),
        }}
        title={local(shown?.title) || t('proof.pageTitle')}
        wide
      >
        {({ lineId }) => (
          <div className="stack">
            <p>
              <Link to="/lines/$lineId" params={{ lineId }}>
                {t('runs.toLine')}
              </Link>
            </p>
            <ProofPanel lineId={lineId} />
          </div>
        )}
      </DetailDrawer>
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<LineProof>[] {
  const t = useText();
  const local = useLocal();
  const at = ({ last }: LineProof) => last?.finishedAt ?? last?.startedAt ?? last?.createdAt ?? '';
  const figure = (key: string, title: string, of: (line: LineProof) => number | undefined): Column<LineProof> => ({
    key,
    title,
    text: (line) => {
      const value = of(line);
      return value === undefined ? '–' : formatCount(value);
    },
    order: (a, b) => (of(a) ?? -1) - (of(b) ?? -1),
    number: true,
  });
  return [
    {
      key: 'line',
      title: t('railway.columns.line'),
      text: ({ title }) => local(title),
      show: ({ lineId, title }) => <OpenButton onOpen={() => open(lineId)}>{local(title)}</OpenButton>,
      always: true,
    },
    {
      key: 'outcome',
      title: t('proof.outcome'),
      text: ({ last }) => (last ? t(`proof.outcomes.${outcomeOf(last).key}`) : t('proof.outcomes.never')),
      show: ({ last }) =>
        last ? <OutcomeMark proof={last} /> : <span className="quiet">{t('proof.outcomes.never')}</span>,
    },
    {
      key: 'at',
      title: t('proof.at'),
      text: (line) => (at(line) ? formatInstant(at(line)) : '–'),
      order: (a, b) => at(a).localeCompare(at(b)),
    },
    figure('sourceRows', t('proof.sourceRows'), ({ last }) => last?.sourceRows),
    figure('lakeRows', t('proof.lakeRows'), ({ last }) => last?.lakeRows),
    figure('missing', t('proof.missing'), ({ last }) => last?.differences.missing),
    figure('extra', t('proof.extra'), ({ last }) => last?.differences.extra),
    figure('changed', t('proof.changed'), ({ last }) => last?.differences.changed),
    figure('left', t('proof.left'), ({ last }) => last?.left),
    {
      key: 'every',
      title: t('proof.setting'),
      text: ({ setting }) =>
        setting?.everyHours ? t('proof.everyHours', { count: setting.everyHours }) : t('proof.every.h0'),
    },
  ];
}
