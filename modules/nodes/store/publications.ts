import { sql, type Tx } from '@platform/database';
import type { PendingPackage, RowState } from '@platform/ferry';
import type { Fault } from '../domain/faults.ts';

export type PublicationState = 'announcing' | 'live' | 'paused' | 'withdrawn';
/** What the peer says that it holds, as of one of our packages. */
export type Told = RowState & { number: number; series: number; at: string; checkedAt?: string };
export type Difference = { ours: RowState; theirs: RowState; at: string };

export type Publication = {
  id: string;
  peerId: string;
  resource: string;
  lineId: string | null;
  items: string[];
  grade: number;
  basis: string | null;
  filterItem: string | null;
  filterDivision: string | null;
  requestId: string | null;
  state: PublicationState;
  createdAt: Date;
  createdBy: string;
  entryVersion: string;
  withdrawRemoves: boolean;
  withdrawTold: boolean;
  checkAsked: boolean;
  fault: Fault | null;
  nextTryAt: Date | null;
  series: number;
  number: number;
  hash: string;
  ackedUpTo: number;
  ackNumber: number;
  ackedAt: Date | null;
  acked: RowState;
  sentAt: Date | null;
  seq: bigint | null;
  sweep: number;
  sweeping: boolean;
  sweepAfter: Buffer | null;
  sweepGone: boolean;
  sweptAt: Date | null;
  packed: RowState;
  received: Told | null;
  difference: Difference | null;
};

type Row = Omit<Publication, 'number' | 'ackedUpTo' | 'ackNumber' | 'acked' | 'packed'> & {
  number: bigint;
  ackedUpTo: bigint;
  ackNumber: bigint;
  acked_count: bigint;
  acked_sum: string;
  count: bigint;
  sum: string;
};
const PUBLICATION = sql`id, peer_id as "peerId", resource, line_id as "lineId", items, grade, basis, filter_item as "filterItem", filter_division as "filterDivision",
  request_id as "requestId", state, created_at as "createdAt", created_by as "createdBy", entry_version as "entryVersion", withdraw_removes as "withdrawRemoves",
  withdraw_told as "withdrawTold", check_asked as "checkAsked", fault, next_try_at as "nextTryAt", series, number, hash, acked_up_to as "ackedUpTo",
  ack_number as "ackNumber", acked_at as "ackedAt", acked_count, acked_sum, sent_at as "sentAt", seq, sweep, sweeping, sweep_after as "sweepAfter",
  sweep_gone as "sweepGone", swept_at as "sweptAt", count, sum, received, difference`;
const publicationOf = ({ acked_count, acked_sum, count, sum, ...row }: Row): Publication => ({
  ...row,
  number: Number(row.number),
  ackedUpTo: Number(row.ackedUpTo),
  ackNumber: Number(row.ackNumber),
  acked: { count: Number(acked_count), sum: acked_sum },
  packed: { count: Number(count), sum },
});

export async function listPublications(tx: Tx, peerId?: string): Promise<Publication[]> {
  const rows = await tx.rows<Row>(sql`select ${PUBLICATION} from nodes.publication
    where ${peerId ?? null}::text is null or peer_id = ${peerId ?? null} order by created_at, id`);
  return rows.map(publicationOf);
}

export async function findPublication(tx: Tx, id: string): Promise<Publication | undefined> {
  const row = await tx.first<Row>(sql`select ${PUBLICATION} from nodes.publication where id = ${id}`);
  return row && publicationOf(row);
}

/** Locked until the transaction ends: one turn of it at a time. Rows that refer to it may still be written: a package is kept before it is recorded. */
export async function lockPublication(tx: Tx, id: string): Promise<Publication | undefined> {
  const row = await tx.first<Row>(sql`select ${PUBLICATION} from nodes.publication where id = ${id} for no key update`);
  return row && publicationOf(row);
}

export async function insertPublication(
  tx: Tx,
  one: Pick<
    Publication,
    | 'id'
    | 'peerId'
    | 'resource'
    | 'lineId'
    | 'items'
    | 'grade'
    | 'basis'
    | 'filterItem'
    | 'filterDivision'
    | 'requestId'
  >,
  made: { at: Date; by: string },
): Promise<void> {
  await tx.run(sql`insert into nodes.publication (id, peer_id, resource, line_id, items, grade, basis, filter_item, filter_division, request_id, state, created_at, created_by)
    values (${one.id}, ${one.peerId}, ${one.resource}, ${one.lineId}, ${one.items}, ${one.grade}, ${one.basis}, ${one.filterItem}, ${one.filterDivision},
      ${one.requestId}, 'announcing', ${made.at}, ${made.by})`);
}

export async function setPublicationState(tx: Tx, id: string, state: PublicationState): Promise<void> {
  await tx.run(sql`update nodes.publication set state = ${state}, fault = null, next_try_at = null where id = ${id}`);
}

