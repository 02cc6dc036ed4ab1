import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { SharedInterface } from '../contract/index.ts';
import type { RowState } from '@platform/ferry';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { Fault } from '../domain/faults.ts';
import type { Difference } from './publications.ts';

/** What the peer says of its publication. */
export type Claimed = RowState & { number: number; series: number; at: string; lagChanges: number; lagMs: number };

export type Receipt = {
  id: string;
  peerId: string;
  resource: string;
  state: 'live' | 'withdrawn' | 'removed';
  entryVersion: string;
  tableName: string | null;
  requestId: string | null;
  series: number;
  number: number;
  hash: string;
  ackNumber: number;
  ackHash: string;
  held: RowState;
  checkedAt: Date | null;
  checkAsked: boolean;
  receivedAt: Date | null;
  fault: Fault | null;
  published: Claimed | null;
  difference: Difference | null;
};

type Row = Omit<Receipt, 'number' | 'ackNumber' | 'held'> & {
  number: bigint;
  ackNumber: bigint;
  count: bigint;
  sum: string;
};
const RECEIPT = sql`id, peer_id as "peerId", resource, state, entry_version as "entryVersion", table_name as "tableName", request_id as "requestId",
  series, number, hash, ack_number as "ackNumber", ack_hash as "ackHash", count, sum, checked_at as "checkedAt", check_asked as "checkAsked",
  received_at as "receivedAt", fault, published, difference`;
const receiptOf = ({ count, sum, ...row }: Row): Receipt => ({
  ...row,
  number: Number(row.number),
  ackNumber: Number(row.ackNumber),
  held: { count: Number(count), sum },
});

export async function listReceipts(tx: Tx, peerId?: string): Promise<Receipt[]> {
  const rows = await tx.rows<Row>(sql`select ${RECEIPT} from nodes.receipt
    where ${peerId ?? null}::text is null or peer_id = ${peerId ?? null} order by created_at, id`);
  return rows.map(receiptOf);
}

export async function findReceipt(tx: Tx, id: string): Promise<Receipt | undefined> {
  const row = await tx.first<Row>(sql`select ${RECEIPT} from nodes.receipt where id = ${id}`);
  return row && receiptOf(row);
}

export async function lockReceipt(tx: Tx, id: string): Promise<Receipt | undefined> {
  const row = await tx.first<Row>(sql`select ${RECEIPT} from nodes.receipt where id = ${id} for no key update`);
  return row && receiptOf(row);
}

export async function saveReceipt(
  tx: Tx,
  one: Pick<Receipt, 'id' | 'peerId' | 'resource' | 'entryVersion' | 'tableName' | 'requestId'> & { at: Date },
): Promise<void> {
  await tx.run(sql`insert into nodes.receipt (id, peer_id, resource, state, entry_version, table_name, request_id, created_at)
    values (${one.id}, ${one.peerId}, ${one.resource}, 'live', ${one.entryVersion}, ${one.tableName}, ${one.requestId}, ${one.at})
    on conflict (id) do update set entry_version = excluded.entry_version where nodes.receipt.peer_id = excluded.peer_id`);
}

export async function setReceiptState(tx: Tx, id: string, state: Receipt['state']): Promise<void> {
  await tx.run(sql`update nodes.receipt set state = ${state}, check_asked = false, difference = null where id = ${id}`);
}

/** Moves to a package that is applied in this transaction. */
export async function moveReceipt(
  tx: Tx,
  id: string,
  to: { series: number; number: number; hash: string; held: RowState; at: Date; fresh: boolean },
): Promise<void> {
  if (to.fresh) await tx.run(sql`delete from nodes.received_package where receipt_id = ${id}`);
  await tx.run(sql`update nodes.receipt set series = ${to.series}, number = ${to.number}, hash = ${to.hash}, count = ${to.held.count}, sum = ${to.held.sum},
    received_at = ${to.at}, fault = null, difference = case when ${to.fresh} then null else difference end where id = ${id}`);
  await tx.run(
    sql`insert into nodes.received_package (receipt_id, number, hash) values (${id}, ${to.number}, ${to.hash})`,
  );
  // Enough of the past to know a doubled package from a forged one.
  await tx.run(sql`delete from nodes.received_package where receipt_id = ${id} and number < ${to.number - 1_000}`);
}

