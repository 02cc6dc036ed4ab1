import { sql, type Tx } from '@platform/database';
import type { Acknowledgement, Difference, FerryFault, PendingPackage, RowState } from '@platform/ferry';

export type FerryRoute = {
  id: string;
  self: string;
  peer: string;
  peerKeys: string[];
  outFrom: string;
  inFrom: string;
  lines: string[];
  series: number;
  number: number;
  hash: string;
  ackedUpTo: number;
  ackNumber: number;
  ackedAt: Date | null;
  ack: Acknowledgement | null;
  differences: Difference[];
  fault: FerryFault | null;
};

type RouteRow = Omit<FerryRoute, 'number' | 'ackedUpTo' | 'ackNumber'> & {
  number: bigint;
  ackedUpTo: bigint;
  ackNumber: bigint;
};
const ROUTE = sql`id, self, peer, peer_keys as "peerKeys", out_from as "outFrom", in_from as "inFrom", lines, series, number, hash,
  acked_up_to as "ackedUpTo", ack_number as "ackNumber", acked_at as "ackedAt", ack, differences, fault`;
const routeOf = (row: RouteRow): FerryRoute => ({
  ...row,
  number: Number(row.number),
  ackedUpTo: Number(row.ackedUpTo),
  ackNumber: Number(row.ackNumber),
});

export async function listRoutes(tx: Tx): Promise<FerryRoute[]> {
  const rows = await tx.rows<RouteRow>(
    sql`select ${ROUTE} from exchange.ferry_route where removed_at is null order by id`,
  );
  return rows.map(routeOf);
}

/** The route, locked until the transaction ends: one turn of it at a time, whoever takes it. */
export async function lockRoute(tx: Tx, id: string): Promise<FerryRoute | undefined> {
  const row = await tx.first<RouteRow>(
    sql`select ${ROUTE} from exchange.ferry_route where id = ${id} and removed_at is null for update`,
  );
  return row && routeOf(row);
}

/** Makes a route, or changes what may be changed of one: its folders, keys and lines. */
export async function defineRoute(
  tx: Tx,
  route: Pick<FerryRoute, 'id' | 'self' | 'peer' | 'peerKeys' | 'outFrom' | 'inFrom' | 'lines'> & { at: Date },
): Promise<void> {
  await tx.run(sql`insert into exchange.ferry_route (id, self, peer, peer_keys, out_from, in_from, lines, created_at)
    values (${route.id}, ${route.self}, ${route.peer}, ${route.peerKeys}, ${route.outFrom}, ${route.inFrom}, ${route.lines}, ${route.at})
    on conflict (id) do update set peer_keys = excluded.peer_keys, out_from = excluded.out_from, in_from = excluded.in_from, lines = excluded.lines`);
  await tx.run(
    sql`update exchange.line set streamed = true, version = version + 1 where id = any(${route.lines}) and not streamed`,
  );
}

