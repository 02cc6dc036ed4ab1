import { EmptyState, ErrorNotice } from '@yiwang/ui';
import { Button, Table, type TableColumnType } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Paged } from '../data/paged.ts';
import { useText } from '../texts/index.ts';
import { Clipped } from './clipped.tsx';
import { ColumnChoice, useColumnChoice } from './column-choice.tsx';
import { csvOf, saveCsv } from './csv.ts';
import { PageButtons } from './page-buttons.tsx';

export type Column<T> = {
  key: string;
  title: string;
  /** What the cell says, for export and where nothing else draws it. */
  text: (row: T) => string;
  show?: (row: T) => ReactNode;
  order?: (a: T, b: T) => number;
  width?: number;
  /** Its part, in percent, of a table that keeps to the width of its place: what does not fit is cut, and seen on hover and focus. */
  share?: number;
  number?: boolean;
  startsHidden?: boolean;
  /** Cannot be left out. */
  always?: boolean;
};

type Props<T> = {
  /** Names the table in preferences and files. */
  name: string;
  label: string;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  rows: readonly T[] | undefined;
  error: unknown;
  onRetry: () => void;
  empty: { title: string; text: string };
  /** Search and filters, left of the column choice. */
  tools?: ReactNode;
  /** Whether search or filters narrow the list, so that an empty one says so. */
  narrowed?: boolean;
  onClear?: () => void;
  onOpen?: ((row: T) => void) | undefined;
  open?: string | undefined;
  paged?: Paged<T>;
  /** Cells take as many lines as they need, so that many columns stand side by side; else a row is one line, and a wide table scrolls. */
  wraps?: boolean;
};

const PAGE_SIZE = 50;

/** The one table of a page: tools above, rows, and below them how many there are and the way through the pages. */
export function DataTable<T extends object>(props: Props<T>) {
  const t = useText();
  const [shown, choose] = useColumnChoice(props.name, props.columns);
  const columns = props.columns.filter(({ key }) => shown.has(key));
  const { rows, error, onOpen } = props;
  const body = useRef<HTMLDivElement>(null);
  // A table wider than its place is scrolled by keyboard too (WCAG 2.1.1), also where its rows hold nothing that takes the focus.
  useEffect(() => {
    const box = body.current?.querySelector<HTMLElement>('.ant-table-content');
    if (!box) return;
    const scrolls = box.scrollWidth > box.clientWidth;
    for (const [name, value] of [
      ['tabindex', '0'],
      ['role', 'region'],
      ['aria-label', t('table.scrolls', { label: props.label })],
    ] as const) {
      if (scrolls) box.setAttribute(name, value);
      else box.removeAttribute(name);
    }
  });
  const exportRows = () =>
    saveCsv(
      props.label,
      csvOf(
        columns.map(({ title }) => title),
        (rows ?? []).map((row) => columns.map((column) => column.text(row))),
      ),
    );
  return (
    <section className="card" aria-label={props.label}>
      <div className="tools">
        {props.tools}
        <span className="grow" />
        <span className="tools-end">
          <ColumnChoice columns={props.columns} shown={shown} onChoose={choose} />
          <Button disabled={!rows || rows.length === 0} onClick={exportRows}>
            {props.paged ? t('table.exportPage') : t('table.export')}
          </Button>
        </span>
      </div>
      <div className="table-body" ref={body}>
        {error ? (
          <ErrorNotice error={error} onRetry={props.onRetry} />
        ) : rows?.length === 0 ? (
          <Empty {...props} />
        ) : (
          <Table<T>
            className={props.wraps ? 'console-table wraps' : 'console-table'}
            size="middle"
            rowKey={props.rowKey}
            columns={columns.map((column) => antdColumn(column, props.wraps ?? false))}
            dataSource={rows ?? []}
            loading={rows ? false : { delay: 200 }}
            scroll={{ x: props.wraps || columns.some(({ share }) => share) ? '100%' : 'max-content' }}
            {...(props.wraps ? { tableLayout: 'auto' as const } : {})}
            pagination={props.paged ? false : { pageSize: PAGE_SIZE, hideOnSinglePage: true, showSizeChanger: false }}
            {...(onOpen
              ? {
                  onRow: (row: T) => ({
                    'data-opens': '',
                    ...(props.rowKey(row) === props.open ? { 'data-open': '' } : {}),
                    onClick: (event: React.MouseEvent) => {
                      if (!(event.target as HTMLElement).closest('a, button, input, summary, label')) onOpen(row);
                    },
                  }),
                }
              : {})}
          />
        )}
      </div>
      {error ? null : <Foot rows={rows} paged={props.paged} />}
    </section>
  );
}

function antdColumn<T>({ share, ...column }: Column<T>, wraps: boolean): TableColumnType<T> {
  // Where cells wrap nothing is cut.
  const isCut = share !== undefined && !wraps;
  return {
    key: column.key,
    title: column.title,
    render: (_: unknown, row: T) =>
      column.show ? column.show(row) : isCut ? <Clipped text={column.text(row)} /> : column.text(row),
    ...(column.width ? { width: column.width } : {}),
    ...(isCut ? { width: `${share}%`, onCell: () => ({ className: 'shared-cell' }) } : {}),
    ...(column.number ? { align: 'right' as const } : {}),
    ...(column.order ? { sorter: column.order, showSorterTooltip: false } : {}),
  };
}

function Empty<T>({ empty, narrowed, onClear }: Props<T>) {
  const t = useText();
  if (!narrowed) return <EmptyState title={empty.title} text={empty.text} />;
  return (
    <EmptyState title={t('table.noMatch')} text={t('table.noMatchText')}>
      {onClear ? <Button onClick={onClear}>{t('table.clear')}</Button> : null}
    </EmptyState>
  );
}

function Foot<T>({ rows, paged }: { rows: readonly T[] | undefined; paged: Paged<T> | undefined }) {
  const t = useText();
  const count = rows?.length ?? 0;
  if (!paged) return <div className="table-foot">{rows ? t('table.count', { count }) : null}</div>;
  const words =
    paged.total === undefined
      ? t('table.page', { page: paged.page, count })
      : t('table.pageOf', { page: paged.page, count, total: paged.total });
  return (
    <div className="table-foot">
      <span aria-live="polite">{rows ? words : null}</span>
      <span className="grow" />
      <PageButtons paged={paged} />
    </div>
  );
}

/** The first cell of a row: what it is called, as a button that opens its detail. */
export function OpenButton({ onOpen, children }: { onOpen: () => void; children: ReactNode }) {
  return (
    <button type="button" className="plain-button" onClick={onOpen}>
      <b>{children}</b>
    </button>
  );
}
