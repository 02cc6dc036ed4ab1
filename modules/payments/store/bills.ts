import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type BillState = 'due' | 'paid' | 'cancelled';
export const REFUND_REASONS = ['withdrawn', 'returned', 'refused', 'referred'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];
export type RefundRule = { when: readonly RefundReason[]; basis: LocalText };
export type BillItem = { name: LocalText; fen: number; basis: LocalText };
export type Bill = {
  id: string;
  number: string;
  caseId: string;
  caseNo: string;
  taskId: string;
  matter: string;
  organisation: string;
  subject: string;
  items: BillItem[];
  fen: bigint;
  state: BillState;
  at: Date;
  closedAt: Date | null;
  paidBy: 'platform' | 'window' | null;
  windowReceipt: string | null;
  /** When the matter gives its fee back, as it was when the bill was made. */
  refundRule: RefundRule | null;
  /** Why a paid fee is to be given back now. */
  refundFor: RefundReason | null;
};

const COLUMNS = sql`id, number, case_id as "caseId", case_no as "caseNo", task_id as "taskId", matter, organisation, subject, items, fen, state, at,
  closed_at as "closedAt", paid_by as "paidBy", window_receipt as "windowReceipt", refund_rule as "refundRule",
  refund_for as "refundFor"`;

export async function nextNumber(tx: Tx): Promise<bigint> {
  const row = await tx.first<{ n: bigint }>(sql`select nextval('payments.bill_number') as n`);
  return BigInt(row?.n ?? 0);
}

/** False where the case has a bill that counts. */
export async function insertBill(tx: Tx, bill: Bill): Promise<boolean> {
  const done =
    await tx.run(sql`insert into payments.bill (id, number, case_id, case_no, task_id, matter, organisation, subject, items, fen, refund_rule, at)
    values (${bill.id}, ${bill.number}, ${bill.caseId}, ${bill.caseNo}, ${bill.taskId}, ${bill.matter}, ${bill.organisation}, ${bill.subject},
      ${JSON.stringify(bill.items)}::jsonb, ${bill.fen},
      ${bill.refundRule === null ? null : JSON.stringify(bill.refundRule)}::jsonb, ${bill.at})
    on conflict (case_id) where state <> 'cancelled' do nothing`);
  return done === 1;
}

/** The bill of a case that counts, held until the end of the transaction. */
export function lockBillOfCase(tx: Tx, caseId: string): Promise<Bill | undefined> {
  return tx.first<Bill>(
    sql`select ${COLUMNS} from payments.bill where case_id = ${caseId} and state <> 'cancelled' for update`,
  );
}

export function lockBill(tx: Tx, id: string): Promise<Bill | undefined> {
  return tx.first<Bill>(sql`select ${COLUMNS} from payments.bill where id = ${id} for update`);
}

export function findBill(tx: Tx, id: string): Promise<Bill | undefined> {
  return tx.first<Bill>(sql`select ${COLUMNS} from payments.bill where id = ${id}`);
}

export async function askedAgain(tx: Tx, id: string, taskId: string): Promise<void> {
  await tx.run(sql`update payments.bill set task_id = ${taskId} where id = ${id}`);
}

export async function payBill(
  tx: Tx,
  id: string,
  at: Date,
  by: { platform: true } | { account: string; receipt: string },
): Promise<void> {
  const window = 'account' in by ? by : undefined;
  await tx.run(sql`update payments.bill set state = 'paid', closed_at = ${at}, paid_by = ${window ? 'window' : 'platform'},
    window_account = ${window?.account ?? null}, window_receipt = ${window?.receipt ?? null} where id = ${id} and state = 'due'`);
}

export async function cancelBill(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(sql`update payments.bill set state = 'cancelled', closed_at = ${at} where id = ${id} and state = 'due'`);
}

/** A paid bill is to be given back; whoever works on it finds it. */
export async function giveBack(tx: Tx, id: string, why: RefundReason): Promise<void> {
  await tx.run(sql`update payments.bill set refund_for = ${why} where id = ${id} and state = 'paid'`);
}

/** Bills of a case, the newest first. */
export function billsOfCase(tx: Tx, caseId: string): Promise<Bill[]> {
  return tx.rows<Bill>(sql`select ${COLUMNS} from payments.bill where case_id = ${caseId} order by at desc, id desc`);
}

// What `refundable` says, for all bills at once.
const TO_REFUND = sql`exists (select from payments.order o where o.bill_id = payments.bill.id
  and (o.state = 'surplus' or (o.state = 'paid' and payments.bill.refund_for is not null))
  and o.paid_fen > (select coalesce(sum(r.fen), 0) from payments.refund r where r.order_id = o.id and r.state not in ('declined', 'failed')))`;

export function listBills(
  tx: Tx,
  organisations: 'all' | readonly string[],
  {
    state,
    q,
    toRefund,
    after,
    limit,
  }: {
    state: BillState | undefined;
    q: string | undefined;
    /** Only those with money to give back: that is neither given back nor asked for yet. */
    toRefund: boolean;
    after: { at: Date; id: string } | undefined;
    limit: number;
  },
): Promise<Bill[]> {
  const mine = organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;
  return tx.rows<Bill>(sql`select ${COLUMNS} from payments.bill where ${mine}
    and ${state === undefined ? sql`true` : sql`state = ${state}`} and ${q === undefined ? sql`true` : sql`(case_no = ${q} or number = ${q})`}
    and ${toRefund ? TO_REFUND : sql`true`}
    and ${after === undefined ? sql`true` : sql`(at, id) < (${after.at}, ${after.id}::uuid)`}
    order by at desc, id desc limit ${limit}`);
}
