import { sql, type Sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';
import type { LoadRow } from './loads.ts';

export type Counted = 'rows_good' | 'rows_rejected';

/** Loads that ended well in the period and counted something of this kind. */
function counted(what: Counted, period: Period): { amount: Sql; where: Sql } {
  const amount = what === 'rows_good' ? sql`rows_good` : sql`rows_rejected`;
  return {
    amount,
    where: sql`state = 'done' and finished_at >= ${period.from} and finished_at < ${period.to} and ${amount} > 0`,
  };
}

export async function sumRows(tx: Tx, what: Counted, period: Period): Promise<number> {
  const { amount, where } = counted(what, period);
  const row = await tx.one<{ value: bigint }>(
    sql`select coalesce(sum(${amount}), 0)::bigint as value from exchange.load where ${where}`,
  );
  return Number(row.value);
}

/** By hour, or by day (of Shanghai) when the period is longer than two days. */
export async function sumRowsByTime(tx: Tx, what: Counted, period: Period): Promise<{ at: Date; value: number }[]> {
  const { amount, where } = counted(what, period);
  const unit = period.to.getTime() - period.from.getTime() > 2 * 86_400_000 ? 'day' : 'hour';
  const rows = await tx.rows<{ at: Date; value: bigint }>(sql`
    select date_trunc(${unit}, finished_at, 'Asia/Shanghai') as at, sum(${amount})::bigint as value from exchange.load where ${where} group by 1 order by 1`);
  return rows.map((row) => ({ at: row.at, value: Number(row.value) }));
}

export async function sumRowsByOrganisation(
  tx: Tx,
  what: Counted,
  period: Period,
): Promise<{ organisation: string; value: number }[]> {
  const { amount, where } = counted(what, period);
  const rows = await tx.rows<{ organisation: string; value: bigint }>(sql`
    select organisation, sum(${amount})::bigint as value from exchange.load where ${where} group by 1 order by 2 desc, 1`);
  return rows.map((row) => ({ organisation: row.organisation, value: Number(row.value) }));
}

export type CountedLoad = Pick<
  LoadRow,
  'id' | 'source_id' | 'organisation' | 'rows_read' | 'rows_good' | 'rows_rejected'
> & { finished_at: Date };

export function countedLoads(
  tx: Tx,
  what: Counted,
  period: Period,
  page: { before?: string | undefined; limit: number },
): Promise<CountedLoad[]> {
  const { where } = counted(what, period);
  const older = page.before === undefined ? sql`true` : sql`id < ${page.before}::uuid`;
  return tx.rows<CountedLoad>(sql`select id, source_id, organisation, finished_at, rows_read, rows_good, rows_rejected from exchange.load
    where ${where} and ${older} order by id desc limit ${page.limit}`);
}
