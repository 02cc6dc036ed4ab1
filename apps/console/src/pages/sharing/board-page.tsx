import { EmptyState, ErrorNotice, formatCount, formatInstant, shanghaiDay, useLocal } from '@yiwang/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { fetchBoard, fetchRequests, SHARING, type Board, type Figures } from '../../api/sharing.ts';
import { Page, Waiting } from '../../shell/page.tsx';
import { SubTable } from '../../table/sub-table.tsx';
import { useSharingText } from '../../texts/sharing.ts';
import '../../styles/rail.css';
import '../../styles/line.css';
import '../../styles/sharing.css';
import { SharingClock, useSharingLive } from './sharing-words.tsx';

const route = getRouteApi('/sharing/board');
const PERIODS = ['30', '90', '365'] as const;
type Search = { days?: string };

/** 共享看板: by department on time, late, refused, at once, quality and use; who is silent now; time saved against paper. */
export function BoardPage() {
  const t = useSharingText();
  const search: Search = route.useSearch();
  const navigate = route.useNavigate();
  useSharingLive();
  const days = PERIODS.find((one) => one === search.days) ?? '90';
  const span = { from: shanghaiDay(1 - Number(days)), to: shanghaiDay() };
  const query = useQuery({
    queryKey: [SHARING, 'board', span.from, span.to],
    queryFn: () => fetchBoard(span.from, span.to),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const board = query.data;
  return (
    <Page title={t('board.title')} lead={t('board.lead')}>
      <div>
        <Segmented
          aria-label={t('board.period')}
          value={days}
          onChange={(value) => void navigate({ search: value === '90' ? {} : { days: String(value) }, replace: true })}
          options={PERIODS.map((value) => ({ value, label: t(`board.periods.${value}`) }))}
        />
      </div>
      {board ? (
        <>
          <Totals board={board} />
          {board.total.overdue > 0 ? <Silent /> : null}
          <Departments board={board} />
        </>
      ) : query.error ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Waiting blocks={4} />
      )}
    </Page>
  );
}

function Totals({ board }: { board: Board }) {
  const t = useSharingText();
  const local = useLocal();
  const { total, paper, authority } = board;
  const share = (part: number, all: number): string => (all === 0 ? '–' : `${Math.round((part / all) * 100)}%`);
  const of = (count: number): string => t('board.ofAnswered', { count, all: total.answered });
  return (
    <div className="sharing-figures">
      <section className="card pad" {...(total.overdue > 0 ? { 'data-tone': 'red' } : {})}>
        <h2>{t('board.overdueNow')}</h2>
        <b>{formatCount(total.overdue)}</b>
        <small>{total.overdue > 0 ? t('board.overdueText') : t('board.overdueNone')}</small>
      </section>
      <section className="card pad">
        <h2>{t('board.onTimeShare')}</h2>
        <b>{share(total.onTime, total.toAnswer)}</b>
        <small>{t('board.ofToAnswer', { count: total.onTime, all: total.toAnswer })}</small>
      </section>
      <section className="card pad" data-tone="green">
        <h2>{t('board.atOnceShare')}</h2>
        <b>{share(total.atOnce, total.answered)}</b>
        <small>{of(total.atOnce)}</small>
      </section>
      {authority ? <Authority waiting={authority} /> : null}
      {paper ? (
        <section className="card pad">
          <h2>{t('board.saved')}</h2>
          <b>{t('workdays', { days: formatCount(total.savedDays) })}</b>
          <small>{local(paper.text)}</small>
        </section>
      ) : null}
    </div>
  );
}

/** What the sharing authority itself owes: objections in its list, disputes on their page. */
function Authority({ waiting: { objections, disputes } }: { waiting: NonNullable<Board['authority']> }) {
  const t = useSharingText();
  const overdue = objections.overdue + disputes.overdue;
  const open = objections.open + disputes.open;
  return (
    <section className="card pad" {...(overdue > 0 ? { 'data-tone': 'red' } : {})}>
      <h2>{t('board.authority')}</h2>
      <b>{formatCount(open)}</b>
      {open === 0 ? <small>{t('board.authorityNone')}</small> : null}
      {objections.open > 0 ? (
        <small>
          <Link to="/sharing/requests" search={{ view: 'to-act' }}>
            {t('board.objections', { count: objections.open, overdue: objections.overdue })}
          </Link>
        </small>
      ) : null}
      {disputes.open > 0 ? (
        <small>
          <Link to="/sharing/disputes" search={disputes.overdue > 0 ? { state: 'overdue' } : {}}>
            {t('board.disputes', { count: disputes.open, overdue: disputes.overdue })}
          </Link>
        </small>
      ) : null}
    </section>
  );
}

/** The requests that nobody acts on, the oldest first: seen by the authority and by the provider's own leader. */
function Silent() {
  const t = useSharingText();
  const local = useLocal();
  const query = useQuery({
    queryKey: [SHARING, 'requests', 'silent'],
    queryFn: () => fetchRequests({ view: 'all', stage: 'overdue' }, undefined),
  });
  const items = query.data?.items ?? [];
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} />;
  if (items.length === 0) return null;
  return (
    <section className="card pad stack-s by-department">
      <h2>{t('board.silent')}</h2>
      <p className="quiet">{t('board.silentLead')}</p>
      <SubTable
        scrolls={t('board.silent')}
        heads={[
          t('requests.clock'),
          t('requests.waitsFor'),
          t('requests.no'),
          t('requests.resource'),
          t('requests.applicant'),
          t('requests.purpose'),
        ]}
      >
        {items.map((one) => (
          <tr key={one.id}>
            <td>
              <SharingClock clock={one.clock} />
            </td>
            <td>
              <b>{one.responsible ? local(one.responsible.title) : '–'}</b>
            </td>
            <td>
              <Link to="/sharing/requests/$requestId" params={{ requestId: one.id }}>
                {one.no}
              </Link>
            </td>
            <td>{local(one.resource.title)}</td>
            <td>{local(one.applicant.title)}</td>
            <td>{local(one.purpose)}</td>
          </tr>
        ))}
      </SubTable>
    </section>
  );
}

