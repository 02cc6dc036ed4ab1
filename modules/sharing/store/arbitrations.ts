import { sql, type Tx } from '@platform/database';
import type { PlainDate } from '@platform/kernel';
import { DISPUTE_COLUMNS, type Dispute } from './disputes.ts';
import { lockRequests, type RequestRow } from './requests.ts';

/** How many wait for the authority, and of those how many are past their day. */
export type Waiting = { open: number; overdue: number };

export async function waitingForAuthority(tx: Tx, now: Date): Promise<{ objections: Waiting; disputes: Waiting }> {
  const row = await tx.one<Record<'objections' | 'late_objections' | 'disputes' | 'late_disputes', number>>(sql`select
    (select count(*)::int from sharing.request where objection = 'open') as objections,
    (select count(*)::int from sharing.request where objection = 'open' and objection_due_at <= ${now}) as late_objections,
    (select count(*)::int from sharing.dispute where state in ('open', 'answered')) as disputes,
    (select count(*)::int from sharing.dispute where state in ('open', 'answered') and due_at <= ${now}) as late_disputes`);
  return {
    objections: { open: row.objections, overdue: row.late_objections },
    disputes: { open: row.disputes, overdue: row.late_disputes },
  };
}

/** Requests whose objection is past its day, which was not told yet; locked. */
export const lockLateObjections = (tx: Tx, now: Date, limit: number): Promise<RequestRow[]> =>
  lockRequests(tx, sql`objection = 'open' and objection_due_at <= ${now} and objection_told_on is null`, limit);

export async function objectionTold(tx: Tx, id: string, on: PlainDate): Promise<void> {
  await tx.run(sql`update sharing.request set objection_told_on = ${on} where id = ${id}`);
}

/** Disputes past their day, which was not told yet; locked. */
export const lockLateDisputes = (tx: Tx, now: Date, limit: number): Promise<Dispute[]> =>
  tx.rows<Dispute>(sql`select ${DISPUTE_COLUMNS} from sharing.dispute
    where state in ('open', 'answered') and due_at <= ${now} and told_on is null order by id limit ${limit} for update`);

export async function disputeTold(tx: Tx, id: string, on: PlainDate): Promise<void> {
  await tx.run(sql`update sharing.dispute set told_on = ${on} where id = ${id}`);
}

/** Requests with an open objection, and until when it is kept to be decided; locked, for a changed calendar. */
export const lockOpenObjections = (tx: Tx): Promise<(RequestRow & { objection_due_at: Date | null })[]> =>
  lockRequests(tx, sql`objection = 'open'`, undefined, sql`objection_due_at`);

export async function setObjectionDeadline(tx: Tx, id: string, at: Date | null): Promise<void> {
  await tx.run(sql`update sharing.request set objection_due_at = ${at} where id = ${id}`);
}
