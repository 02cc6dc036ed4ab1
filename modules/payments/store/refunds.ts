import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { RefundWord } from '../contract/index.ts';
import type { RefundState } from '../domain/refundable.ts';

export type Refund = {
  id: string;
  orderId: string;
  billId: string;
  organisation: string;
  fen: bigint;
  reason: string;
  state: RefundState;
  proposedBy: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  decision: string | null;
  knownThere: boolean;
  platformNo: string | null;
  asked: number;
  endedAt: Date | null;
  failure: LocalText | null;
};

const COLUMNS = sql`r.id, r.order_id as "orderId", r.bill_id as "billId", r.organisation, r.fen, r.reason, r.state, r.proposed_by as "proposedBy",
  r.proposed_at as "proposedAt", r.decided_by as "decidedBy", r.decided_at as "decidedAt", r.decision, r.known_there as "knownThere",
  r.platform_no as "platformNo", r.asked, r.ended_at as "endedAt", r.failure`;

export async function insertRefund(
  tx: Tx,
  one: Pick<Refund, 'id' | 'orderId' | 'billId' | 'organisation' | 'fen' | 'reason' | 'proposedBy' | 'proposedAt'>,
): Promise<void> {
  await tx.run(sql`insert into payments.refund (id, order_id, bill_id, organisation, fen, reason, proposed_by, proposed_at)
    values (${one.id}, ${one.orderId}, ${one.billId}, ${one.organisation}, ${one.fen}, ${one.reason}, ${one.proposedBy}, ${one.proposedAt})`);
}

export function lockRefund(tx: Tx, id: string): Promise<Refund | undefined> {
  return tx.first<Refund>(sql`select ${COLUMNS} from payments.refund r where r.id = ${id} for update`);
}

export function refundsOfBills(tx: Tx, billIds: readonly string[]): Promise<Refund[]> {
  return tx.rows<Refund>(
    sql`select ${COLUMNS} from payments.refund r where r.bill_id = any(${[...billIds]}::uuid[]) order by r.proposed_at, r.id`,
  );
}

export function refundsOfOrder(tx: Tx, orderId: string): Promise<Refund[]> {
  return tx.rows<Refund>(sql`select ${COLUMNS} from payments.refund r where r.order_id = ${orderId}`);
}

/** Approved: asked for from now on until it is over. Declined: over. */
export async function decideRefund(
  tx: Tx,
  id: string,
  { approve, by, at, text }: { approve: boolean; by: string; at: Date; text: string | null },
): Promise<void> {
  await tx.run(sql`update payments.refund set state = ${approve ? 'approved' : 'declined'}, decided_by = ${by}, decided_at = ${at}, decision = ${text},
    ask_at = ${approve ? at : null} where id = ${id} and state = 'proposed'`);
}

export async function noteRefund(tx: Tx, id: string, word: RefundWord, at: Date): Promise<void> {
  if (word.state === 'unknown') return;
  const state = { done: 'done', pending: 'approved', closed: 'failed', stuck: 'stuck' }[word.state];
  const over = word.state !== 'pending';
  const ended = word.state === 'done' ? word.at : at;
  await tx.run(sql`update payments.refund set state = ${state}, known_there = true, platform_no = ${word.platformNo},
    ended_at = ${over ? ended : null}, ask_at = ${over ? null : sql`ask_at`}, failure = null where id = ${id} and state = 'approved'`);
}

/** It will not be given back as asked for: it is over (`end`), or why it has not gone yet. */
export async function noteFailure(tx: Tx, id: string, failure: LocalText, end: Date | null): Promise<void> {
  await tx.run(sql`update payments.refund set failure = ${JSON.stringify(failure)}::jsonb, state = ${end === null ? 'approved' : 'failed'},
    ended_at = ${end}, ask_at = ${end === null ? sql`ask_at` : null} where id = ${id} and state = 'approved'`);
}

/** Approved refunds that it is time to ask for or about; the next asking is put off at once. */
export function takeRefundsToAsk(tx: Tx, now: Date, next: Date, limit: number): Promise<Refund[]> {
  return tx.rows<Refund>(sql`update payments.refund r set asked = r.asked + 1, ask_at = ${next} from
    (select id from payments.refund where state = 'approved' and ask_at <= ${now} order by ask_at limit ${limit} for update skip locked) as due
    where r.id = due.id returning ${COLUMNS}`);
}

export async function putOffRefund(tx: Tx, id: string, askAt: Date): Promise<void> {
  await tx.run(sql`update payments.refund set ask_at = ${askAt} where id = ${id} and state = 'approved'`);
}

/** What reached its payer on a day in Shanghai, `from` to `to`. */
export function refundedBetween(tx: Tx, from: Date, to: Date): Promise<{ id: string; fen: bigint }[]> {
  return tx.rows<{ id: string; fen: bigint }>(
    sql`select id, fen from payments.refund where state = 'done' and ended_at >= ${from} and ended_at < ${to}`,
  );
}

export function listRefunds(
  tx: Tx,
  organisations: 'all' | readonly string[],
  {
    state,
    after,
    limit,
  }: { state: RefundState | undefined; after: { at: Date; id: string } | undefined; limit: number },
): Promise<(Refund & { billNumber: string; caseId: string; caseNo: string; matter: string })[]> {
  const mine = organisations === 'all' ? sql`true` : sql`r.organisation = any(${[...organisations]})`;
  return tx.rows(sql`select ${COLUMNS}, b.number as "billNumber", b.case_id as "caseId", b.case_no as "caseNo", b.matter
    from payments.refund r join payments.bill b on b.id = r.bill_id where ${mine} and ${state === undefined ? sql`true` : sql`r.state = ${state}`}
    and ${after === undefined ? sql`true` : sql`(r.proposed_at, r.id) < (${after.at}, ${after.id}::uuid)`}
    order by r.proposed_at desc, r.id desc limit ${limit}`);
}
