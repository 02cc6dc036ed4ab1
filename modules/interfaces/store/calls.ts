import { sql, type Sql, type Tx } from '@platform/database';

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
  fields: string[];
  outcome: string;
  row_count: number;
  ms: number;
  status: number;
  trace: string;
};

export async function insertCall(tx: Tx, call: CallRow): Promise<void> {
  await tx.run(sql`
    insert into interfaces.call (id, at, interface, version, mode, application, organisation, provider, purpose, case_no, subject, fields, outcome, row_count, ms, status, trace)
    values (${call.id}, ${call.at}, ${call.interface}, ${call.version}, ${call.mode}, ${call.application}, ${call.organisation}, ${call.provider}, ${call.purpose},
      ${call.case_no}, ${call.subject}, ${call.fields}, ${call.outcome}, ${call.row_count}, ${call.ms}, ${call.status}, ${call.trace})`);
}

/** Written out, not as a parameter: only so is the index over refused calls found. */
function answeredOr(refused: boolean): Sql {
  return refused ? sql`status >= 400` : sql`status < 400`;
}

/** Calls of one interface (or all), newest first. Only conditions that are there are written, so that each list keeps to its index. */
export async function listCalls(
  tx: Tx,
  filter: { interface?: string; from?: Date; to?: Date; refused?: boolean },
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<CallRow[]> {
  const where: Sql[] = [sql`true`];
  if (filter.interface !== undefined) where.push(sql`interface = ${filter.interface}`);
  if (filter.from) where.push(sql`at >= ${filter.from}`);
  if (filter.to) where.push(sql`at < ${filter.to}`);
  if (filter.refused !== undefined) where.push(answeredOr(filter.refused));
  if (before) where.push(sql`(at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`);
  return tx.rows<CallRow>(sql`
    select id, at, interface, version, mode, application, organisation, provider, purpose, case_no, null as subject, fields, outcome, row_count, ms, status, trace
    from interfaces.call where ${sql.join(where, ' and ')} order by at desc, id desc limit ${limit}`);
}

export type CallCounts = { interface: string; calls: number; refused: number; p50_ms: number | null };

export async function countCalls(tx: Tx, from: Date, to: Date): Promise<CallCounts[]> {
  return tx.rows<CallCounts>(sql`
    select interface, count(*) filter (where status < 400)::int as calls, count(*) filter (where status >= 400)::int as refused,
      percentile_disc(0.5) within group (order by ms) as p50_ms
    from interfaces.call where at >= ${from} and at < ${to} group by interface`);
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
    select date_trunc(${unit}, at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' as at, count(*)::int as value from interfaces.call
    where at >= ${from} and at < ${to} and ${answeredOr(refused)} group by 1 order by 1`);
}

export async function countByProvider(
  tx: Tx,
  from: Date,
  to: Date,
  refused: boolean,
): Promise<{ organisation: string; value: number }[]> {
  return tx.rows(sql`
    select provider as organisation, count(*)::int as value from interfaces.call
    where at >= ${from} and at < ${to} and ${answeredOr(refused)} group by 1 order by 2 desc`);
}

/** Answered calls between who gave and who received, with the rows that the answers held. */
export async function countByPair(
  tx: Tx,
  from: Date,
  to: Date,
): Promise<{ provider: string; consumer: string; calls: number; records: number }[]> {
  const rows = await tx.rows<{ provider: string; consumer: string; calls: bigint; records: bigint }>(sql`
    select provider, organisation as consumer, count(*) as calls, sum(row_count)::bigint as records from interfaces.call
    where at >= ${from} and at < ${to} and ${answeredOr(false)} group by 1, 2`);
  return rows.map((row) => ({ ...row, calls: Number(row.calls), records: Number(row.records) }));
}
