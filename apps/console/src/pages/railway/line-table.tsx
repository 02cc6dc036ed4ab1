import { formatCount, formatInstant, useLocal } from '@yiwang/ui';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LINE_STATES, type Line } from '../../api/railway.ts';
import { StateMark } from '../../rail/line-state.tsx';
import { formatRate, useRailWords } from '../../rail/rail-words.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { useText } from '../../texts/index.ts';

type Props = {
  rows: readonly Line[] | undefined;
  error: unknown;
  onRetry: () => void;
  narrowed: boolean;
  onClear: () => void;
  tools: ReactNode;
  kindOf: (kind: string) => string;
};

/** The same lines as a table, to sort, choose columns of and export. */
export function LineTable({ kindOf, ...props }: Props) {
  const t = useText();
  return (
    <DataTable
      name="lines"
      label={t('railway.title')}
      columns={useColumns(kindOf)}
      rowKey={({ id }) => id}
      empty={{ title: t('railway.empty'), text: t('railway.emptyText') }}
      {...props}
    />
  );
}

function useColumns(kindOf: (kind: string) => string): Column<Line>[] {
  const t = useText();
  const local = useLocal();
  const words = useRailWords();
  const by = (value: (line: Line) => number) => (a: Line, b: Line) => value(a) - value(b);
  return [
    {
      key: 'line',
      title: t('railway.columns.line'),
      text: ({ resourceTitle }) => local(resourceTitle),
      show: ({ id, resourceTitle }) => (
        <Link to="/lines/$lineId" params={{ lineId: id }}>
          <b className="cell-title">{local(resourceTitle)}</b>
        </Link>
      ),
      always: true,
    },
    { key: 'organisation', title: t('railway.columns.department'), text: (line) => local(line.organisationName) },
    {
      key: 'system',
      title: t('railway.columns.system'),
      text: (line) => local(line.system),
      show: (line) => (
        <Link to="/connections/$connectionId" params={{ connectionId: line.connectionId }}>
          {local(line.system)}
        </Link>
      ),
    },
    {
      key: 'table',
      title: t('railway.columns.table'),
      text: ({ table }) => table,
      show: ({ table }) => <code>{table}</code>,
    },
    { key: 'kind', title: t('railway.columns.kind'), text: ({ kind }) => kindOf(kind), startsHidden: true },
    { key: 'mode', title: t('railway.columns.mode'), text: ({ mode }) => t(`rail.modes.${mode}`) },
    {
      key: 'state',
      title: t('railway.columns.state'),
      text: ({ state }) => t(`rail.states.${state}`),
      show: ({ state }) => <StateMark state={state} />,
      order: by(({ state }) => LINE_STATES.indexOf(state)),
    },
    {
      key: 'lag',
      title: t('railway.columns.lag'),
      text: ({ lagMs }) => words.lag(lagMs),
      order: by(({ lagMs }) => lagMs ?? -1),
      number: true,
    },
    {
      key: 'rate',
      title: t('railway.columns.rate'),
      text: ({ rowsPerSecond }) => formatRate(rowsPerSecond),
      order: by(({ rowsPerSecond }) => rowsPerSecond),
      number: true,
      startsHidden: true,
    },
    {
      key: 'hour',
      title: t('railway.columns.hour'),
      text: ({ rowsLastHour }) => formatCount(rowsLastHour),
      order: by(({ rowsLastHour }) => rowsLastHour),
      number: true,
    },
    {
      key: 'lake',
      title: t('railway.columns.lake'),
      text: ({ rowsInLake }) => (rowsInLake === undefined ? '–' : formatCount(rowsInLake)),
      order: by(({ rowsInLake }) => rowsInLake ?? -1),
      number: true,
      startsHidden: true,
    },
    {
      key: 'quarantined',
      title: t('railway.columns.quarantined'),
      text: ({ quarantined }) => formatCount(quarantined),
      show: ({ id, quarantined }) =>
        quarantined === 0 ? (
          '0'
        ) : (
          <Link
            to="/lines/$lineId"
            params={{ lineId: id }}
            search={{ tab: 'quarantine' } as object}
            aria-label={t('railway.showQuarantined', { count: quarantined })}
          >
            {formatCount(quarantined)}
          </Link>
        ),
      order: by(({ quarantined }) => quarantined),
      number: true,
    },
    {
      key: 'held',
      title: t('railway.columns.held'),
      text: ({ heldColumns }) => String(heldColumns),
      order: by(({ heldColumns }) => heldColumns),
      number: true,
      startsHidden: true,
    },
    {
      key: 'applied',
      title: t('railway.columns.applied'),
      text: ({ appliedAt }) => (appliedAt ? formatInstant(appliedAt, { seconds: true }) : '–'),
      startsHidden: true,
    },
    {
      key: 'fault',
      title: t('railway.columns.fault'),
      text: ({ fault }) => local(fault?.text),
      startsHidden: true,
    },
  ];
}
