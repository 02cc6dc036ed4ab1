import { ClockLight, formatInstant, useLocal, When } from '@yiwang/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import type { WorkListing } from '../../api/work.ts';
import type { WorkFilter } from '../../api/work-tasks.ts';
import { filled } from '../../data/search.ts';
import { usePermission } from '../../data/session.ts';
import { DataTable, type Column } from '../../table/data-table.tsx';
import { SearchBox } from '../../table/search-box.tsx';
import { Tag } from '../../table/tag.tsx';
import { useText } from '../../texts/index.ts';
import { stateTone } from './state-tone.ts';
import { CASES_VIEW, useWorkList } from './work-list.ts';

const route = getRouteApi('/work');
const STATES = [
  'open',
  'received',
  'correction',
  'under-review',
  'approved',
  'refused',
  'closed',
  'withdrawn',
  'returned',
  'referred',
  'all',
] as const;
const LIGHTS = ['red', 'amber', 'green'] as const;

/** All cases of one's organisations in any state, those that run out first at the top. */
export function CasesView({ filter }: { filter: WorkFilter }) {
  const t = useText();
  const navigate = route.useNavigate();
  const may = usePermission();
  const list = useWorkList(filter);
  const opens = may('cases.read');
  const change = (part: WorkFilter) => void navigate({ search: filled({ ...filter, ...part }), replace: true });
  return (
    <DataTable
      name="cases"
      wraps
      label={t('tasks.viewCases')}
      columns={useColumns(filter, opens)}
      rowKey={({ id }) => id}
      rows={list.items}
      error={list.error}
      onRetry={list.again}
      empty={{ title: t('tasks.noCases'), text: t('tasks.noCasesText') }}
      narrowed={Boolean(filter.q || filter.light || filter.state)}
      onClear={() => void navigate({ search: { view: CASES_VIEW }, replace: true })}
      onOpen={
        opens
          ? ({ id }) => void navigate({ to: '/work/$caseId', params: { caseId: id }, search: filter as object })
          : undefined
      }
      paged={list}
      tools={
        <>
          <SearchBox value={filter.q ?? ''} label={t('work.search')} onSearch={(q) => change({ q })} />
          <Select
            aria-label={t('work.stateFilter')}
            style={{ width: 148 }}
            value={filter.state ?? 'open'}
            onChange={(state: string) => change({ state: state === 'open' ? undefined : state })}
            options={STATES.map((value) => ({ value, label: t(`work.states.${value}`) }))}
          />
          <Select
            aria-label={t('work.lightFilter')}
            style={{ width: 148 }}
            value={filter.light ?? ''}
            onChange={(light: string) => change({ light })}
            options={[
              { value: '', label: t('work.anyLight') },
              ...LIGHTS.map((value) => ({ value, label: t(`work.lights.${value}`) })),
            ]}
          />
        </>
      }
    />
  );
}

function useColumns(filter: WorkFilter, opens: boolean): Column<WorkListing>[] {
  const t = useText();
  const local = useLocal();
  const clockWords = ({ clock }: WorkListing): string => {
    if (!clock) return '';
    if (clock.paused) return local(clock.paused);
    return t('work.clockText', { date: clock.dueDate, days: clock.workdaysLeft });
  };
  return [
    {
      key: 'clock',
      title: t('work.clock'),
      text: clockWords,
      show: ({ clock }) =>
        clock ? (
          <div className="clock-cell">
            <ClockLight clock={clock} short={Boolean(clock.paused)} />
          </div>
        ) : (
          <span className="quiet">{t('none')}</span>
        ),
      always: true,
    },
    {
      key: 'caseNo',
      title: t('work.caseNo'),
      text: ({ caseNo }) => caseNo,
      show: ({ id, caseNo }) =>
        opens ? (
          <Link to="/work/$caseId" params={{ caseId: id }} search={filter as object} preload={false}>
            <b className="nowrap">{caseNo}</b>
          </Link>
        ) : (
          caseNo
        ),
      always: true,
    },
    { key: 'matter', title: t('work.matter'), text: ({ title }) => local(title), share: 30 },
    { key: 'applicant', title: t('work.applicant'), text: ({ applicant }) => applicant, share: 26 },
    {
      key: 'state',
      title: t('work.state'),
      text: ({ stateTitle }) => local(stateTitle),
      show: ({ state, stateTitle, instant }) => (
        <span className="row">
          <Tag tone={stateTone(state)}>{local(stateTitle)}</Tag>
          {instant ? <small>{t('work.instant')}</small> : null}
        </span>
      ),
    },
    {
      key: 'receivedAt',
      title: t('work.receivedAt'),
      text: ({ receivedAt }) => formatInstant(receivedAt),
      show: ({ receivedAt }) => <When at={receivedAt} />,
    },
    {
      key: 'organisation',
      title: t('work.organisation'),
      text: ({ organisationName }) => local(organisationName),
      startsHidden: true,
    },
  ];
}
