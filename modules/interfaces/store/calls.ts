import { sql, type Sql, type Tx } from '@platform/database';
import { arrayText } from './packs.ts';

export type CallRow = {
  id: string;
  at: Date;
  interface: string;
  version: string;
  mode: string;
  application: string;
  organisation: string;
  provider: string;
  purpose: string;
  case_no: string;
  subject: string | null;
  fields: readonly string[];
  outcome: string;
  row_count: number;
  ms: number;
  status: number;
  trace: string;
  grant_id: string | null;
  key_id: string | null;
};

export type Mark = { readonly id: string; readonly at: Date; readonly unsent: readonly string[] };

/** The statement that marks batches whose answers have left; `unsent` names those that could not. */
export function markAnswered(batches: readonly Mark[]): Sql {
  return sql`update interfaces.call_batch b set answered_at = n.at, unsent = n.unsent::uuid[]
    from unnest(${batches.map(({ id }) => id)}::uuid[], ${batches.map(({ at }) => at)}::timestamptz[],
      ${batches.map(({ unsent }) => arrayText(unsent))}::text[]) as n (id, at, unsent) where b.id = n.id`;
}

export type Usage = { calls: number; refused: number; rows: number };
export type DayUsage = { day: string; interface: string; application: string } & Usage;

/** The statement that adds to the usage of a day, in this slot alone. */
export function addUsage(slot: bigint, used: readonly DayUsage[]): Sql {
  const column = <K extends keyof (typeof used)[number]>(name: K): (typeof used)[number][K][] =>
    used.map((one) => one[name]);
  return sql`
    insert into interfaces.usage (day, interface, application, slot, calls, refused, rows)
    select n.day, n.interface, n.application, ${slot}::bigint, n.calls, n.refused, n.rows
    from unnest(${column('day')}::date[], ${column('interface')}::text[], ${column('application')}::text[], ${column('calls')}::bigint[],
      ${column('refused')}::bigint[], ${column('rows')}::bigint[]) as n (day, interface, application, calls, refused, rows)
    on conflict (day, interface, application, slot) do update
      set calls = usage.calls + excluded.calls, refused = usage.refused + excluded.refused, rows = usage.rows + excluded.rows`;
}

/** What an application used of an interface on one day. */
export async function findUsage(tx: Tx, pair: { day: string; interface: string; application: string }): Promise<Usage> {
  const used = await tx.one<{ calls: bigint; refused: bigint; rows: bigint }>(sql`
    select coalesce(sum(calls), 0)::bigint as calls, coalesce(sum(refused), 0)::bigint as refused, coalesce(sum(rows), 0)::bigint as rows
    from interfaces.usage where day = ${pair.day} and interface = ${pair.interface} and application = ${pair.application}`);
  return { calls: Number(used.calls), refused: Number(used.refused), rows: Number(used.rows) };
}

/** Written out, not as a parameter: only so is the index over refused calls found. */
function answeredOr(refused: boolean): Sql {
  return refused ? sql`status >= 400` : sql`status < 400`;
}

/** A call with whether its answer left: null while (or since) nobody can say. */
export type ListedCall = CallRow & { answered_at: Date | null; unsent: boolean };

/** Calls of one interface (or all), newest first; `organisations`: only what these gave or received. Only conditions that are there are written, so that each list keeps to its index. */
export async function listCalls(
  tx: Tx,
  filter: { interface?: string; organisations?: readonly string[]; from?: Date; to?: Date; refused?: boolean },
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<ListedCall[]> {
  const where: Sql[] = [sql`true`];
  if (filter.interface !== undefined) where.push(sql`interface = ${filter.interface}`);
  if (filter.organisations)
    where.push(
      sql`(organisation = any(${filter.organisations}::text[]) or provider = any(${filter.organisations}::text[]))`,
    );
  if (filter.from) where.push(sql`at >= ${filter.from}`);
  if (filter.to) where.push(sql`at < ${filter.to}`);
  if (filter.refused !== undefined) where.push(answeredOr(filter.refused));
  if (before) where.push(sql`(at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`);
  // What was recorded one by one, before there were batches, left with its record.
  return tx.rows<ListedCall>(sql`
    select c.*, case when c.batch is null then c.at else b.answered_at end as answered_at, coalesce(c.id = any(b.unsent), false) as unsent
    from (select id, at, interface, version, mode, application, organisation, provider, purpose, case_no, null as subject, fields, outcome,
        row_count, ms, status, trace, grant_id, key_id, batch
      from interfaces.call_seen where ${sql.join(where, ' and ')} order by at desc, id desc limit ${limit}) c
    left join interfaces.call_batch b on b.id = c.batch order by c.at desc, c.id desc`);
}

export type CallCounts = { interface: string; calls: number; refused: number; p50_ms: number | null };

export async function countCalls(tx: Tx, from: Date, to: Date): Promise<CallCounts[]> {
  return tx.rows<CallCounts>(sql`
    select interface, count(*) filter (where status < 400)::int as calls, count(*) filter (where status >= 400)::int as refused,
      percentile_disc(0.5) within group (order by ms) as p50_ms
    from interfaces.call_seen where at >= ${from} and at < ${to} group by interface`);
}

/** By hour, or by day of Shanghai when the period is longer than two days. */
export async function countByTime(
  tx: Tx,
  from: Date,
  to: Date,
  refused: boolean,
): Promise<{ at: Date; value: number }[]> {
  const unit = to.getTime() - from.getTime() > 2 * 86_400_000 ? 'day' : 'hour';
  return tx.rows(sql`
    select date_trunc(${unit}, at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' as at, count(*)::int as value from interfaces.call_seen
    where at >= ${from} and at < ${to} and ${answeredOr(refused)} group by 1 order by 1`);
}

export async function countByProvider(
  tx: Tx,
  from: Date,
  to: Date,
  refused: boolean,
): Promise<{ organisation: string; value: number }[]> {
  return tx.rows(sql`
    select provider as organisation, count(*)::int as value from interfaces.call_seen
    where at >= ${from} and at < ${to} and ${answeredOr(refused)} group by 1 order by 2 desc`);
}

/** Answered calls between who gave and who received, with the rows that the answers held. */
export async function countByPair(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<{ provider: string; consumer: string; calls: number; records: number }[]> {
  const rows = await tx.rows<{ provider: string; consumer: string; calls: bigint; records: bigint }>(sql`
    select provider, organisation as consumer, count(*) as calls, sum(row_count)::bigint as records from interfaces.call_seen
    where at >= ${from} and at < ${to} and ${answeredOr(false)} group by 1, 2`);
  return rows.map((row) => ({ ...row, calls: Number(row.calls), records: Number(row.records) }));
}
