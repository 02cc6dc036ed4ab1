import { sql, type Sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

/** What happened in a period to the cases of one matter, in one version, in one organisation; lights are those of this moment. */
export type BoardRow = {
  organisation: string;
  matter: string;
  matter_version: string;
  submitted: number;
  online: number;
  window: number;
  /** Of the decided, those whose visits were counted; how many took none, at most one, more than was promised; and what was promised of them. */
  counted: number;
  zero_visit: number;
  one_visit: number;
  more_visits: number;
  promised_zero: number;
  promised_one: number;
  decided: number;
  instant: number;
  on_time: number;
  /** Decided ones that had a time of handling. */
  timed: number;
  taken: number;
  promised: number;
  statutory: number;
  /** Referred to another authority in the period: neither approved nor refused. */
  referred: number;
  open: number;
  amber: number;
  red: number;
  double_red: number;
  stopped: number;
};

const inPeriod = (column: Sql, { from, to }: Period): Sql => sql`${column} >= ${from} and ${column} < ${to}`;
const scope = (organisations: 'all' | readonly string[]): Sql =>
  organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;

/** Decided in the period, with its visits counted and a promise to hold them against. */
const visitsCounted = (period: Period): Sql =>
  sql`${inPeriod(sql`decided_at`, period)} and visits is not null and promised_visits is not null`;

/** Its process stands, and somebody has to mend it: few, found once for all cases. */
const STOPPED = sql`id in (select case_id from cases.process where stopped_at is not null)`;

/** While the applicant corrects, nobody in the office is late. */
const BY_OFFICE = sql`state <> 'correction'`;

const referredIn = (period: Period): Sql => sql`state = 'referred' and ${inPeriod(sql`updated_at`, period)}`;

export async function boardRows(
  tx: Tx,
  organisations: 'all' | readonly string[],
  period: Period,
  now: Date,
): Promise<BoardRow[]> {
  const submitted = inPeriod(sql`submitted_at`, period);
  const decided = inPeriod(sql`decided_at`, period);
  const counted = visitsCounted(period);
  return tx.rows<BoardRow>(sql`
    select organisation, matter, matter_version, (count(*) filter (where ${submitted}))::int as submitted,
      (count(*) filter (where ${submitted} and channel = 'online'))::int as online,
      (count(*) filter (where ${submitted} and channel = 'window'))::int as window,
      (count(*) filter (where ${counted}))::int as counted, (count(*) filter (where ${counted} and visits = 0))::int as zero_visit,
      (count(*) filter (where ${counted} and visits <= 1))::int as one_visit,
      (count(*) filter (where ${counted} and visits > promised_visits))::int as more_visits,
      (count(*) filter (where ${counted} and promised_visits = 0))::int as promised_zero,
      (count(*) filter (where ${counted} and promised_visits <= 1))::int as promised_one,
      (count(*) filter (where ${decided}))::int as decided, (count(*) filter (where ${decided} and instant))::int as instant,
      (count(*) filter (where ${decided} and on_time))::int as on_time,
      (count(*) filter (where ${decided} and taken_days is not null))::int as timed,
      coalesce(sum(taken_days) filter (where ${decided}), 0)::int as taken,
      coalesce(sum(promised_days) filter (where ${decided}), 0)::int as promised,
      coalesce(sum(statutory_days) filter (where ${decided}), 0)::int as statutory,
      (count(*) filter (where ${referredIn(period)}))::int as referred,
      (count(*) filter (where due_at is not null or suspended_at is not null))::int as open,
      (count(*) filter (where due_at > ${now} and amber_from <= ${now} and ${BY_OFFICE}))::int as amber,
      (count(*) filter (where due_at <= ${now} and (statutory_due_at is null or statutory_due_at > ${now}) and ${BY_OFFICE}))::int as red,
      (count(*) filter (where statutory_due_at <= ${now}))::int as double_red,
      (count(*) filter (where ${STOPPED}))::int as stopped
    from cases.case where submitted_at is not null and ${scope(organisations)}
      and (${submitted} or ${decided} or (${referredIn(period)}) or due_at is not null or suspended_at is not null or ${STOPPED})
    group by 1, 2, 3`);
}

/** A figure of the board that opens to its cases. */
export const BOARD_FIGURES = [
  'submitted',
  'online',
  'window',
  'zero-visit',
  'one-visit',
  'with-visits',
  'more-visits',
  'decided',
  'instant',
  'on-time',
  'late',
  'referred',
  'open',
  'amber',
  'red',
  'double-red',
  'stopped',
] as const;
export type BoardFigure = (typeof BOARD_FIGURES)[number];

function whereOf(figure: BoardFigure, period: Period, now: Date): Sql {
  const decided = inPeriod(sql`decided_at`, period);
  switch (figure) {
    case 'submitted':
      return inPeriod(sql`submitted_at`, period);
    case 'online':
      return sql`${inPeriod(sql`submitted_at`, period)} and channel = 'online'`;
    case 'window':
      return sql`${inPeriod(sql`submitted_at`, period)} and channel = 'window'`;
    case 'zero-visit':
      return sql`${visitsCounted(period)} and visits = 0`;
    case 'one-visit':
      return sql`${visitsCounted(period)} and visits <= 1`;
    case 'with-visits':
      return sql`${visitsCounted(period)} and visits > 0`;
    case 'more-visits':
      return sql`${visitsCounted(period)} and visits > promised_visits`;
    case 'decided':
      return decided;
    case 'instant':
      return sql`${decided} and instant`;
    case 'on-time':
      return sql`${decided} and on_time`;
    case 'late':
      return sql`${decided} and not on_time`;
    case 'referred':
      return referredIn(period);
    case 'open':
      return sql`(due_at is not null or suspended_at is not null)`;
    case 'amber':
      return sql`due_at > ${now} and amber_from <= ${now} and ${BY_OFFICE}`;
    case 'red':
      return sql`due_at <= ${now} and (statutory_due_at is null or statutory_due_at > ${now}) and ${BY_OFFICE}`;
    case 'double-red':
      return sql`statutory_due_at <= ${now}`;
    case 'stopped':
      return STOPPED;
  }
}

/** The cases behind a figure, the last handed in first; one more than `limit` where there are more. */
export async function boardCases(
  tx: Tx,
  given: {
    organisations: 'all' | readonly string[];
    figure: BoardFigure;
    period: Period;
    now: Date;
    organisation?: string;
    matters?: readonly string[];
    limit: number;
    after?: { at: string; id: string };
  },
): Promise<CaseRecord[]> {
  const where = [
    sql`submitted_at is not null`,
    scope(given.organisations),
    whereOf(given.figure, given.period, given.now),
    ...(given.organisation === undefined ? [] : [sql`organisation = ${given.organisation}`]),
    ...(given.matters === undefined ? [] : [sql`matter = any(${[...given.matters]})`]),
    ...(given.after ? [sql`(submitted_at, id) < (${given.after.at}::timestamptz, ${given.after.id}::uuid)`] : []),
  ];
  const rows = await tx.rows<CaseRow>(
    sql`select * from cases.case where ${sql.join(where, ' and ')} order by submitted_at desc, id desc limit ${given.limit + 1}`,
  );
  return rows.map(recordOf);
}

/** What happened in a period to the cases of each matter, whoever handled them: as for the board. */
export async function visitFiguresByMatter(
  tx: Tx,
  period: Period,
): Promise<
  Pick<
    BoardRow,
    | 'matter'
    | 'submitted'
    | 'online'
    | 'counted'
    | 'zero_visit'
    | 'one_visit'
    | 'more_visits'
    | 'promised_zero'
    | 'promised_one'
  >[]
> {
  const submitted = inPeriod(sql`submitted_at`, period);
  const counted = visitsCounted(period);
  return tx.rows(sql`
    select matter, (count(*) filter (where ${submitted}))::int as submitted,
      (count(*) filter (where ${submitted} and channel = 'online'))::int as online,
      (count(*) filter (where ${counted}))::int as counted, (count(*) filter (where ${counted} and visits = 0))::int as zero_visit,
      (count(*) filter (where ${counted} and visits <= 1))::int as one_visit,
      (count(*) filter (where ${counted} and visits > promised_visits))::int as more_visits,
      (count(*) filter (where ${counted} and promised_visits = 0))::int as promised_zero,
      (count(*) filter (where ${counted} and promised_visits <= 1))::int as promised_one
    from cases.case where (${submitted}) or (${inPeriod(sql`decided_at`, period)}) group by 1`);
}