export async function noteAnnounced(tx: Tx, id: string, version: string): Promise<void> {
  await tx.run(sql`update nodes.publication set entry_version = ${version}, fault = null, next_try_at = null,
    state = case when state = 'announcing' then 'live' else state end where id = ${id}`);
}

export async function withdraw(tx: Tx, id: string, removes: boolean): Promise<void> {
  await tx.run(
    sql`update nodes.publication set state = 'withdrawn', withdraw_removes = ${removes}, withdraw_told = false, fault = null, next_try_at = null where id = ${id}`,
  );
}

export async function noteWithdrawTold(tx: Tx, id: string): Promise<void> {
  await tx.run(
    sql`update nodes.publication set withdraw_told = true, fault = null, next_try_at = null where id = ${id}`,
  );
}

/** Once the peer knows, nothing of what was sent needs to be remembered. */
export async function forgetSent(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from nodes.package where publication_id = ${id}`);
  await tx.run(sql`delete from nodes.package_bytes where publication_id = ${id}`);
  await tx.run(sql`delete from nodes.sent_row where publication_id = ${id}`);
}

/** All anew: a series of its own, numbers from 1, every row. */
export async function newSeries(tx: Tx, id: string): Promise<void> {
  await forgetSent(tx, id);
  await tx.run(sql`update nodes.publication set series = series + 1, number = 0, hash = repeat('0', 64), acked_up_to = 0, ack_number = 0,
    acked_count = 0, acked_sum = repeat('0', 32), seq = null, sweep = 1, sweeping = true, sweep_after = null, sweep_gone = false, swept_at = null,
    count = 0, sum = repeat('0', 32), received = null, difference = null, fault = null, next_try_at = null where id = ${id}`);
}

export async function notePublicationFault(
  tx: Tx,
  id: string,
  fault: Fault | null,
  nextTryAt: Date | null,
): Promise<void> {
  await tx.run(
    sql`update nodes.publication set fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb, next_try_at = ${nextTryAt} where id = ${id}`,
  );
}

export async function askCheck(tx: Tx, id: string, asked: boolean): Promise<void> {
  await tx.run(sql`update nodes.publication set check_asked = ${asked} where id = ${id}`);
}

export async function noteReceived(
  tx: Tx,
  id: string,
  received: Told,
  difference: Difference | null | undefined,
): Promise<void> {
  await tx.run(sql`update nodes.publication set received = ${JSON.stringify(received)}::jsonb where id = ${id}`);
  if (difference !== undefined)
    await tx.run(
      sql`update nodes.publication set difference = ${difference === null ? null : JSON.stringify(difference)}::jsonb where id = ${id}`,
    );
}

/** Where packing stands, and what is packed. */
export async function savePlace(
  tx: Tx,
  id: string,
  at: Pick<Publication, 'seq' | 'sweep' | 'sweeping' | 'sweepAfter' | 'sweepGone' | 'sweptAt' | 'packed'>,
): Promise<void> {
  await tx.run(sql`update nodes.publication set seq = ${at.seq}, sweep = ${at.sweep}, sweeping = ${at.sweeping}, sweep_after = ${at.sweepAfter},
    sweep_gone = ${at.sweepGone}, swept_at = ${at.sweptAt}, count = ${at.packed.count}, sum = ${at.packed.sum} where id = ${id}`);
}

// Packages

export async function recordPackage(
  tx: Tx,
  id: string,
  made: { number: number; hash: string; name: string; state: RowState; changes: number; oldestAt: Date },
): Promise<void> {
  await tx.run(sql`insert into nodes.package (publication_id, number, name, hash, count, sum, changes, oldest_at)
    values (${id}, ${made.number}, ${made.name}, ${made.hash}, ${made.state.count}, ${made.state.sum}, ${made.changes}, ${made.oldestAt})`);
  await tx.run(sql`update nodes.publication set number = ${made.number}, hash = ${made.hash} where id = ${id}`);
}

export async function pendingPackages(tx: Tx, id: string): Promise<PendingPackage[]> {
  const rows = await tx.rows<{ number: bigint; name: string; sentAt: Date | null; times: number }>(sql`
    select k.number, k.name, k.sent_at as "sentAt", k.times from nodes.package k join nodes.publication p on p.id = k.publication_id
    where k.publication_id = ${id} and k.number > p.acked_up_to order by k.number`);
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

export async function markSent(tx: Tx, id: string, number: number, at: Date): Promise<void> {
  await tx.run(
    sql`update nodes.package set sent_at = ${at}, times = times + 1 where publication_id = ${id} and number = ${number}`,
  );
  await tx.run(sql`update nodes.publication set sent_at = ${at} where id = ${id}`);
}

/** From this number on all are sent again: the receiver keeps nothing that comes out of turn. */
export async function sendAgainFrom(tx: Tx, id: string, number: number): Promise<void> {
  await tx.run(sql`update nodes.package set sent_at = null where publication_id = ${id} and number >= ${number}`);
}

export async function stateAt(tx: Tx, id: string, number: number): Promise<RowState | undefined> {
  const row = await tx.first<{ count: bigint; sum: string }>(
    sql`select count, sum from nodes.package where publication_id = ${id} and number = ${number}`,
  );
  return row && { count: Number(row.count), sum: row.sum };
}

export async function recordAck(
  tx: Tx,
  id: string,
  ack: { upTo: number; ackNumber: number; state: RowState | undefined; at: Date },
): Promise<void> {
  await tx.run(
    sql`update nodes.publication set acked_up_to = greatest(acked_up_to, ${ack.upTo}), ack_number = ${ack.ackNumber}, acked_at = ${ack.at} where id = ${id}`,
  );
  if (ack.state)
    await tx.run(
      sql`update nodes.publication set acked_count = ${ack.state.count}, acked_sum = ${ack.state.sum} where id = ${id}`,
    );
  // The newest one acknowledged stays: its state may be compared again.
  await tx.run(sql`delete from nodes.package where publication_id = ${id} and number < ${ack.upTo}`);
}

/** Packages not acknowledged: how many, with how many changes, and since when the oldest change waits. */
export async function openPackages(
  tx: Tx,
  id: string,
): Promise<{ packages: number; changes: number; oldestAt: Date | null }> {
  return tx.one(sql`select count(*)::int as packages, coalesce(sum(k.changes), 0)::int as changes, min(k.oldest_at) as "oldestAt"
    from nodes.package k join nodes.publication p on p.id = k.publication_id where k.publication_id = ${id} and k.number > p.acked_up_to`);
}

export async function keepBytes(tx: Tx, id: string, name: string, bytes: Buffer): Promise<void> {
  await tx.run(sql`insert into nodes.package_bytes (publication_id, name, bytes) values (${id}, ${name}, ${bytes})
    on conflict (publication_id, name) do update set bytes = excluded.bytes`);
}

export async function readBytes(tx: Tx, id: string, name: string): Promise<Buffer | undefined> {
  const row = await tx.first<{ bytes: Buffer }>(
    sql`select bytes from nodes.package_bytes where publication_id = ${id} and name = ${name}`,
  );
  return row?.bytes;
}

export async function dropBytes(tx: Tx, id: string, name: string): Promise<void> {
  await tx.run(sql`delete from nodes.package_bytes where publication_id = ${id} and name = ${name}`);
}

// Rows as they were packed

/** Hashes of rows by the hash of their keys (hex). */
export async function sentHashes(tx: Tx, id: string, keys: readonly Buffer[]): Promise<Map<string, Buffer>> {
  const rows = await tx.rows<{ key_hash: Buffer; row_hash: Buffer }>(
    sql`select key_hash, row_hash from nodes.sent_row where publication_id = ${id} and key_hash = any(${[...keys]}::bytea[])`,
  );
  return new Map(rows.map((row) => [row.key_hash.toString('hex'), row.row_hash]));
}

export async function saveSent(
  tx: Tx,
  id: string,
  sweep: number,
  rows: readonly { keyHash: Buffer; rowHash: Buffer; key: Buffer }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`insert into nodes.sent_row (publication_id, key_hash, row_hash, key, sweep)
    select ${id}, k, h, s, ${sweep} from unnest(${rows.map((row) => row.keyHash)}::bytea[], ${rows.map((row) => row.rowHash)}::bytea[],
      ${rows.map((row) => row.key)}::bytea[]) as v (k, h, s)
    on conflict (publication_id, key_hash) do update set row_hash = excluded.row_hash, sweep = excluded.sweep`);
}

/** Rows that a sweep met as they were sent. */
export async function markMet(tx: Tx, id: string, sweep: number, keys: readonly Buffer[]): Promise<void> {
  await tx.run(
    sql`update nodes.sent_row set sweep = ${sweep} where publication_id = ${id} and key_hash = any(${[...keys]}::bytea[]) and sweep <> ${sweep}`,
  );
}

export async function dropSent(tx: Tx, id: string, keys: readonly Buffer[]): Promise<void> {
  await tx.run(sql`delete from nodes.sent_row where publication_id = ${id} and key_hash = any(${[...keys]}::bytea[])`);
}

/** Rows that a sweep did not meet. */
export function unswept(
  tx: Tx,
  id: string,
  sweep: number,
  limit: number,
): Promise<{ keyHash: Buffer; rowHash: Buffer; key: Buffer }[]> {
  return tx.rows(sql`select key_hash as "keyHash", row_hash as "rowHash", key from nodes.sent_row
    where publication_id = ${id} and sweep < ${sweep} order by key_hash limit ${limit}`);
}
