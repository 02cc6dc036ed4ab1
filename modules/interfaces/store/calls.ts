import { sql, type Tx } from '@platform/database';

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

/** Calls of one interface (or all), newest first. */
export async function listCalls(
  tx: Tx,
  filter: { interface?: string; from?: Date; to?: Date; refused?: boolean },
  before: { at: string; id: string } | undefined,
  limit: number,
): Promise<CallRow[]> {
  return tx.rows<CallRow>(sql`
    select id, at, interface, version, mode, application, organisation, provider, purpose, case_no, null as subject, fields, outcome, row_count, ms, status, trace
    from interfaces.call
    where (${filter.interface ?? null}::text is null or interface = ${filter.interface ?? null})
      and (${filter.from ?? null}::timestamptz is null or at >= ${filter.from ?? null}) and (${filter.to ?? null}::timestamptz is null or at < ${filter.to ?? null})
      and (${filter.refused ?? null}::boolean is null or (status >= 400) = ${filter.refused ?? null})
      and (${before?.at ?? null}::timestamptz is null or (at, id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by at desc, id desc limit ${limit}`);
}

export type CallCounts = { interface: string; calls: number; refused: number; p50_ms: number | null };

export async function countCalls(tx: Tx, from: Date, to: Date): Promise<CallCounts[]> {
  return tx.rows<CallCounts>(sql`
    select interface, count(*) filter (where status < 400)::int as calls, count(*) filter (where status >= 400)::int as refused,
      percentile_disc(0.5) within group (order by ms) as p50_ms
    from interfaces.call where at >= ${from} and at < ${to} group by interface`);
}

export async function countByHour(tx: Tx, from: Date, to: Date, refused: boolean): Promise<{ at: Date; value: number }[]> {
  return tx.rows(sql`
    select date_trunc('hour', at) as at, count(*)::int as value from interfaces.call
    where at >= ${from} and at < ${to} and (status >= 400) = ${refused} group by 1 order by 1`);
}

export async function countByProvider(tx: Tx, from: Date, to: Date, refused: boolean): Promise<{ organisation: string; value: number }[]> {
  return tx.rows(sql`
    select provider as organisation, count(*)::int as value from interfaces.call
    where at >= ${from} and at < ${to} and (status >= 400) = ${refused} group by 1 order by 2 desc`);
}
