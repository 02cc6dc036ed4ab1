import { sql, type Sql, type Tx } from '@platform/database';
import type { LocalText, PlainDate } from '@platform/kernel';
import type { Deadline } from '../domain/clock.ts';

export type DisputeSubject = 'request' | 'grant' | 'resource' | 'delivery';

export type Dispute = {
  id: string;
  no: string;
  state: 'open' | 'answered' | 'settled' | 'withdrawn';
  revision: number;
  raised_by: string;
  against: string;
  about_kind: DisputeSubject;
  about_id: string;
  /** Absent for those of before it was kept. */
  about_title: LocalText | null;
  text: string;
  raised_at: Date;
  raised_account: string;
  answer: string | null;
  answered_at: Date | null;
  settlement: string | null;
  law: string | null;
  in_favour: 'raiser' | 'other' | 'both' | null;
  settled_at: Date | null;
  due_at: Date | null;
  due_date: PlainDate | null;
  amber_from: Date | null;
  red_from: Date | null;
  provisional: boolean;
  /** The party that is of another node, where one is, by the name it gave. */
  far: { organisation: { id: string; name: LocalText }; node: { id: string; name: LocalText } } | null;
};

export const DISPUTE_COLUMNS = sql`id, no, state, revision, raised_by, against, about_kind, about_id, about_title, text, raised_at, raised_account, answer, answered_at,
  settlement, law, in_favour, settled_at, due_at, due_date, amber_from, red_from, provisional, far`;

export async function insertDispute(
  tx: Tx,
  one: Pick<
    Dispute,
    | 'id'
    | 'raised_by'
    | 'against'
    | 'about_kind'
    | 'about_id'
    | 'about_title'
    | 'text'
    | 'raised_at'
    | 'raised_account'
    | 'far'
  > & {
    day: string;
    deadline: Deadline;
  },
): Promise<Dispute> {
  const { deadline } = one;
  return tx.one<Dispute>(sql`insert into sharing.dispute (id, no, state, raised_by, against, about_kind, about_id, about_title, text, raised_at, raised_account,
      due_at, due_date, amber_from, red_from, provisional, far)
    values (${one.id}, ${`ZY${one.day}`}::text || lpad(nextval('sharing.dispute_number')::text, 5, '0'), 'open', ${one.raised_by}, ${one.against},
      ${one.about_kind}, ${one.about_id}, ${JSON.stringify(one.about_title)}::jsonb, ${one.text}, ${one.raised_at}, ${one.raised_account}, ${deadline.at}, ${deadline.date},
      ${deadline.amberFrom}, ${deadline.redFrom}, ${deadline.provisional}, ${one.far && JSON.stringify(one.far)}::jsonb)
    returning ${DISPUTE_COLUMNS}`);
}

/** Locks the request that it is about first, as whoever begins with the request does. */
export async function lockDispute(tx: Tx, id: string): Promise<Dispute | undefined> {
  await tx.run(sql`select from sharing.request
    where id = (select about_id::uuid from sharing.dispute where id = ${id} and about_kind = 'request') for update`);
  return tx.first<Dispute>(sql`select ${DISPUTE_COLUMNS} from sharing.dispute where id = ${id} for update`);
}

export const answerDispute = (tx: Tx, id: string, answer: string, at: Date): Promise<Dispute> =>
  tx.one<Dispute>(sql`update sharing.dispute set state = 'answered', answer = ${answer}, answered_at = ${at}, revision = revision + 1
    where id = ${id} returning ${DISPUTE_COLUMNS}`);

export const settleDispute = (
  tx: Tx,
  id: string,
  how: { settlement: string; law: string; inFavour: string; at: Date },
): Promise<Dispute> =>
  tx.one<Dispute>(sql`update sharing.dispute set state = 'settled', settlement = ${how.settlement}, law = ${how.law}, in_favour = ${how.inFavour},
    settled_at = ${how.at}, revision = revision + 1 where id = ${id} returning ${DISPUTE_COLUMNS}`);

export const withdrawDispute = (tx: Tx, id: string, at: Date): Promise<Dispute> =>
  tx.one<Dispute>(sql`update sharing.dispute set state = 'withdrawn', settled_at = ${at}, revision = revision + 1 where id = ${id}
    returning ${DISPUTE_COLUMNS}`);

/** A dispute that this party raised with that one about this, and that still runs. */
export const openDispute = (
  tx: Tx,
  of: Pick<Dispute, 'raised_by' | 'against' | 'about_kind' | 'about_id'>,
): Promise<Dispute | undefined> =>
  tx.first<Dispute>(sql`select ${DISPUTE_COLUMNS} from sharing.dispute where state in ('open', 'answered') and raised_by = ${of.raised_by}
    and against = ${of.against} and about_kind = ${of.about_kind} and about_id = ${of.about_id} limit 1`);

/** Disputes about a request, the newest first. */
export const disputesOfRequest = (tx: Tx, requestId: string, limit: number): Promise<Dispute[]> =>
  tx.rows<Dispute>(sql`select ${DISPUTE_COLUMNS} from sharing.dispute where about_kind = 'request' and about_id = ${requestId}
    order by raised_at desc, id desc limit ${limit}`);

/** When the authority's time runs out now, where working days moved. */
export async function setDisputeDeadline(tx: Tx, id: string, deadline: Deadline): Promise<void> {
  await tx.run(sql`update sharing.dispute set due_at = ${deadline.at}, due_date = ${deadline.date}, amber_from = ${deadline.amberFrom},
    red_from = ${deadline.redFrom}, provisional = ${deadline.provisional} where id = ${id}`);
}

/** Disputes that still run, locked. */
export const lockRunningDisputes = (tx: Tx): Promise<Dispute[]> =>
  tx.rows<Dispute>(
    sql`select ${DISPUTE_COLUMNS} from sharing.dispute where state in ('open', 'answered') order by id for update`,
  );

/** Disputes of these parties (undefined: all), the newest first. */
export function listDisputes(
  tx: Tx,
  filter: { parties: readonly string[] | undefined; state: string | undefined; overdueAt: Date | undefined },
  page: { after: readonly (string | number)[] | undefined; limit: number },
): Promise<Dispute[]> {
  const conditions: Sql[] = [sql`true`];
  const { parties, state, overdueAt } = filter;
  if (parties) conditions.push(sql`(raised_by = any(${[...parties]}) or against = any(${[...parties]}))`);
  if (state) conditions.push(sql`state = ${state}`);
  if (overdueAt) conditions.push(sql`state in ('open', 'answered') and due_at <= ${overdueAt}`);
  const { after } = page;
  if (after) conditions.push(sql`(raised_at, id) < (${new Date(String(after[0]))}, ${String(after[1])}::uuid)`);
  return tx.rows<Dispute>(sql`select ${DISPUTE_COLUMNS} from sharing.dispute where ${sql.join(conditions, ' and ')}
    order by raised_at desc, id desc limit ${page.limit}`);
}