/** Begins a new series: nothing of the last one counts, and every line is sent whole. */
export async function newSeries(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update exchange.ferry_route set series = series + 1, number = 0, hash = repeat('0', 64), acked_up_to = 0, ack_number = 0,
    ack = null, differences = '[]', fault = null where id = ${id}`);
  await tx.run(sql`delete from exchange.ferry_package where route_id = ${id}`);
  await clearOwner(tx, `route:${id}`);
}

export async function movePackage(
  tx: Tx,
  routeId: string,
  made: { number: number; hash: string; name: string; states: Readonly<Record<string, RowState>> },
): Promise<void> {
  await tx.run(sql`insert into exchange.ferry_package (route_id, number, name, hash, states)
    values (${routeId}, ${made.number}, ${made.name}, ${made.hash}, ${JSON.stringify(made.states)}::jsonb)`);
  await tx.run(sql`update exchange.ferry_route set number = ${made.number}, hash = ${made.hash} where id = ${routeId}`);
}

export async function listPending(tx: Tx, routeId: string): Promise<PendingPackage[]> {
  const rows = await tx.rows<{ number: bigint; name: string; sentAt: Date | null; times: number }>(sql`
    select p.number, p.name, p.sent_at as "sentAt", p.times from exchange.ferry_package p join exchange.ferry_route r on r.id = p.route_id
    where p.route_id = ${routeId} and p.number > r.acked_up_to order by p.number`);
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

export async function markSent(tx: Tx, routeId: string, number: number, at: Date): Promise<void> {
  await tx.run(sql`update exchange.ferry_package set sent_at = ${at}, times = times + 1
    where route_id = ${routeId} and number = ${number}`);
}

export async function askAgain(tx: Tx, routeId: string, numbers: readonly number[]): Promise<void> {
  await tx.run(sql`update exchange.ferry_package set sent_at = null
    where route_id = ${routeId} and number = any(${[...numbers]}::bigint[])`);
}

export async function statesAt(tx: Tx, routeId: string, number: number): Promise<Map<string, RowState>> {
  const row = await tx.first<{ states: Record<string, RowState> }>(
    sql`select states from exchange.ferry_package where route_id = ${routeId} and number = ${number}`,
  );
  return new Map(Object.entries(row?.states ?? {}));
}

/** Takes an acknowledgement; packages below it are forgotten, but for the newest acknowledged, whose states may be compared again. */
export async function recordAck(
  tx: Tx,
  routeId: string,
  ack: Acknowledgement,
  taken: { ackNumber: number; differences: readonly Difference[]; at: Date },
): Promise<void> {
  await tx.run(sql`update exchange.ferry_route set acked_up_to = greatest(acked_up_to, ${ack.upTo}), ack_number = ${taken.ackNumber},
    acked_at = ${taken.at}, ack = ${JSON.stringify(ack)}::jsonb, differences = ${JSON.stringify(taken.differences)}::jsonb where id = ${routeId}`);
  await tx.run(sql`delete from exchange.ferry_package where route_id = ${routeId} and number < ${ack.upTo}`);
}

export async function stopRoute(tx: Tx, routeId: string, fault: FerryFault): Promise<void> {
  await tx.run(sql`update exchange.ferry_route set fault = ${JSON.stringify(fault)}::jsonb where id = ${routeId}`);
}

/** Keeps which lines a sender has in the connection's settings. A new version, so that whatever has the connection open sees them. */
export async function learnFerryTables(tx: Tx, connectionId: string, tables: readonly object[]): Promise<void> {
  await tx.run(sql`update exchange.connection set settings = settings || ${JSON.stringify({ tables })}::jsonb, version = version + 1
    where id = ${connectionId} and removed_at is null`);
}

export type Receipt = {
  series: number;
  number: number;
  hash: string;
  ackNumber: number;
  ackHash: string;
  fault: FerryFault | null;
};

/** Where the receiving side of a connection stands, locked until the transaction ends. */
export async function lockReceipt(tx: Tx, connectionId: string): Promise<Receipt> {
  await tx.run(sql`insert into exchange.ferry_receipt (connection_id) values (${connectionId}) on conflict do nothing`);
  const row = await tx.one<Omit<Receipt, 'number' | 'ackNumber'> & { number: bigint; ackNumber: bigint }>(sql`
    select series, number, hash, ack_number as "ackNumber", ack_hash as "ackHash", fault
    from exchange.ferry_receipt where connection_id = ${connectionId} for update`);
  return { ...row, number: Number(row.number), ackNumber: Number(row.ackNumber) };
}

export async function moveReceipt(
  tx: Tx,
  connectionId: string,
  to: { series: number; number: number; hash: string; at: Date; fresh: boolean },
): Promise<void> {
  if (to.fresh) await tx.run(sql`delete from exchange.ferry_received where connection_id = ${connectionId}`);
  await tx.run(sql`update exchange.ferry_receipt set series = ${to.series}, number = ${to.number}, hash = ${to.hash}, received_at = ${to.at}, fault = null
    where connection_id = ${connectionId}`);
  await tx.run(
    sql`insert into exchange.ferry_received (connection_id, number, hash) values (${connectionId}, ${to.number}, ${to.hash})`,
  );
  // Enough of the past to know a doubled package from a forged one.
  await tx.run(
    sql`delete from exchange.ferry_received where connection_id = ${connectionId} and number < ${to.number - 10_000}`,
  );
}

export async function receivedHash(tx: Tx, connectionId: string, number: number): Promise<string | undefined> {
  const row = await tx.first<{ hash: string }>(
    sql`select hash from exchange.ferry_received where connection_id = ${connectionId} and number = ${number}`,
  );
  return row?.hash;
}

export async function recordSentAck(tx: Tx, connectionId: string, number: number, hash: string): Promise<void> {
  await tx.run(
    sql`update exchange.ferry_receipt set ack_number = ${number}, ack_hash = ${hash} where connection_id = ${connectionId}`,
  );
}

export async function stopReceipt(tx: Tx, connectionId: string, fault: FerryFault): Promise<void> {
  await tx.run(
    sql`update exchange.ferry_receipt set fault = ${JSON.stringify(fault)}::jsonb where connection_id = ${connectionId}`,
  );
}

export type FerryLine = {
  line: string;
  state: RowState;
  seq: bigint;
  sweep: number;
  sweepAfter: readonly string[] | { gone: true } | null;
  sweeping: boolean;
  sweptAt: Date | null;
};

/** What one side has sent or received, by line. */
export async function listFerryLines(tx: Tx, owner: string): Promise<FerryLine[]> {
  const rows = await tx.rows<Omit<FerryLine, 'state'> & { count: bigint; sum: string }>(sql`
    select line, count, sum, seq, sweep, sweep_after as "sweepAfter", sweeping, swept_at as "sweptAt"
    from exchange.ferry_line where owner = ${owner} order by line`);
  return rows.map(({ count, sum, ...row }) => ({ ...row, state: { count: Number(count), sum } }));
}

export async function saveFerryLine(tx: Tx, owner: string, line: FerryLine): Promise<void> {
  await tx.run(sql`insert into exchange.ferry_line (owner, line, count, sum, seq, sweep, sweep_after, sweeping, swept_at)
    values (${owner}, ${line.line}, ${line.state.count}, ${line.state.sum}, ${line.seq}, ${line.sweep},
      ${line.sweepAfter === null ? null : JSON.stringify(line.sweepAfter)}::jsonb, ${line.sweeping}, ${line.sweptAt})
    on conflict (owner, line) do update set count = excluded.count, sum = excluded.sum, seq = excluded.seq, sweep = excluded.sweep,
      sweep_after = excluded.sweep_after, sweeping = excluded.sweeping, swept_at = excluded.swept_at`);
}

/** Hashes of rows by the hash of their keys (hex). */
export async function rowHashes(
  tx: Tx,
  owner: string,
  line: string,
  keys: readonly Buffer[],
): Promise<Map<string, Buffer>> {
  const rows = await tx.rows<{
    key_hash: Buffer;
    row_hash: Buffer;
  }>(sql`select key_hash, row_hash from exchange.ferry_row
    where owner = ${owner} and line = ${line} and key_hash = any(${[...keys]}::bytea[])`);
  return new Map(rows.map((row) => [row.key_hash.toString('hex'), row.row_hash]));
}

export type FerryRow = { keyHash: Buffer; rowHash: Buffer; key: readonly string[] | null };

export async function saveRows(
  tx: Tx,
  owner: string,
  line: string,
  sweep: number,
  rows: readonly FerryRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`insert into exchange.ferry_row (owner, line, key_hash, row_hash, key, sweep)
    select ${owner}, ${line}, k, h, j::jsonb, ${sweep} from unnest(${rows.map((row) => row.keyHash)}::bytea[], ${rows.map((row) => row.rowHash)}::bytea[],
      ${rows.map((row) => (row.key === null ? null : JSON.stringify(row.key)))}::text[]) as v (k, h, j)
    on conflict (owner, line, key_hash) do update set row_hash = excluded.row_hash, sweep = excluded.sweep`);
}

export async function dropRows(tx: Tx, owner: string, line: string, keys: readonly Buffer[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.run(
    sql`delete from exchange.ferry_row where owner = ${owner} and line = ${line} and key_hash = any(${[...keys]}::bytea[])`,
  );
}

export async function clearLine(tx: Tx, owner: string, line: string): Promise<void> {
  await tx.run(sql`delete from exchange.ferry_row where owner = ${owner} and line = ${line}`);
}

export async function clearOwner(tx: Tx, owner: string): Promise<void> {
  await tx.run(sql`delete from exchange.ferry_row where owner = ${owner}`);
  await tx.run(sql`delete from exchange.ferry_line where owner = ${owner}`);
}

/** Rows that a sweep did not meet. */
export function unswept(
  tx: Tx,
  owner: string,
  line: string,
  sweep: number,
  limit: number,
): Promise<{ keyHash: Buffer; rowHash: Buffer; key: string[] }[]> {
  return tx.rows(sql`select key_hash as "keyHash", row_hash as "rowHash", key from exchange.ferry_row
    where owner = ${owner} and line = ${line} and sweep < ${sweep} order by key_hash limit ${limit}`);
}
