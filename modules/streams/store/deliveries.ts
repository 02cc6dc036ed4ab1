import { sql, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';

export type DeliveryFault = { code: string; text: LocalText };

export type Delivery = {
  id: string;
  subscription_id: string;
  line_id: string;
  at: Date;
  first: bigint;
  last: bigint;
  changes: number;
  outcome: 'delivered' | 'refused' | 'unreachable' | 'told';
  status: number | null;
  ms: number;
  attempt: number;
  fault: DeliveryFault | null;
};

export async function insertDelivery(tx: Tx, one: Delivery): Promise<void> {
  await tx.run(sql`insert into streams.delivery (id, subscription_id, line_id, at, first, last, changes, outcome, status, ms, attempt, fault)
    values (${one.id}, ${one.subscription_id}, ${one.line_id}, ${one.at}, ${one.first}, ${one.last}, ${one.changes}, ${one.outcome}, ${one.status}, ${one.ms},
      ${one.attempt}, ${one.fault === null ? null : JSON.stringify(one.fault)}::jsonb)`);
}

export function listDeliveries(tx: Tx, subscriptionId: string, limit: number, before?: string): Promise<Delivery[]> {
  return tx.rows<Delivery>(sql`select * from streams.delivery where subscription_id = ${subscriptionId} and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
    order by id desc limit ${limit}`);
}

export function purgeDeliveries(tx: Tx, before: Date): Promise<number> {
  return tx.run(
    sql`delete from streams.delivery where id in (select id from streams.delivery where at < ${before} limit 20000)`,
  );
}

export type Used = {
  subscriptionId: string;
  lineId: string;
  day: PlainDate;
  purpose: string;
  provider: string;
  consumer: string;
  changes: number;
  personal: number;
};

/** Adds to the record of who got how much for what. @returns whether it is the day's first */
export async function noteUsage(tx: Tx, used: Used): Promise<boolean> {
  const { fresh } = await tx.one<{
    fresh: boolean;
  }>(sql`insert into streams.usage as u (subscription_id, line_id, day, purpose, provider, consumer, changes, personal, deliveries)
    values (${used.subscriptionId}, ${used.lineId}, ${used.day}, ${used.purpose}, ${used.provider}, ${used.consumer}, ${used.changes}, ${used.personal}, 1)
    on conflict (subscription_id, line_id, day, purpose) do update set changes = u.changes + excluded.changes, personal = u.personal + excluded.personal,
      deliveries = u.deliveries + 1 returning (xmax = 0) as fresh`);
  return fresh;
}

export type UsageRow = {
  day: PlainDate;
  line_id: string;
  purpose: string;
  changes: bigint;
  personal: bigint;
  deliveries: bigint;
};

export function usageOf(tx: Tx, subscriptionId: string, from: PlainDate, to: PlainDate): Promise<UsageRow[]> {
  return tx.rows<UsageRow>(sql`select day, line_id, purpose, changes, personal, deliveries from streams.usage
    where subscription_id = ${subscriptionId} and day >= ${from} and day <= ${to} order by day desc, line_id, purpose`);
}

export type FlowRow = { provider: string; consumer: string; changes: bigint; personal: bigint; deliveries: bigint };

/** Sums between organisations; days from `from` to `to`, both included. */
export function usageFlows(tx: Tx, from: PlainDate, to: PlainDate): Promise<FlowRow[]> {
  return tx.rows<FlowRow>(sql`select provider, consumer, sum(changes)::bigint as changes, sum(personal)::bigint as personal, sum(deliveries)::bigint as deliveries
    from streams.usage where day >= ${from} and day <= ${to} group by provider, consumer order by 3 desc, 1, 2`);
}