export async function receivedHash(tx: Tx, id: string, number: number): Promise<string | undefined> {
  const row = await tx.first<{ hash: string }>(
    sql`select hash from nodes.received_package where receipt_id = ${id} and number = ${number}`,
  );
  return row?.hash;
}

export async function recordSentAck(tx: Tx, id: string, number: number, hash: string): Promise<void> {
  await tx.run(sql`update nodes.receipt set ack_number = ${number}, ack_hash = ${hash} where id = ${id}`);
}

export async function noteReceiptFault(tx: Tx, id: string, fault: Fault | null): Promise<void> {
  await tx.run(
    sql`update nodes.receipt set fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb where id = ${id}`,
  );
}

export async function noteCounted(tx: Tx, id: string, held: RowState, at: Date): Promise<void> {
  await tx.run(
    sql`update nodes.receipt set count = ${held.count}, sum = ${held.sum}, checked_at = ${at}, check_asked = false where id = ${id}`,
  );
}

export async function askCount(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update nodes.receipt set check_asked = true where id = ${id}`);
}

export async function noteClaimed(tx: Tx, id: string, published: Claimed): Promise<void> {
  await tx.run(sql`update nodes.receipt set published = ${JSON.stringify(published)}::jsonb where id = ${id}`);
}

export async function noteDifference(tx: Tx, id: string, difference: Difference | null): Promise<void> {
  await tx.run(
    sql`update nodes.receipt set difference = ${difference === null ? null : JSON.stringify(difference)}::jsonb where id = ${id}`,
  );
}

// Catalogue entries of other nodes

export type Entry = {
  peerId: string;
  resource: string;
  version: string;
  definition: ResourceDefinition;
  interfaces: SharedInterface[];
  /** Null where the other node did not tell it. */
  providerName: LocalText | null;
  receivedAt: Date;
  withdrawnAt: Date | null;
  versions: number;
};

/** A version that came (again); it is the one in use. */
export async function saveEntry(
  tx: Tx,
  {
    peerId,
    version,
    definition,
    interfaces,
    at,
    providerName,
  }: Pick<Entry, 'peerId' | 'version' | 'definition' | 'interfaces'> & {
    at: Date;
    providerName: LocalText | undefined;
  },
): Promise<void> {
  const name = providerName ? JSON.stringify(providerName) : null;
  await tx.run(sql`insert into nodes.entry (peer_id, resource, version, definition, interfaces, provider_name, received_at)
    values (${peerId}, ${definition.id}, ${version}, ${JSON.stringify(definition)}::jsonb, ${JSON.stringify(interfaces)}::jsonb, ${name}::jsonb, ${at})
    on conflict (peer_id, resource, version) do update set received_at = excluded.received_at, interfaces = excluded.interfaces,
      provider_name = excluded.provider_name, withdrawn_at = null`);
}

/** The entry is withdrawn once nothing of it is published any more. */
export async function withdrawEntry(tx: Tx, peerId: string, resource: string, at: Date): Promise<void> {
  await tx.run(sql`update nodes.entry set withdrawn_at = ${at} where peer_id = ${peerId} and resource = ${resource} and withdrawn_at is null
    and not exists (select from nodes.receipt where peer_id = ${peerId} and resource = ${resource} and state = 'live')`);
}

/** The newest version of each entry. */
export function listEntries(tx: Tx, peerId?: string): Promise<Entry[]> {
  return tx.rows<Entry>(sql`select distinct on (peer_id, resource) peer_id as "peerId", resource, version, definition, interfaces,
      provider_name as "providerName", received_at as "receivedAt",
      withdrawn_at as "withdrawnAt", (count(*) over (partition by peer_id, resource))::int as versions
    from nodes.entry where ${peerId ?? null}::text is null or peer_id = ${peerId ?? null} order by peer_id, resource, received_at desc, version`);
}

export async function entryHistory(
  tx: Tx,
  peerId: string,
  resource: string,
): Promise<{ version: string; receivedAt: Date; definition: ResourceDefinition }[]> {
  return tx.rows(sql`select version, received_at as "receivedAt", definition from nodes.entry
    where peer_id = ${peerId} and resource = ${resource} order by received_at desc, version`);
}

export function findEntryVersion(
  tx: Tx,
  peerId: string,
  resource: string,
  version: string,
): Promise<{ definition: ResourceDefinition } | undefined> {
  return tx.first(
    sql`select definition from nodes.entry where peer_id = ${peerId} and resource = ${resource} and version = ${version}`,
  );
}
