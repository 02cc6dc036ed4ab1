import { EmptyState, ErrorNotice, formatInstant, useCalmLive, useLocal } from '@yiwang/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Board } from '../api/boards.ts';
import { boardQuery, boardsQuery } from '../data/queries.ts';
import type { BoardSearch } from '../router.tsx';
import { useDocumentTitle, Waiting } from '../shell/notices.tsx';
import { useText } from '../texts/index.ts';
import { chooseFigure } from './choose-figure.ts';
import { FigureTile } from './figure-tile.tsx';
import { FirstSteps } from './first-steps.tsx';
import { firstSteps } from './next-step.ts';
import { OrganisationBars } from './organisation-bars.tsx';
import { RecordsDrawer } from './records-drawer.tsx';

const Focus = lazy(() => import('./focus.tsx').then((module) => ({ default: module.Focus })));
const TOPICS = ['cases', 'exchange', 'interfaces', 'licences', 'reviews'];
/** Figures are computed anew for every look: a busy minute must not ask for each call. */
const CALM_MS = 3_000;

/** One board: figures on both sides, the city in the middle. */
export function BoardPage() {
  const t = useText();
  const local = useLocal();
  const { boardId } = useParams({ strict: false }) as { boardId?: string };
  const boards = useQuery(boardsQuery);
  const id = boardId ?? boards.data?.items[0]?.id;
  const board = useQuery({ ...boardQuery(id ?? ''), enabled: id !== undefined });
  useCalmRefresh(id);
  useDocumentTitle(local(board.data?.title) || t('boards'));
  const error = board.error ?? boards.error;
  if (boards.data?.items.length === 0) {
    return (
      <div className="notice card">
        <h1 className="yw-visually-hidden">{t('boards')}</h1>
        <EmptyState title={t('noBoards')} text={t('noBoardsText')} />
      </div>
    );
  }
  if (!board.data) {
    return error ? (
      <div className="notice">
        <h1 className="yw-visually-hidden">{t('boards')}</h1>
        <ErrorNotice
          error={error}
          onRetry={() => {
            void boards.refetch();
            if (id) void board.refetch();
          }}
        />
      </div>
    ) : (
      <Waiting />
    );
  }
  return (
    <Figures board={board.data} others={boards.data?.items ?? []} failed={board.isError || board.isRefetchError} />
  );
}

function Figures({
  board,
  others,
  failed,
}: {
  board: Board;
  others: readonly { id: string; title: Board['title'] }[];
  failed: boolean;
}) {
  const t = useText();
  const local = useLocal();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as BoardSearch;
  const go = (part: BoardSearch) => void navigate({ to: '.', search: { ...search, ...part } as object, replace: true });
  const figures = board.panels.flatMap((panel) => panel.figures);
  const at = formatInstant(board.at, { seconds: true });
  const sides = [
    board.panels.filter((_, index) => index % 2 === 0),
    board.panels.filter((_, index) => index % 2 === 1),
  ];
  const shown = chooseFigure(figures, search.show);
  const steps = firstSteps(figures);
  return (
    <div className="board">
      <div className="board-head">
        <h1>{local(board.title)}</h1>
        <p className="quiet">
          <time dateTime={board.at}>{t('asOf', { at })}</time>
        </p>
        {others.length > 1 ? (
          <nav aria-label={t('boards')}>
            {others.map(({ id, title }) => (
              <Link
                key={id}
                to="/$boardId"
                params={{ boardId: id }}
                {...(id === board.id ? { 'aria-current': 'page' as const } : {})}
              >
                {local(title)}
              </Link>
            ))}
          </nav>
        ) : null}
        {failed ? (
          <p className="stale" role="status">
            {t('stale', { at })}
          </p>
        ) : null}
      </div>
      <div className="columns" {...placing(sides)}>
        {sides.map((panels, side) => (
          <div key={side} className="side" data-side={side}>
            {panels.map((panel) => (
              <section key={panel.title.en} className="card panel">
                <h2>{local(panel.title)}</h2>
                <div className="tiles">
                  {panel.figures.map((figure) => (
                    <FigureTile key={figure.indicator} figure={figure} onOpen={() => go({ open: figure.indicator })} />
                  ))}
                </div>
              </section>
            ))}
          </div>
        ))}
        <Suspense fallback={<div className="focus" />}>
          <Focus figures={figures} shown={shown} onShow={(show) => go({ show })} />
        </Suspense>
        {steps ? <FirstSteps topics={steps} /> : shown ? <OrganisationBars figure={shown} /> : null}
      </div>
      <p className="foot quiet">{t('refreshed')}</p>
      <RecordsDrawer
        figure={figures.find(({ indicator }) => indicator === search.open)}
        onClose={() => go({ open: '' })}
      />
    </div>
  );
}

/** More rows of figures than this stand closer together, so that a wall shows them all. */
const ROOMY_ROWS = 4;

/** The side with fewer rows of figures has room for the offices below them; where both are full they stand below the map. */
function placing(sides: readonly Board['panels'][]) {
  const [left = 0, right = 0] = sides.map((panels) =>
    panels.reduce((sum, { figures }) => sum + Math.ceil(figures.length / 2), 0),
  );
  const dense = Math.max(left, right) > ROOMY_ROWS;
  const roomy = left < right ? 0 : left === right && dense ? 'middle' : 1;
  return { 'data-roomy': roomy, ...(dense ? { 'data-dense': '' } : {}) };
}

/** Asks for the board again when something happened, but not more often than every few seconds. */
function useCalmRefresh(id: string | undefined): void {
  const client = useQueryClient();
  useCalmLive(
    id === undefined ? [] : TOPICS,
    () => void client.invalidateQueries({ queryKey: boardQuery(id ?? '').queryKey }),
    CALM_MS,
  );
}
