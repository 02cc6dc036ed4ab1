import { ErrorNotice, formatCount, shanghaiDay, useLocal } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import '../../styles/work.css';
import {
  fetchWorkBoard,
  type BoardBy,
  type BoardFigure,
  type BoardLine,
  type WorkBoard,
} from '../../api/work-board.ts';
import { filled } from '../../data/search.ts';
import { useTopicLive } from '../../data/live-topic.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { useText } from '../../texts/index.ts';
import { BoardCases } from './board-cases.tsx';

const route = getRouteApi('/work-board');
const PERIODS = ['7', '30', '90', '365'] as const;
export const WORK_BOARD = 'work-board';
type Search = { by?: string; days?: string; figure?: string; of?: string };

/** 办件看板: of a department or the city, from what happened; every count opens to its cases. */
export function WorkBoardPage() {
  const t = useText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useTopicLive('cases', WORK_BOARD);
  const by: BoardBy = search.by === 'matter' ? 'matter' : 'organisation';
  const days = PERIODS.find((one) => one === search.days) ?? '30';
  const span = { from: shanghaiDay(1 - Number(days)), to: shanghaiDay() };
  const query = useQuery({
    queryKey: [WORK_BOARD, by, span.from, span.to],
    queryFn: () => fetchWorkBoard(by, span),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const change = (part: Search) => void navigate({ search: filled({ ...search, ...part }), replace: true });
  const board = query.data;
  const line = search.of === 'total' ? board?.total : board?.lines.find(({ key }) => key === search.of);
  return (
    <Page title={t('workBoard.title')} lead={t('workBoard.lead')}>
      <div className="row">
        <Segmented<string>
          aria-label={t('workBoard.by')}
          value={by}
          onChange={(value) => change({ by: value === 'matter' ? value : '', figure: '', of: '' })}
          options={(['organisation', 'matter'] as const).map((value) => ({
            value,
            label: t(`workBoard.bys.${value}`),
          }))}
        />
        <Segmented<string>
          aria-label={t('workBoard.period')}
          value={days}
          onChange={(value) => change({ days: value === '30' ? '' : value, figure: '', of: '' })}
          options={PERIODS.map((value) => ({ value, label: t(`workBoard.periods.${value}`) }))}
        />
        {board ? <small>{t('workBoard.span', { from: board.from, to: board.to })}</small> : null}
      </div>
      {board ? (
        <Board
          board={board}
          by={by}
          error={query.error}
          again={() => void query.refetch()}
          onOpen={(of, figure) => change({ of, figure })}
        />
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
      {search.figure && search.of && line ? (
        <BoardCases
          by={by}
          line={line}
          figure={search.figure as BoardFigure}
          span={span}
          onClose={() => change({ figure: '', of: '' })}
        />
      ) : null}
    </Page>
  );
}

type BoardProps = {
  board: WorkBoard;
  by: BoardBy;
  error: unknown;
  again: () => void;
  onOpen: (of: string, figure: BoardFigure) => void;
};

function Board({ board, by, error, again, onOpen }: BoardProps) {
  const t = useText();
  const local = useLocal();
  const { total } = board;
  const share = (part: number | null): string => (part === null ? '–' : `${(part * 100).toFixed(1)}%`);
  const days = (count: number | null): string => (count === null ? '–' : String(count));
  const count = (figure: BoardFigure, of: (line: BoardLine) => number): Column<BoardLine> => ({
    key: figure,
    title: t(`workBoard.figures.${figure}`),
    text: (line) => String(of(line)),
    order: (a, b) => of(a) - of(b),
    number: true,
    show: (line) => (
      <Opens
        count={of(line)}
        label={`${local(line.title)} ${t(`workBoard.figures.${figure}`)}`}
        onOpen={() => onOpen(line.key, figure)}
      />
    ),
  });
  const figure = (
    key: Parameters<typeof t>[0],
    name: string,
    of: (line: BoardLine) => string,
    startsHidden = false,
  ): Column<BoardLine> => ({ key: name, title: t(key), text: of, number: true, startsHidden });
  const opening = (
    name: BoardFigure,
    key: Parameters<typeof t>[0],
    of: (line: BoardLine) => string,
    startsHidden = false,
  ): Column<BoardLine> => ({
    key: name,
    title: t(key),
    text: of,
    number: true,
    startsHidden,
    show: (line) =>
      of(line).startsWith('–') ? (
        <span>–</span>
      ) : (
        <button
          type="button"
          className="plain-button"
          aria-label={t('workBoard.open', { label: `${local(line.title)} ${t(key)}`, number: of(line) })}
          onClick={() => onOpen(line.key, name)}
        >
          {of(line)}
        </button>
      ),
  });
  const columns: Column<BoardLine>[] = [
    {
      key: 'title',
      title: t(by === 'matter' ? 'work.matter' : 'work.organisation'),
      text: ({ title }) => local(title),
      always: true,
    },
    count('submitted', ({ submitted }) => submitted),
    count('decided', ({ decided }) => decided),
    figure('workBoard.instantShare', 'instantShare', ({ instantShare }) => share(instantShare)),
    figure('workBoard.onTimeShare', 'onTimeShare', ({ onTimeShare }) => share(onTimeShare)),
    opening('zero-visit', 'workBoard.zeroVisitShare', (line) =>
      [line.zeroVisitShare, line.promisedZeroVisitShare].map(share).join(' / '),
    ),
    opening(
      'one-visit',
      'workBoard.oneVisitShare',
      (line) => [line.oneVisitShare, line.promisedOneVisitShare].map(share).join(' / '),
      true,
    ),
    count('more-visits', ({ moreVisits }) => moreVisits),
    opening('online', 'workBoard.onlineShare', ({ onlineShare }) => share(onlineShare)),
    opening('window', 'workBoard.windowShare', ({ windowShare }) => share(windowShare), true),
    figure('workBoard.promisedCompression', 'promised', (line) => share(line.promisedCompression), true),
    figure('workBoard.actualCompression', 'actual', (line) => share(line.actualCompression)),
    figure('workBoard.takenDays', 'taken', (line) =>
      [line.takenDays, line.promisedDays, line.statutoryDays].map(days).join(' / '),
    ),
    { ...count('referred', ({ referred }) => referred), startsHidden: true },
    count('open', ({ open }) => open),
    count('amber', ({ amber }) => amber),
    count('red', ({ red }) => red),
    count('double-red', ({ doubleRed }) => doubleRed),
    count('stopped', ({ stopped }) => stopped),
  ];
  return (
    <>
      <div className="board-figures">
        {(
          [
            ['submitted', total.submitted, ''],
            [
              'decided',
              total.decided,
              total.decided > 0 ? t('workBoard.instantOf', { share: share(total.instantShare) }) : '',
            ],
            ['open', total.open, ''],
            ['amber', total.amber, ''],
            ['red', total.red, ''],
            ['double-red', total.doubleRed, ''],
            ['stopped', total.stopped, ''],
          ] as const
        ).map(([name, value, more]) => (
          <section className="card pad" key={name} data-light={value > 0 ? name : undefined}>
            <h2>{t(`workBoard.figures.${name}`)}</h2>
            <b>
              <Opens count={value} label={t(`workBoard.figures.${name}`)} onOpen={() => onOpen('total', name)} />
            </b>
            <small>{more || t(`workBoard.explain.${name}`)}</small>
          </section>
        ))}
      </div>
      <DataTable
        name="work-board"
        wraps
        label={t('workBoard.title')}
        columns={columns}
        rowKey={({ key }) => key}
        rows={board.lines}
        error={error}
        onRetry={again}
        empty={{ title: t('workBoard.empty'), text: t('workBoard.emptyText') }}
      />
      <p className="small">{t('workBoard.source')}</p>
    </>
  );
}

function Opens({ count, label, onOpen }: { count: number; label: string; onOpen: () => void }) {
  const t = useText();
  if (count === 0) return <span>0</span>;
  return (
    <button
      type="button"
      className="plain-button"
      aria-label={t('workBoard.open', { label, number: formatCount(count) })}
      onClick={onOpen}
    >
      {formatCount(count)}
    </button>
  );
}
