import { sql, type Tx } from '@platform/database';
import type { DeliveryFault } from './deliveries.ts';

export type DeadLetter = {
  id: string;
  subscription_id: string;
  line_id: string;
  at: Date;
  first: bigint;
  last: bigint;
  changes: number;
  sealed: Buffer;
  attempts: number;
  status: number | null;
  fault: DeliveryFault;
  state: 'kept' | 'replayed' | 'dropped';
  asked_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
};

export const letterContext = (id: string): string => `streams.dead_letter:${id}`;

export async function insertLetter(
  tx: Tx,
  one: Omit<DeadLetter, 'state' | 'asked_at' | 'ended_at' | 'ended_by'>,
): Promise<void> {
  await tx.run(sql`insert into streams.dead_letter (id, subscription_id, line_id, at, first, last, changes, sealed, attempts, status, fault)
    values (${one.id}, ${one.subscription_id}, ${one.line_id}, ${one.at}, ${one.first}, ${one.last}, ${one.changes}, ${one.sealed}, ${one.attempts}, ${one.status},
      ${JSON.stringify(one.fault)}::jsonb)`);
}

export function listLetters(
  tx: Tx,
  filter: { subscriptionId: string; state?: string | undefined; limit: number; before?: string | undefined },
): Promise<DeadLetter[]> {
  return tx.rows<DeadLetter>(sql`select * from streams.dead_letter where subscription_id = ${filter.subscriptionId}
    and (${filter.state ?? null}::text is null or state = ${filter.state ?? null}) and (${filter.before ?? null}::uuid is null or id < ${filter.before ?? null}::uuid)
    order by id desc limit ${filter.limit}`);
}

export function findLetter(tx: Tx, subscriptionId: string, id: string): Promise<DeadLetter | undefined> {
  return tx.first<DeadLetter>(
    sql`select * from streams.dead_letter where subscription_id = ${subscriptionId} and id = ${id}`,
  );
}

export async function countKept(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ subscription_id: string; count: number }>(
    sql`select subscription_id, count(*)::int as count from streams.dead_letter where subscription_id = any(${[...ids]}::uuid[]) and state = 'kept' group by 1`,
  );
  return new Map(rows.map((row) => [row.subscription_id, row.count]));
}

/** Kept ones, all or these, are tried again. @returns how many */
export function askAgain(
  tx: Tx,
  subscriptionId: string,
  ids: readonly string[] | undefined,
  at: Date,
): Promise<number> {
  return tx.run(sql`update streams.dead_letter set asked_at = ${at} where subscription_id = ${subscriptionId} and state = 'kept'
    and (${ids === undefined} or id = any(${[...(ids ?? [])]}::uuid[]))`);
}

export function dropLetters(
  tx: Tx,
  subscriptionId: string,
  ids: readonly string[] | undefined,
  ended: { at: Date; by: string },
): Promise<number> {
  return tx.run(sql`update streams.dead_letter set state = 'dropped', asked_at = null, ended_at = ${ended.at}, ended_by = ${ended.by}
    where subscription_id = ${subscriptionId} and state = 'kept' and (${ids === undefined} or id = any(${[...(ids ?? [])]}::uuid[]))`);
}

/** The oldest that is to be tried again. */
export function nextAsked(tx: Tx, subscriptionId: string): Promise<DeadLetter | undefined> {
  return tx.first<DeadLetter>(
    sql`select * from streams.dead_letter where subscription_id = ${subscriptionId} and state = 'kept' and asked_at is not null order by id limit 1`,
  );
}

export async function endReplay(
  tx: Tx,
  id: string,
  came: { delivered: true; at: Date } | { delivered: false; status: number | null; fault: DeliveryFault },
): Promise<void> {
  if (came.delivered)
    await tx.run(
      sql`update streams.dead_letter set state = 'replayed', asked_at = null, ended_at = ${came.at}, ended_by = 'streams' where id = ${id} and state = 'kept'`,
    );
  else
    await tx.run(sql`update streams.dead_letter set asked_at = null, attempts = attempts + 1, status = ${came.status}, fault = ${JSON.stringify(came.fault)}::jsonb
      where id = ${id} and state = 'kept'`);
}
