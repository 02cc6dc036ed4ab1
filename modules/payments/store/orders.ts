import { sql, type Tx } from '@platform/database';

export type OrderState = 'open' | 'paid' | 'closed' | 'surplus';
export type Order = {
  id: string;
  billId: string;
  fen: bigint;
  way: 'phone' | 'code';
  state: OrderState;
  at: Date;
  expiresAt: Date;
  address: string | null;
  asked: number;
  platformNo: string | null;
  paidAt: Date | null;
  /** What really came, which may be another sum than was asked for. */
  paidFen: bigint | null;
};

const COLUMNS = sql`id, bill_id as "billId", fen, way, state, at, expires_at as "expiresAt", address, asked, platform_no as "platformNo", paid_at as "paidAt",
  paid_fen as "paidFen"`;

/** The number under which the platform knows an order: its id without hyphens (32 characters, as APIv3 allows). */
export const orderNo = (id: string): string => id.replaceAll('-', '');
export const orderIdOf = (no: string): string | undefined =>
  /^[0-9a-f]{32}$/.test(no) ? no.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;

export function openOrderOf(tx: Tx, billId: string): Promise<Order | undefined> {
  return tx.first<Order>(sql`select ${COLUMNS} from payments.order where bill_id = ${billId} and state = 'open'`);
}

export async function insertOrder(tx: Tx, order: Order, askAt: Date): Promise<void> {
  await tx.run(sql`insert into payments.order (id, bill_id, fen, way, at, expires_at, ask_at)
    values (${order.id}, ${order.billId}, ${order.fen}, ${order.way}, ${order.at}, ${order.expiresAt}, ${askAt})`);
}

export async function noteAddress(tx: Tx, id: string, address: string): Promise<void> {
  await tx.run(sql`update payments.order set address = ${address} where id = ${id}`);
}

export function lockOrder(tx: Tx, id: string): Promise<Order | undefined> {
  return tx.first<Order>(sql`select ${COLUMNS} from payments.order where id = ${id} for update`);
}

export function findOrder(tx: Tx, id: string): Promise<Order | undefined> {
  return tx.first<Order>(sql`select ${COLUMNS} from payments.order where id = ${id}`);
}

export async function endOrder(
  tx: Tx,
  id: string,
  end: { state: 'paid' | 'surplus'; at: Date; platformNo: string; fen: bigint } | { state: 'closed' },
): Promise<void> {
  const paid = end.state === 'closed' ? undefined : end;
  await tx.run(sql`update payments.order set state = ${end.state}, paid_at = ${paid?.at ?? null}, platform_no = ${paid?.platformNo ?? null},
    paid_fen = ${paid?.fen ?? null}, ask_at = null where id = ${id}`);
}

/** Open orders that it is time to ask about; the next asking is put off at once, so that two askers do not ask the same. */
export function takeToAsk(tx: Tx, now: Date, next: Date, limit: number): Promise<Order[]> {
  return tx.rows<Order>(sql`update payments.order o set asked = o.asked + 1, ask_at = ${next} from
    (select id from payments.order where state = 'open' and ask_at <= ${now} order by ask_at limit ${limit} for update skip locked) as due
    where o.id = due.id returning o.id, o.bill_id as "billId", o.fen, o.way, o.state, o.at, o.expires_at as "expiresAt", o.address, o.asked,
      o.platform_no as "platformNo", o.paid_at as "paidAt", o.paid_fen as "paidFen"`);
}

export async function putOff(tx: Tx, id: string, askAt: Date): Promise<void> {
  await tx.run(sql`update payments.order set ask_at = ${askAt} where id = ${id} and state = 'open'`);
}

export function ordersOfBills(tx: Tx, billIds: readonly string[]): Promise<Order[]> {
  return tx.rows<Order>(
    sql`select ${COLUMNS} from payments.order where bill_id = any(${[...billIds]}::uuid[]) order by at, id`,
  );
}

/** What the platform paid on a day in Shanghai, `from` to `to`. */
export function paidBetween(tx: Tx, from: Date, to: Date): Promise<Order[]> {
  return tx.rows<Order>(sql`select ${COLUMNS} from payments.order where paid_at >= ${from} and paid_at < ${to}`);
}
