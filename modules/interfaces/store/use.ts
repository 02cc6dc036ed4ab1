import { sql, type Sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';

export type UseRow = { interface: string; application: string; calls: bigint; rows: bigint };

/** What each application used of each interface on one day. */
export function callsByApplication(tx: Tx, day: PlainDate): Promise<UseRow[]> {
  return tx.rows<UseRow>(sql`
    select interface, application, sum(calls)::bigint as calls, sum(rows)::bigint as rows
    from interfaces.usage where day = ${day}::date group by interface, application`);
}

export type SinceRow = { interface: string; application: string; calls: bigint; last: PlainDate };

/** Answered calls by interface and application from a day on, with the last day that had any. */
export function callsSince(tx: Tx, day: PlainDate): Promise<SinceRow[]> {
  return tx.rows<SinceRow>(sql`
    select interface, application, sum(calls)::bigint as calls, max(day) filter (where calls > 0) as last
    from interfaces.usage where day >= ${day}::date group by interface, application having sum(calls) > 0`);
}

export type ApplicationCall = {
  id: string;
  at: Date;
  interface: string;
  version: string;
  mode: string;
  purpose: string;
  case_no: string;
  outcome: string;
  row_count: number;
  ms: number;
  status: number;
  trace: string;
  key_id: string | null;
};

/** Calls of one application, newest first. */
export function callsOfApplication(
  tx: Tx,
  filter: { application: string; refused?: boolean; interface?: string },
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<ApplicationCall[]> {
  const where: Sql[] = [sql`application = ${filter.application}`];
  if (filter.refused !== undefined) where.push(filter.refused ? sql`status >= 400` : sql`status < 400`);
  if (filter.interface !== undefined) where.push(sql`interface = ${filter.interface}`);
  if (before) where.push(sql`(at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`);
  return tx.rows<ApplicationCall>(sql`
    select id, at, interface, version, mode, purpose, case_no, outcome, row_count, ms, status, trace, key_id
    from interfaces.call_seen where ${sql.join(where, ' and ')} order by at desc, id desc limit ${limit}`);
}

/** How often each refusal met an application since then. */
export function refusalsOf(tx: Tx, application: string, since: Date): Promise<{ outcome: string; count: number }[]> {
  return tx.rows(sql`
    select outcome, count(*)::int as count from interfaces.call_seen
    where application = ${application} and at >= ${since} and status >= 400 group by outcome order by 2 desc, 1`);
}
