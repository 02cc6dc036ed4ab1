import { EmptyState, ErrorNotice, formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Cell, Figure, RecordsPage } from '../api/boards.ts';
import { recordsQuery } from '../data/queries.ts';
import { Waiting } from '../shell/notices.tsx';
import { useText } from '../texts/index.ts';
import { figureNumber } from './figure-words.ts';
import { topicOf } from './next-step.ts';

/** The records behind a figure, page by page, beside the board. Esc closes. */
export function RecordsDrawer({ figure, onClose }: { figure: Figure | undefined; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = figure !== undefined;
  useEffect(() => {
    if (isOpen && dialog.current && !dialog.current.open) dialog.current.showModal();
    if (!isOpen) dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className="records"
      aria-labelledby="records-title"
      onClose={() => {
        if (isOpen) onClose();
      }}
      onClick={(event) => {
        // A click on the ground beside the drawer.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {figure ? <Records key={figure.indicator} figure={figure} onClose={onClose} /> : null}
    </dialog>
  );
}

function Records({ figure, onClose }: { figure: Figure; onClose: () => void }) {
  const t = useText();
  const local = useLocal();
  const query = useInfiniteQuery(recordsQuery(figure.indicator));
  const pages = query.data?.pages;
  const count = pages?.reduce((sum, page) => sum + page.rows.length, 0) ?? 0;
  return (
    <div className="records-in">
      <header>
        <h2 id="records-title">{t('records.title', { title: local(figure.title) })}</h2>
        <button type="button" className="quiet-button" onClick={onClose}>
          {t('records.close')}
        </button>
      </header>
      <p className="records-figure">
        <b>{figureNumber(figure)}</b> {local(figure.unit)} <span className="quiet">{local(figure.period)}</span>
      </p>
      <p className="quiet">{t('figure.meaning', { meaning: local(figure.meaning) })}</p>
      {pages ? (
        count === 0 ? (
          <EmptyState
            level={3}
            title={t('records.empty', { period: local(figure.period) })}
            text={t('records.emptyText', { next: t(`next.${topicOf(figure)}`) })}
          />
        ) : (
          <RecordsTable pages={pages} />
        )
      ) : query.error ? (
        <ErrorNotice error={query.error} level={3} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting />
      )}
      {pages && count > 0 ? (
        <footer>
          <span aria-live="polite">
            {query.hasNextPage ? t('records.count', { count }) : t('records.all', { count })}
          </span>
          {query.hasNextPage ? (
            <button
              type="button"
              className="yw-button"
              data-quiet=""
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('records.more')}
            </button>
          ) : null}
          <span className="quiet">{t('records.noPeople')}</span>
        </footer>
      ) : null}
      {pages && query.error ? (
        <ErrorNotice error={query.error} level={3} onRetry={() => void query.fetchNextPage()} />
      ) : null}
    </div>
  );
}

function RecordsTable({ pages }: { pages: readonly RecordsPage[] }) {
  const t = useText();
  const local = useLocal();
  const columns = pages[0]?.columns ?? [];
  const rows = pages.flatMap((page) => page.rows.map((row) => ({ row, organisations: page.organisations })));
  const cell = (
    kind: RecordsPage['columns'][number]['kind'],
    value: Cell | undefined,
    organisations: RecordsPage['organisations'],
  ): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'object') return local(value);
    if (kind === 'instant') return formatInstant(String(value), { seconds: true });
    if (kind === 'organisation') return local(organisations[String(value)]) || String(value);
    if (kind === 'number') return typeof value === 'number' ? formatCount(value) : value;
    return String(value);
  };
  return (
    <div className="records-scroll" tabIndex={0} role="region" aria-labelledby="records-title">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('records.number')}</th>
            {columns.map(({ key, title, kind }) => (
              <th key={key} scope="col" data-kind={kind}>
                {local(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, organisations }, index) => (
            <tr key={index}>
              <td className="quiet">{index + 1}</td>
              {columns.map(({ key, kind }) => (
                <td key={key} data-kind={kind}>
                  {cell(kind, row[key], organisations)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
