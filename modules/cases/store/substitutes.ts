import { sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';

/** AB 岗: `account` does the work of `forAccount` on these days, both included. */
export type Substitute = {
  id: string;
  organisation: string;
  account: string;
  forAccount: string;
  fromDate: PlainDate;
  untilDate: PlainDate;
};

type Row = {
  id: string;
  organisation: string;
  account: string;
  for_account: string;
  from_date: string;
  until_date: string;
};

const substituteOf = (row: Row): Substitute => ({
  id: row.id,
  organisation: row.organisation,
  account: row.account,
  forAccount: row.for_account,
  fromDate: row.from_date,
  untilDate: row.until_date,
});

/** Accounts for which this one stands in on that day. */
export async function substitutedBy(tx: Tx, account: string, on: PlainDate): Promise<string[]> {
  const rows = await tx.rows<{ for_account: string }>(sql`
    select for_account from cases.substitute where account = ${account} and ended_at is null and from_date <= ${on} and until_date >= ${on}`);
  return rows.map((row) => row.for_account);
}

export async function insertSubstitute(tx: Tx, one: Substitute, by: string, at: Date): Promise<void> {
  await tx.run(sql`
    insert into cases.substitute (id, organisation, account, for_account, from_date, until_date, made_by, made_at)
    values (${one.id}, ${one.organisation}, ${one.account}, ${one.forAccount}, ${one.fromDate}, ${one.untilDate}, ${by}, ${at})`);
}

/** Substitutes of these organisations that are in force or to come. */
export async function substitutesOf(
  tx: Tx,
  organisations: 'all' | readonly string[],
  on: PlainDate,
): Promise<Substitute[]> {
  const which = organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;
  const rows = await tx.rows<Row>(sql`
    select * from cases.substitute where ended_at is null and until_date >= ${on} and ${which} order by from_date, id limit 500`);
  return rows.map(substituteOf);
}

export async function findSubstitute(tx: Tx, id: string): Promise<Substitute | undefined> {
  const row = await tx.first<Row>(sql`select * from cases.substitute where id = ${id} and ended_at is null`);
  return row && substituteOf(row);
}

export async function endSubstitute(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(sql`update cases.substitute set ended_at = ${at} where id = ${id}`);
}