const COUNTS = [
  ['received', 'received'],
  ['answered', 'answered'],
  ['on-time', 'onTime'],
  ['late', 'late'],
  ['refused', 'refused'],
  ['at-once', 'atOnce'],
  ['running', 'running'],
  ['overdue', 'overdue'],
] as const satisfies readonly (readonly [string, keyof Figures])[];

function Departments({ board }: { board: Board }) {
  const t = useSharingText();
  const local = useLocal();
  if (board.rows.length === 0) return <EmptyState title={t('board.none')} text={t('board.noneText')} />;
  return (
    <section className="card pad stack-s by-department" aria-label={t('board.department')}>
      <SubTable
        scrolls={t('board.title')}
        heads={[
          t('board.department'),
          ...COUNTS.map(([figure]) => ({ number: t(`board.figures.${figure}`) })),
          { number: t('board.answerDays') },
          { number: t('board.figures.days-saved') },
          { number: t('board.stars') },
          { number: t('board.calls') },
        ]}
      >
        {board.rows.map((row) => (
          <tr key={row.organisation.id}>
            <td>
              <b>{local(row.organisation.title)}</b>
            </td>
            {COUNTS.map(([figure, key]) => (
              <td key={figure} className="number">
                {row[key] === 0 ? (
                  '0'
                ) : (
                  <Link
                    to="/sharing/requests"
                    search={{ organisation: row.organisation.id, figure, from: board.from, to: board.to }}
                  >
                    {formatCount(row[key])}
                  </Link>
                )}
              </td>
            ))}
            <td className="number">
              {row.answerDays === undefined
                ? '–'
                : t('board.answerDaysValue', { days: Math.round(row.answerDays * 10) / 10 })}
            </td>
            <td className="number">{formatCount(row.savedDays)}</td>
            <td className="number">
              {row.stars === undefined
                ? '–'
                : t('board.starsValue', { stars: Math.round(row.stars * 10) / 10, count: row.ratings })}
            </td>
            <td className="number">{formatCount(row.calls)}</td>
          </tr>
        ))}
      </SubTable>
      <small>{t('board.asOf', { at: formatInstant(board.at) })}</small>
    </section>
  );
}
