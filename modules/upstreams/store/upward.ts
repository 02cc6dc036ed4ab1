import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';

export type UpwardState = 'sending' | 'sent' | 'refused' | 'unresolved' | 'settled';
/** A report or an application that goes up, and what the level above says of it. */
export type Upward = {
  id: string;
  kind: 'report' | 'apply';
  platform: string;
  subject: string;
  title: LocalText;
  version: string;
  content: Record<string, unknown>;
  state: UpwardState;
  askedAt: Date;
  askedBy: string;
  tries: number;
  nextTryAt: Date | null;
  upperState: string | null;
  upperReason: string | null;
  upperAt: Date | null;
  upCataId: string | null;
  upApplyId: string | null;
  settledBy: string | null;
  settledNote: string | null;
};
const UPWARD = sql`id, kind, platform, subject, title, version, content, state, asked_at as "askedAt", asked_by as "askedBy", tries, next_try_at as "nextTryAt",
  upper_state as "upperState", upper_reason as "upperReason", upper_at as "upperAt", up_cata_id as "upCataId", up_apply_id as "upApplyId",
  settled_by as "settledBy", settled_note as "settledNote"`;

export const keyOf = (one: Pick<Upward, 'platform' | 'kind' | 'subject' | 'version'>): string =>
  `${one.platform} ${one.kind} ${one.subject} ${one.version}`;

/** @returns false when the same was said before */
export async function insertUpward(
  tx: Tx,
  one: Pick<Upward, 'id' | 'kind' | 'platform' | 'subject' | 'title' | 'version' | 'content' | 'askedAt' | 'askedBy'>,
): Promise<boolean> {
  const made =
    await tx.run(sql`insert into upstreams.upward (id, kind, platform, subject, title, version, key, content, state, asked_at, asked_by, next_try_at)
    values (${one.id}, ${one.kind}, ${one.platform}, ${one.subject}, ${JSON.stringify(one.title)}::jsonb, ${one.version}, ${keyOf(one)},
      ${JSON.stringify(one.content)}::jsonb, 'sending', ${one.askedAt}, ${one.askedBy}, ${one.askedAt}) on conflict (key) do nothing`);
  return made === 1;
}

export function openApplication(tx: Tx, platform: string, subject: string): Promise<Upward | undefined> {
  return tx.first<Upward>(sql`select ${UPWARD} from upstreams.upward where kind = 'apply' and platform = ${platform} and subject = ${subject}
    and (state = 'sending' or (state = 'sent' and upper_state = 'pending')) limit 1`);
}

export function reportedVersions(tx: Tx, platform: string): Promise<{ subject: string; version: string }[]> {
  return tx.rows(sql`select subject, version from upstreams.upward where kind = 'report' and platform = ${platform}`);
}

export function dueUpward(tx: Tx, at: Date, limit: number): Promise<Upward[]> {
  return tx.rows<Upward>(
    sql`select ${UPWARD} from upstreams.upward where state = 'sending' and next_try_at <= ${at} order by next_try_at, id limit ${limit}`,
  );
}

export function lockUpward(tx: Tx, id: string): Promise<Upward | undefined> {
  return tx.first<Upward>(sql`select ${UPWARD} from upstreams.upward where id = ${id} for no key update`);
}

export function findUpward(tx: Tx, id: string): Promise<Upward | undefined> {
  return tx.first<Upward>(sql`select ${UPWARD} from upstreams.upward where id = ${id}`);
}

export function listUpward(
  tx: Tx,
  filter: {
    kind?: string | undefined;
    state?: string | undefined;
    platform?: string | undefined;
    after?: { at: Date; id: string } | undefined;
    limit: number;
  },
): Promise<Upward[]> {
  const { kind, state, platform, after } = filter;
  return tx.rows<Upward>(sql`select ${UPWARD} from upstreams.upward
    where (${kind ?? null}::text is null or kind = ${kind ?? null}) and (${state ?? null}::text is null or state = ${state ?? null})
      and (${platform ?? null}::text is null or platform = ${platform ?? null})
      and (${after?.at ?? null}::timestamptz is null or (asked_at, id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid))
    order by asked_at desc, id desc limit ${filter.limit}`);
}

export async function countUnresolved(tx: Tx): Promise<number> {
  const row = await tx.one<{
    n: number;
  }>(sql`select ((select count(*) from upstreams.upward where state in ('unresolved', 'refused'))
    + (select count(*) from upstreams.upper_grant where upward_id is null and adopted_at is null))::int as n`);
  return row.n;
}

/** Where the sending of it stands; what the level above says is another matter. */
export async function noteSent(
  tx: Tx,
  id: string,
  sent: {
    state: UpwardState;
    tries: number;
    nextTryAt: Date | null;
    upCataId?: string | undefined;
    upApplyId?: string | undefined;
  },
): Promise<void> {
  await tx.run(sql`update upstreams.upward set state = ${sent.state}, tries = ${sent.tries}, next_try_at = ${sent.nextTryAt},
    up_cata_id = coalesce(${sent.upCataId ?? null}, up_cata_id), up_apply_id = coalesce(${sent.upApplyId ?? null}, up_apply_id) where id = ${id}`);
}

/** @returns whether the level above says something new */
export async function noteUpperState(
  tx: Tx,
  id: string,
  upper: { state: string; reason: string | null; at: Date },
): Promise<boolean> {
  const changed =
    await tx.run(sql`update upstreams.upward set upper_state = ${upper.state}, upper_reason = ${upper.reason}, upper_at = ${upper.at}
    where id = ${id} and (upper_state, upper_reason) is distinct from (${upper.state}, ${upper.reason})`);
  return changed === 1;
}

export async function settleUpward(tx: Tx, id: string, by: string, note: string): Promise<void> {
  await tx.run(
    sql`update upstreams.upward set state = 'settled', settled_by = ${by}, settled_note = ${note}, next_try_at = null where id = ${id}`,
  );
}

/** Our applications: the level above names each by its own number, and by ours when its answer with that number was lost. */
export function sentApplications(tx: Tx, platform: string): Promise<{ id: string; upApplyId: string | null }[]> {
  return tx.rows(sql`select id, up_apply_id as "upApplyId" from upstreams.upward
    where kind = 'apply' and platform = ${platform}`);
}

export type Receipt = {
  id: string;
  upwardId: string;
  at: Date;
  what: 'send' | 'replay' | 'state';
  replayOf: string | null;
  outcome: string;
  code: string | null;
  words: LocalText | null;
  upperId: string | null;
  ms: number | null;
};

export async function insertReceipt(tx: Tx, one: Receipt): Promise<void> {
  await tx.run(sql`insert into upstreams.receipt (id, upward_id, at, what, replay_of, outcome, code, words, upper_id, ms)
    values (${one.id}, ${one.upwardId}, ${one.at}, ${one.what}, ${one.replayOf}, ${one.outcome}, ${one.code},
      ${one.words === null ? null : JSON.stringify(one.words)}::jsonb, ${one.upperId}, ${one.ms})`);
}

export function receiptsOf(tx: Tx, upwardId: string): Promise<Receipt[]> {
  return tx.rows<Receipt>(sql`select id, upward_id as "upwardId", at, what, replay_of as "replayOf", outcome, code, words, upper_id as "upperId", ms
    from upstreams.receipt where upward_id = ${upwardId} order by at, id limit 200`);
}
