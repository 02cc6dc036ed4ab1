import type { Incident } from '@platform/process';
import { sql, type Tx } from '@platform/database';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

/** A case whose process has stopped, with the tokens that stand. */
export type StoppedCase = {
  record: CaseRecord;
  since: Date;
  tokens: { node: string; incident: Incident }[];
};

type Row = CaseRow & { stopped_at: Date };
type TokenRow = { case_id: string; node: string; incident: Incident };

/** Cases of these organisations whose process has stopped, the longest first; one more than `limit` where there are more. */
export async function stoppedCases(
  tx: Tx,
  organisations: 'all' | readonly string[],
  limit: number,
  after?: { at: string; id: string },
): Promise<StoppedCase[]> {
  const mine = organisations === 'all' ? sql`true` : sql`c.organisation = any(${[...organisations]})`;
  const beyond = after ? sql`(p.stopped_at, p.case_id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`;
  const rows = await tx.rows<Row>(sql`
    select c.*, p.stopped_at from cases.process p join cases.case c on c.id = p.case_id
    where p.stopped_at is not null and ${mine} and ${beyond} order by p.stopped_at, p.case_id limit ${limit + 1}`);
  if (rows.length === 0) return [];
  const tokens = await tx.rows<TokenRow>(sql`
    select case_id, node, rest -> 'incident' as incident from cases.token
    where case_id = any(${rows.map(({ id }) => id)}::uuid[]) and jsonb_typeof(rest -> 'incident') = 'object' order by id`);
  return rows.map((row) => ({
    record: recordOf(row),
    since: row.stopped_at,
    tokens: tokens.filter((token) => token.case_id === row.id),
  }));
}

/** Cases whose process has stood for so long, not yet told for that stop and time; held, those held by others come next time. */
export async function lockLongStopped(
  tx: Tx,
  now: Date,
  hours: number,
  limit: number,
): Promise<{ record: CaseRecord; since: Date; limitAt: Date }[]> {
  // To the millisecond, as far as this process's own times go.
  const limitAt = sql`date_trunc('milliseconds', p.stopped_at) + ${hours} * interval '1 hour'`;
  const rows = await tx.rows<Row & { limit_at: Date }>(sql`
    select c.*, p.stopped_at, ${limitAt} as limit_at from cases.process p join cases.case c on c.id = p.case_id
    where p.stopped_at is not null and ${limitAt} <= ${now} and not exists (
      select from cases.escalation e where e.case_id = c.id and e.light = 'stopped' and e.limit_at = ${limitAt})
    order by p.stopped_at limit ${limit} for update of p skip locked`);
  return rows.map((row) => ({ record: recordOf(row), since: row.stopped_at, limitAt: row.limit_at }));
}

/** How many there are. */
export async function countStopped(tx: Tx, organisations: 'all' | readonly string[]): Promise<number> {
  const mine = organisations === 'all' ? sql`true` : sql`c.organisation = any(${[...organisations]})`;
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::int as count from cases.process p join cases.case c on c.id = p.case_id
    where p.stopped_at is not null and ${mine}`);
  return count;
}
