import { sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';

export async function countIssued(tx: Tx, { from, to }: Period): Promise<number> {
  return (
    await tx.one<{ count: number }>(
      sql`select count(*)::int as count from licences.licence where issued_at >= ${from} and issued_at < ${to}`,
    )
  ).count;
}

/** By hour, or by day of Shanghai when the period is longer than two days. */
export function issuedSeries(tx: Tx, { from, to }: Period): Promise<{ at: Date; value: number }[]> {
  const unit = to.getTime() - from.getTime() > 2 * 86_400_000 ? 'day' : 'hour';
  return tx.rows(sql`
    select date_trunc(${unit}, issued_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai' as at, count(*)::int as value
    from licences.licence where issued_at >= ${from} and issued_at < ${to} group by 1 order by 1`);
}

export function issuedByOrganisation(tx: Tx, { from, to }: Period): Promise<{ organisation: string; value: number }[]> {
  return tx.rows(sql`
    select issuer as organisation, count(*)::int as value from licences.licence
    where issued_at >= ${from} and issued_at < ${to} group by issuer order by 2 desc, 1`);
}

export type IssuedRow = {
  id: string;
  identifier: string;
  template: string;
  issuer: string;
  status: string;
  issued_at: Date;
  case_no: string;
};

/** Newest first; one more than `limit` where there are more. */
export function issuedLicences(
  tx: Tx,
  { from, to }: Period,
  limit: number,
  after?: { at: string; id: string },
): Promise<IssuedRow[]> {
  const rest = after ? sql`and (issued_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``;
  return tx.rows(sql`
    select id, identifier, template, issuer, status, issued_at, case_no from licences.licence
    where issued_at >= ${from} and issued_at < ${to} ${rest} order by issued_at desc, id desc limit ${limit + 1}`);
}
