import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { goesOn, type RunOfLine } from '../../api/railway.ts';
import { runsQuery, useRailLive } from '../../data/railway-queries.ts';
import { RunProgress, useRunDetail } from '../../rail/run-progress.tsx';
import { reasonWords, RunStateTag } from '../../rail/run-words.tsx';
import { useRailWords } from '../../rail/rail-words.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Page } from '../../shell/page.tsx';
import { DataTable, OpenButton, type Column } from '../../table/data-table.tsx';
import { DetailDrawer } from '../../table/detail-drawer.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { useText } from '../../texts/index.ts';
import { RunFacts } from '../line/run-facts.tsx';

const route = getRouteApi('/runs');
const STATES = ['running', 'waiting', 'failed', 'done', 'cancelled'] as const;
type Search = { q?: string; state?: string; open?: string };

/** 作业: every whole reading of a table, with how far it is and how long it will take. */
export function RunsPage() {
  const t = useText();
  const local = useLocal();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(runsQuery(search.state));
  useRailLive();
  const change = (part: Search) =>
    void navigate({ search: (before: Search) => ({ ...before, ...part }), replace: true });
  const words = (search.q ?? '').toLowerCase();
  const rows = query.data?.items.filter(({ lineTitle }) => local(lineTitle).toLowerCase().includes(words));
  const underWay = query.data?.items.filter(goesOn) ?? [];
  const shown = query.data?.items.find(({ id }) => id === search.open);
  return (
    <Page title={t('runs.title')} lead={t('runs.lead')}>
      {underWay.length > 0 ? (
        <section className="card pad stack-s" aria-label={t('runs.underWay')}>
          {underWay.map((run) => (
            <RunProgress key={run.id} run={run} label={local(run.lineTitle)} />
          ))}
          <small>{t('loads.goesOn')}</small>
        </section>
      ) : null}
      <DataTable
        name="runs"
        label={t('runs.title')}
        columns={useColumns((open) => change({ open }))}
        rowKey={({ id }) => id}
        rows={rows}
        error={query.data ? null : query.error}
        onRetry={() => void query.refetch()}
        empty={{ title: t('runs.empty'), text: t('runs.emptyText') }}
        narrowed={Boolean(search.q || search.state)}
        onClear={() => change({ q: '', state: '' })}
        onOpen={({ id }) => change({ open: id })}
        open={search.open}
        tools={
          <>
            <SearchBox value={search.q ?? ''} label={t('runs.search')} onSearch={(q) => change({ q })} />
            <SelectBox
              label={t('runs.stateFilter')}
              value={search.state ?? ''}
              width={132}
              onChange={(state) => change({ state })}
              options={[
                { value: '', label: t('railway.anyState') },
                ...STATES.map((value) => ({ value, label: t(`runs.states.${value}`) })),
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
        title={local(shown?.lineTitle) || t('runs.one')}
        {...(query.data && !shown ? { gone: <p className="quiet">{t('runs.gone')}</p> } : {})}
      >
        {(run) => (
          <div className="stack">
            <RunFacts run={run} />
            <p>
              <Link to="/lines/$lineId" params={{ lineId: run.lineId }}>
                {t('runs.toLine')}
              </Link>
            </p>
          </div>
        )}
      </DetailDrawer>
    </Page>
  );
}

function useColumns(open: (id: string) => void): Column<RunOfLine>[] {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const detail = useRunDetail();
  const took = ({ startedAt, finishedAt }: RunOfLine) =>
    startedAt && finishedAt ? words.span((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000) : '';
  const number = (
    key: 'rowsRead' | 'rowsGood' | 'rowsRejected' | 'inserted' | 'updated' | 'deleted',
    hidden = true,
  ) => ({
    key,
    title: t(`runs.columns.${key}`),
    text: (run: RunOfLine) => formatCount(run[key]),
    order: (a: RunOfLine, b: RunOfLine) => a[key] - b[key],
    number: true,
    startsHidden: hidden,
  });
  return [
    {
      key: 'line',
      title: t('runs.columns.line'),
      text: ({ lineTitle }) => local(lineTitle),
      show: ({ id, lineTitle }) => <OpenButton onOpen={() => open(id)}>{local(lineTitle)}</OpenButton>,
      always: true,
    },
    { key: 'reason', title: t('runs.columns.reason'), text: ({ reason }) => reasonWords(t, reason) },
    {
      key: 'state',
      title: t('runs.columns.state'),
      text: ({ state }) => t(`runs.states.${state}`),
      show: ({ state }) => <RunStateTag state={state} />,
    },
    {
      key: 'started',
      title: t('runs.columns.started'),
      text: ({ startedAt, createdAt }) => formatInstant(startedAt ?? createdAt),
      order: (a, b) => (a.startedAt ?? a.createdAt).localeCompare(b.startedAt ?? b.createdAt),
    },
    number('rowsRead', false),
    number('rowsRejected', false),
    number('rowsGood'),
    number('inserted'),
    number('updated'),
    number('deleted'),
    {
      key: 'outcome',
      title: t('runs.columns.outcome'),
      text: (run) =>
        run.state === 'failed'
          ? local(run.fault?.text)
          : goesOn(run)
            ? detail(run)
            : took(run)
              ? t('runs.took', { span: took(run) })
              : '–',
    },
  ];
}
