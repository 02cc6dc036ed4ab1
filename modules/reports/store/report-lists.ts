import { sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';
import type { Report, ReportState } from './reports.ts';

/** Reports of these organisations alone. */
export type Scope = 'all' | readonly string[];
const within = (scope: Scope) => (scope === 'all' ? sql`true` : sql`organisation = any(${[...scope]})`);

export type Listed = Omit<Report, 'sealedContent'>;
const LISTED = sql`id, case_id as "caseId", case_no as "caseNo", sequence, kind, what, matter, organisation, at, day::text as day, state, attempts,
  next_try_at as "nextTryAt", code, words, receipt_no as "receiptNo", sent_at as "sentAt"`;

export async function listReports(
  tx: Tx,
  scope: Scope,
  filter: {
    state?: ReportState | undefined;
    day?: PlainDate | undefined;
    caseNo?: string | undefined;
    after?: { at: Date; id: string } | undefined;
    limit: number;
  },
): Promise<Listed[]> {
  const { state, day, caseNo, after } = filter;
  return tx.rows<Listed>(sql`select ${LISTED} from reports.report where ${within(scope)}
    and ${state === undefined ? sql`true` : sql`state = ${state}`}
    and ${day === undefined ? sql`true` : sql`day = ${day}::date`}
    and ${caseNo === undefined ? sql`true` : sql`case_no = ${caseNo}`}
    and ${after === undefined ? sql`true` : sql`(at, id) < (${after.at}, ${after.id}::uuid)`}
    order by at desc, id desc limit ${filter.limit}`);
}

export type DayCount = {
  day: PlainDate;
  total: number;
  sent: number;
  waiting: number;
  failed: number;
  /** In time, of those that have their receipt or had their time. */
  onTime: number;
  judged: number;
  cases: number;
  processes: number;
  results: number;
  reviews: number;
};

/** Days from `from` on, newest first; `withinMs` is what counts as in time. */
export async function countDays(
  tx: Tx,
  scope: Scope,
  { from, withinMs, now }: { from: PlainDate; withinMs: number; now: Date },
): Promise<DayCount[]> {
  const allowed = sql`make_interval(secs => ${withinMs / 1000})`;
  return tx.rows<DayCount>(sql`select day::text as day, count(*)::int as total,
      (count(*) filter (where state = 'sent'))::int as sent, (count(*) filter (where state = 'waiting'))::int as waiting,
      (count(*) filter (where state = 'failed'))::int as failed,
      (count(*) filter (where state = 'sent' and sent_at <= at + ${allowed}))::int as "onTime",
      (count(*) filter (where state = 'sent' or at + ${allowed} < ${now}))::int as judged,
      (count(*) filter (where kind = 'case'))::int as cases, (count(*) filter (where kind = 'process'))::int as processes,
      (count(*) filter (where kind = 'result'))::int as results, (count(*) filter (where kind = 'review'))::int as reviews
    from reports.report where day >= ${from}::date and ${within(scope)} group by 1 order by 1 desc`);
}

/** What is open now, of whatever day. */
export async function countOpen(
  tx: Tx,
  scope: Scope,
): Promise<{ waiting: number; tried: number; failed: number; oldest: Date | null }> {
  return tx.one(sql`select (count(*) filter (where state = 'waiting'))::int as waiting,
      (count(*) filter (where state = 'waiting' and code is not null))::int as tried,
      (count(*) filter (where state = 'failed'))::int as failed, min(at) as oldest
    from reports.report where state <> 'sent' and ${within(scope)}`);
}

/** Reports that happened in the period: how many, how many got their receipt, in time, and how many are refused. */
export async function countPeriod(
  tx: Tx,
  { from, to }: { from: Date; to: Date },
  withinMs: number,
  now: Date,
): Promise<{ sent: number; onTime: number; judged: number; failed: number }> {
  const allowed = sql`make_interval(secs => ${withinMs / 1000})`;
  return tx.one(sql`select (count(*) filter (where state = 'sent'))::int as sent,
      (count(*) filter (where state = 'sent' and sent_at <= at + ${allowed}))::int as "onTime",
      (count(*) filter (where state = 'sent' or at + ${allowed} < ${now}))::int as judged,
      (count(*) filter (where state = 'failed'))::int as failed
    from reports.report where at >= ${from} and at < ${to}`);
}

export async function figureReports(
  tx: Tx,
  { from, to }: { from: Date; to: Date },
  state: ReportState | undefined,
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<Listed[]> {
  return tx.rows<Listed>(sql`select ${LISTED} from reports.report where at >= ${from} and at < ${to}
    and ${state === undefined ? sql`true` : sql`state = ${state}`}
    and ${before === undefined ? sql`true` : sql`(at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by at desc, id desc limit ${limit}`);
}
