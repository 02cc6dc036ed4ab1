import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type BillState = 'due' | 'paid' | 'cancelled';
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
};

const COLUMNS = sql`id, number, case_id as "caseId", case_no as "caseNo", task_id as "taskId", matter, organisation, subject, items, fen, state, at,
  closed_at as "closedAt", paid_by as "paidBy", window_receipt as "windowReceipt"`;

export async function nextNumber(tx: Tx): Promise<bigint> {
  const row = await tx.first<{ n: bigint }>(sql`select nextval('payments.bill_number') as n`);
  return BigInt(row?.n ?? 0);
}

/** False where the case has a bill that counts. */
export async function insertBill(tx: Tx, bill: Bill): Promise<boolean> {
  const done =
    await tx.run(sql`insert into payments.bill (id, number, case_id, case_no, task_id, matter, organisation, subject, items, fen, at)
    values (${bill.id}, ${bill.number}, ${bill.caseId}, ${bill.caseNo}, ${bill.taskId}, ${bill.matter}, ${bill.organisation}, ${bill.subject},
      ${JSON.stringify(bill.items)}::jsonb, ${bill.fen}, ${bill.at})
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

/** Bills of a case, the newest first. */
export function billsOfCase(tx: Tx, caseId: string): Promise<Bill[]> {
  return tx.rows<Bill>(sql`select ${COLUMNS} from payments.bill where case_id = ${caseId} order by at desc, id desc`);
}

export function listBills(
  tx: Tx,
  organisations: 'all' | readonly string[],
  {
    state,
    q,
    after,
    limit,
  }: {
    state: BillState | undefined;
    q: string | undefined;
    after: { at: Date; id: string } | undefined;
    limit: number;
  },
): Promise<Bill[]> {
  const mine = organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;
  return tx.rows<Bill>(sql`select ${COLUMNS} from payments.bill where ${mine}
    and ${state === undefined ? sql`true` : sql`state = ${state}`} and ${q === undefined ? sql`true` : sql`(case_no = ${q} or number = ${q})`}
    and ${after === undefined ? sql`true` : sql`(at, id) < (${after.at}, ${after.id}::uuid)`}
    order by at desc, id desc limit ${limit}`);
}
