import { ErrorNotice, EmptyState, formatCount, formatInstant, useLocal, type Figure } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useId, useRef } from 'react';
import { recordsQuery } from '../data/queries.ts';
import { barsOf } from '../domain/bars.ts';
import { useText } from '../texts/index.ts';
import { Bars } from '../wall/bars.tsx';
import { FigureValue } from '../wall/figure-value.tsx';
import { RecordsTable } from './records-table.tsx';

const Trend = lazy(() => import('../wall/trend.tsx').then((module) => ({ default: module.Trend })));

/**
 * A figure with how it is counted and the records behind it. The browser's own modal dialog keeps the focus inside, closes by Escape
 * and gives the focus back to the figure.
 */
export function RecordsDrawer({ figure, at, onClose }: { figure: Figure; at: string; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    // A press beside the drawer closes it too, where the browser knows how.
    shown?.setAttribute('closedby', 'any');
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} className="drawer" aria-labelledby={heading} onClose={onClose}>
      <div className="drawer-head">
        <h2 id={heading}>{local(figure.title)}</h2>
        <button type="button" className="yw-button" data-quiet="" onClick={() => dialog.current?.close()}>
          {t('records.close')}
        </button>
      </div>
      <div className="drawer-body">
        <p className="drawer-value">
          <FigureValue figure={figure} />
        </p>
        <p className="drawer-meaning">
          <b>{t('figure.how')}</b> {local(figure.meaning)}
        </p>
        {(figure.series?.length ?? 0) > 1 || barsOf(figure).length > 0 ? (
          <div className="drawer-charts">
            {figure.series && figure.series.length > 0 ? (
              <Suspense fallback={null}>
                <Trend figure={figure} at={at} />
              </Suspense>
            ) : null}
            {barsOf(figure).length > 0 ? <Bars figure={figure} /> : null}
          </div>
        ) : null}
        <Records figure={figure} />
      </div>
    </dialog>
  );
}

function Records({ figure }: { figure: Figure }) {
  const t = useText();
  const local = useLocal();
  const query = useInfiniteQuery(recordsQuery(figure.indicator));
  const pages = query.data?.pages ?? [];
  const count = pages.reduce((sum, page) => sum + page.rows.length, 0);
  const taken = formatInstant(new Date(query.dataUpdatedAt), { seconds: true }).slice(11);
  return (
    <section className="records">
      <h3>{t('records.behind')}</h3>
      {query.isPending ? <p role="status">{t('records.loading')}</p> : null}
      {query.isError && pages.length === 0 ? (
        <ErrorNotice level={3} error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.data && count === 0 ? (
        <EmptyState level={3} title={t('records.none', { period: local(figure.period) })} text={t('records.noneText')} />
      ) : null}
      {count > 0 ? (
        <>
          <p className="quiet">{t('records.taken', { time: taken })}</p>
          <RecordsTable pages={pages} caption={local(figure.title)} />
          {query.isFetchNextPageError ? (
            <ErrorNotice level={3} error={query.error} onRetry={() => void query.fetchNextPage()} />
          ) : null}
          <div className="records-foot">
            <p role="status">{t(query.hasNextPage ? 'records.shown' : 'records.end', { count: formatCount(count) })}</p>
            {query.hasNextPage && !query.isFetchNextPageError ? (
              <button
                type="button"
                className="yw-button"
                data-quiet=""
                aria-disabled={query.isFetchingNextPage}
                onClick={() => {
                  if (!query.isFetchingNextPage) void query.fetchNextPage();
                }}
              >
                {query.isFetchingNextPage ? t('records.loadingMore') : t('records.more')}
              </button>
            ) : null}
          </div>
        </>
      ) : null}
    </section>
  );
}
