import { addDays, startOfShanghaiDay } from '@platform/kernel';
import { sql, type Sql, type Tx } from '@platform/database';
import { parted, type Span } from '../volumes/spans.ts';

export const ORIGINS = ['here', 'returned'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Whose volumes are counted, and which of them. */
export type VolumeFilter = {
  organisations: 'all' | readonly string[];
  matters?: readonly string[];
  channel?: string;
  origin?: Origin;
};

/** What happened in the days of a span to the cases of one matter in one organisation, and beside it what is compared with. */
export type VolumeRow = {
  organisation: string;
  matter: string;
  received: number;
  accepted: number;
  decided: number;
  approved: number;
  not_accepted: number;
  instant: number;
  visits_counted: number;
  zero_visit: number;
  timed: number;
  on_time: number;
  /** Of the received, those that departments' own systems returned. */
  returned: number;
  /** Referred to another authority (转报). */
  referred: number;
  /** The same days a year before, and what went right before. */
  received_year: number;
  decided_year: number;
  received_before: number;
  decided_before: number;
  /** Since the opening, up to the last day. */
  received_ever: number;
  decided_ever: number;
};

export function conditionsOf({ organisations, matters, channel, origin }: VolumeFilter): Sql {
  return sql.join(
    [
      organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`,
      ...(matters === undefined ? [] : [sql`matter = any(${[...matters]})`]),
      ...(channel === undefined ? [] : [sql`channel = ${channel}`]),
      ...(origin === undefined ? [] : [sql`origin = ${origin}`]),
    ],
    ' and ',
  );
}

const within = ({ from, to }: Span): Sql => sql`day >= ${from}::date and day <= ${to}::date`;
const oneOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, ' or ')})`;
const OPENED = '1900-01-01';

/** Whether a row of {@link volumes} belongs to a span: whole months by month, what is left of it by day, changes by their own day. */
function during(span: Span): Sql {
  const { months, days } = parted(span);
  return oneOf([
    ...(months ? [sql`unit = 'month' and ${within(months)}`] : []),
    ...(days.length > 0 ? [sql`unit = 'day' and ${oneOf(days.map(within))}`] : []),
    sql`unit = 'change' and ${within(span)}`,
  ]);
}

/** What was added up and what waits to be, as far as these spans need it: together they are the cases, at every moment. */
function volumes(spans: readonly Span[], filter: VolumeFilter): Sql {
  const parts = spans.map(parted);
  const where = conditionsOf(filter);
  return sql`(
    select 'month' as unit, m.* from cases.volume_month m where ${oneOf(parts.flatMap(({ months }) => (months ? [within(months)] : [])))} and ${where}
    union all select 'day', d.* from cases.volume_day d where ${oneOf(parts.flatMap(({ days }) => days.map(within)))} and ${where}
    union all select 'change', c.* from cases.volume_change c where ${where}) as v`;
}

/** Referrals are few and no part of what is added up: counted where they lie, by an index of them alone. */
function referrals({ from, to }: Span, filter: VolumeFilter): Sql {
  const during = (at: Sql): Sql =>
    sql`state = 'referred' and ${at} >= ${startOfShanghaiDay(from)} and ${at} < ${startOfShanghaiDay(addDays(to, 1))}`;
  return sql`
    select organisation, matter, count(*)::int as referred from (
      select organisation, matter, channel, 'here' as origin from cases.case where ${during(sql`updated_at`)}
      union all select organisation, matter, channel, 'returned' from cases.returned where case_id is null and ${during(sql`ended_at`)}) as r
    where ${conditionsOf(filter)} group by 1, 2`;
}

export async function volumeRows(
  tx: Tx,
  filter: VolumeFilter,
  spans: { now: Span; year: Span; before: Span | undefined },
): Promise<VolumeRow[]> {
  const everSpan = { from: OPENED, to: spans.now.to };
  const all = [spans.now, spans.year, everSpan, ...(spans.before ? [spans.before] : [])];
  const [now, year, ever] = all.map(during) as [Sql, Sql, Sql];
  const before = spans.before ? during(spans.before) : sql`false`;
  const sum = (column: Sql, when: Sql): Sql => sql`coalesce(sum(${column}) filter (where ${when}), 0)::int`;
  // What is referred was received before, so that there is a row of it.
  return tx.rows<VolumeRow>(sql`
    select v.*, coalesce(r.referred, 0) as referred from (
    select organisation, matter, ${sum(sql`received`, now)} as received, ${sum(sql`accepted`, now)} as accepted, ${sum(sql`decided`, now)} as decided,
      ${sum(sql`approved`, now)} as approved, ${sum(sql`not_accepted`, now)} as not_accepted, ${sum(sql`instant`, now)} as instant,
      ${sum(sql`visits_counted`, now)} as visits_counted, ${sum(sql`zero_visit`, now)} as zero_visit,
      ${sum(sql`timed`, now)} as timed, ${sum(sql`on_time`, now)} as on_time,
      ${sum(sql`received`, sql`${now} and origin = 'returned'`)} as returned,
      ${sum(sql`received`, year)} as received_year, ${sum(sql`decided`, year)} as decided_year,
      ${sum(sql`received`, before)} as received_before, ${sum(sql`decided`, before)} as decided_before,
      ${sum(sql`received`, ever)} as received_ever, ${sum(sql`decided`, ever)} as decided_ever
    from ${volumes(all, filter)} group by organisation, matter) as v
    left join (${referrals(spans.now, filter)}) as r using (organisation, matter)`);
}

export type MonthRow = { month: string; received: number; decided: number };

/** Received and decided by month of Shanghai, of whole months; those without anything are left out. */
export async function volumeMonths(tx: Tx, filter: VolumeFilter, span: Span): Promise<MonthRow[]> {
  return tx.rows<MonthRow>(sql`
    select to_char(day, 'YYYY-MM') as month, sum(received)::int as received, sum(decided)::int as decided
    from ${volumes([span], filter)} where ${during(span)} group by 1 order by 1`);
}

/** The first day of which there is anything; null where there is nothing. */
export async function firstDay(tx: Tx, filter: VolumeFilter): Promise<string | null> {
  const where = sql`received > 0 and ${conditionsOf(filter)}`;
  const { day } = await tx.one<{ day: string | null }>(sql`
    with first as (select min(day) as month from cases.volume_month where ${where})
    select least(
      (select min(d.day) from cases.volume_day d, first where d.day >= first.month and d.day < first.month + interval '1 month' and ${where}),
      (select min(day) from cases.volume_change where ${where})) as day`);
  return day;
}

/** What was received by day in a span that is short enough to be read so. */
export async function receivedByDay(tx: Tx, span: Span): Promise<{ day: string; count: number }[]> {
  return tx.rows(sql`
    select day, sum(received)::int as count from (
      select day, received from cases.volume_day where ${within(span)} union all select day, received from cases.volume_change where ${within(span)}) as v
    group by day having sum(received) <> 0 order by day`);
}

export async function receivedByOrganisation(tx: Tx, span: Span): Promise<{ organisation: string; value: number }[]> {
  return tx.rows(sql`
    select organisation, sum(received)::int as value from ${volumes([span], { organisations: 'all' })} where ${during(span)}
    group by organisation having sum(received) <> 0 order by 2 desc, 1`);
}

/** Adds sums to the rows they belong to. */
const added = (table: Sql, sums: Sql): Sql => sql`
  insert into ${table} as d (day, organisation, matter, channel, origin, received, accepted, decided, approved, not_accepted, instant, visits_counted,
    zero_visit, timed, on_time)
  ${sums}
  on conflict (day, organisation, matter, channel, origin) do update set received = d.received + excluded.received,
    accepted = d.accepted + excluded.accepted, decided = d.decided + excluded.decided, approved = d.approved + excluded.approved,
    not_accepted = d.not_accepted + excluded.not_accepted, instant = d.instant + excluded.instant,
    visits_counted = d.visits_counted + excluded.visits_counted, zero_visit = d.zero_visit + excluded.zero_visit,
    timed = d.timed + excluded.timed, on_time = d.on_time + excluded.on_time
  returning 1`;
const summed = (day: Sql): Sql => sql`
  select ${day}, organisation, matter, channel, origin, sum(received), sum(accepted), sum(decided), sum(approved), sum(not_accepted), sum(instant),
    sum(visits_counted), sum(zero_visit), sum(timed), sum(on_time)
  from taken group by 1, 2, 3, 4, 5`;

/** Adds waiting changes to the days and months they belong to; the number of changes added. */
export async function foldVolumes(tx: Tx): Promise<number> {
  const { folded } = await tx.one<{ folded: number }>(sql`
    with taken as (delete from cases.volume_change returning *),
      days as (${added(sql`cases.volume_day`, summed(sql`day`))}),
      months as (${added(sql`cases.volume_month`, summed(sql`date_trunc('month', day)::date`))})
    select (select count(*) from taken)::int as folded`);
  return folded;
}
