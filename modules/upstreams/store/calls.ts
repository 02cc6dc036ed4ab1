import { sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';

export type CallRow = {
  id: string;
  at: Date;
  platform: string;
  service: string;
  application: string;
  organisation: string;
  purpose: string;
  caseNo: string;
  test: boolean;
  outcome: string;
  upperCode: string | null;
  upperId: string | null;
  rows: number | null;
  tries: number;
  ms: number | null;
  trace: string;
};

/** Written before the call leaves. @returns false when a call of this number was there */
export async function beginCall(
  tx: Tx,
  call: Omit<CallRow, 'outcome' | 'upperCode' | 'upperId' | 'rows' | 'tries' | 'ms'>,
): Promise<boolean> {
  const made =
    await tx.run(sql`insert into upstreams.call (id, at, platform, service, application, organisation, purpose, case_no, test, outcome, trace)
    values (${call.id}, ${call.at}, ${call.platform}, ${call.service}, ${call.application}, ${call.organisation}, ${call.purpose}, ${call.caseNo},
      ${call.test}, 'begun', ${call.trace}) on conflict (id) do nothing`);
  return made === 1;
}

export type CallEnd = Pick<CallRow, 'outcome' | 'upperCode' | 'upperId' | 'rows' | 'tries'> & { ms: number };

/** What became of it, counted for its day in the same transaction. */
export async function endCall(
  tx: Tx,
  call: Pick<CallRow, 'id' | 'service' | 'application'>,
  end: CallEnd,
  day: PlainDate,
): Promise<void> {
  await tx.run(sql`update upstreams.call set outcome = ${end.outcome}, upper_code = ${end.upperCode}, upper_id = ${end.upperId},
    rows = ${end.rows}, tries = ${end.tries}, ms = ${end.ms} where id = ${call.id}`);
  await tx.run(sql`insert into upstreams.call_day (day, service, application, outcome, calls, tries, ms)
    values (${day}, ${call.service}, ${call.application}, ${end.outcome}, 1, ${end.tries}, ${end.ms})
    on conflict (service, day, application, outcome) do update set calls = upstreams.call_day.calls + 1,
      tries = upstreams.call_day.tries + excluded.tries, ms = upstreams.call_day.ms + excluded.ms`);
}

/** Calls of a service today that went up, those still under way with them. */
export async function callsOnDay(tx: Tx, service: string, day: PlainDate, since: Date): Promise<number> {
  const row = await tx.one<{ n: number }>(sql`select ((select coalesce(sum(calls), 0) from upstreams.call_day
      where service = ${service} and day = ${day} and tries > 0)
    + (select count(*) from upstreams.call where service = ${service} and outcome = 'begun' and at >= ${since}))::int as n`);
  return row.n;
}

export type ServiceCount = {
  service: string;
  today: number;
  answeredToday: number;
  month: number;
  answered: number;
  avgMs: number | null;
};

/** Calls by service, today and in the days since `from`. */
export function countByService(
  tx: Tx,
  services: readonly string[],
  day: PlainDate,
  from: PlainDate,
): Promise<ServiceCount[]> {
  return tx.rows<ServiceCount>(sql`select service, coalesce(sum(calls) filter (where day = ${day}), 0)::int as today,
      coalesce(sum(calls) filter (where day = ${day} and outcome = 'answered'), 0)::int as "answeredToday",
      coalesce(sum(calls), 0)::int as month, coalesce(sum(calls) filter (where outcome = 'answered'), 0)::int as answered,
      (sum(ms) filter (where outcome = 'answered') / nullif(sum(calls) filter (where outcome = 'answered'), 0))::int as "avgMs"
    from upstreams.call_day where service = any(${services}::text[]) and day >= ${from} group by service`);
}

export type ApplicationCount = { application: string; calls: number; answered: number };
export function countByApplication(tx: Tx, service: string, from: PlainDate): Promise<ApplicationCount[]> {
  return tx.rows<ApplicationCount>(sql`select application, sum(calls)::int as calls,
      coalesce(sum(calls) filter (where outcome = 'answered'), 0)::int as answered
    from upstreams.call_day where service = ${service} and day >= ${from} group by application order by calls desc, application limit 100`);
}

export type DayCount = { day: PlainDate; calls: number; answered: number };
export function countByDay(tx: Tx, service: string, from: PlainDate): Promise<DayCount[]> {
  return tx.rows<DayCount>(sql`select day, sum(calls)::int as calls, coalesce(sum(calls) filter (where outcome = 'answered'), 0)::int as answered
    from upstreams.call_day where service = ${service} and day >= ${from} group by day order by day`);
}

const CALL = sql`id, at, platform, service, application, organisation, purpose, case_no as "caseNo", test, outcome, upper_code as "upperCode",
  upper_id as "upperId", rows, tries, ms, trace`;

export function listCalls(
  tx: Tx,
  filter: { service?: string | undefined; after?: { at: Date; id: string } | undefined; limit: number },
): Promise<CallRow[]> {
  const { service, after } = filter;
  return tx.rows<CallRow>(sql`select ${CALL} from upstreams.call
    where (${service ?? null}::text is null or service = ${service ?? null})
      and (${after?.at ?? null}::timestamptz is null or (at, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by at desc, id desc limit ${filter.limit}`);
}

/** Calls that were cut off: they went up, and nobody knows what came of them. */
export async function markCut(tx: Tx, before: Date): Promise<number> {
  return tx.run(sql`update upstreams.call set outcome = 'cut' where outcome = 'begun' and at < ${before}`);
}
