import { sql, type Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import type { WebhookAlgorithm } from '@platform/rail';
import type { SubscriptionFault } from '../domain/subscription.ts';

export type Subscription = {
  id: string;
  title: LocalText;
  kind: 'pull' | 'webhook';
  application: string | null;
  organisation: string;
  purpose: string;
  basis: string | null;
  grade: number;
  state: 'active' | 'paused';
  fault: SubscriptionFault | null;
  url: string | null;
  algorithm: WebhookAlgorithm | null;
  secret: Buffer;
  pseudonym: Buffer;
  failures: number;
  failing_since: Date | null;
  next_try_at: Date | null;
  delivered_at: Date | null;
  created_at: Date;
  created_by: string;
  version: number;
};

export type SubscribedLine = {
  subscription_id: string;
  line_id: string;
  resource: string;
  provider: string;
  items: string[];
  position: bigint;
  taken_at: Date | null;
  taken: bigint;
  personal_taken: bigint;
  lost_at: Date | null;
  narrow_until: bigint;
  attempts: number;
  /** Null for an organisation's own lines, and for what was agreed before grants were kept. */
  grant_id: string | null;
};

const COLUMNS = sql`s.id, s.title, s.kind, s.application, s.organisation, s.purpose, s.basis, s.grade, s.state, s.fault, s.url, s.algorithm, s.secret, s.pseudonym,
  s.failures, s.failing_since, s.next_try_at, s.delivered_at, s.created_at, s.created_by, s.version`;

export async function insertSubscription(
  tx: Tx,
  one: Pick<
    Subscription,
    | 'id'
    | 'title'
    | 'kind'
    | 'application'
    | 'organisation'
    | 'purpose'
    | 'basis'
    | 'grade'
    | 'url'
    | 'algorithm'
    | 'secret'
    | 'pseudonym'
  >,
  lines: readonly {
    lineId: string;
    resource: string;
    provider: string;
    items: readonly string[];
    position: bigint;
    grantId: string | null;
  }[],
  made: { at: Date; by: string },
): Promise<void> {
  await tx.run(sql`insert into streams.subscription (id, title, kind, application, organisation, purpose, basis, grade, url, algorithm, secret, pseudonym, created_at, created_by)
    values (${one.id}, ${JSON.stringify(one.title)}::jsonb, ${one.kind}, ${one.application}, ${one.organisation}, ${one.purpose}, ${one.basis}, ${one.grade}, ${one.url},
      ${one.algorithm}, ${one.secret}, ${one.pseudonym}, ${made.at}, ${made.by})`);
  for (const line of lines) {
    await tx.run(sql`insert into streams.subscribed_line (subscription_id, line_id, resource, provider, items, position, grant_id)
      values (${one.id}, ${line.lineId}, ${line.resource}, ${line.provider}, ${[...line.items]}, ${line.position}, ${line.grantId})`);
  }
}

/** Subscriptions in use, newest first; to one line, or of one application, only when given. */
export function listSubscriptions(
  tx: Tx,
  filter: { lineId?: string | undefined; application?: string | undefined } = {},
): Promise<Subscription[]> {
  const where = [sql`s.removed_at is null`];
  if (filter.lineId !== undefined)
    where.push(
      sql`exists (select 1 from streams.subscribed_line l where l.subscription_id = s.id and l.line_id = ${filter.lineId})`,
    );
  if (filter.application !== undefined) where.push(sql`s.application = ${filter.application}`);
  return tx.rows<Subscription>(
    sql`select ${COLUMNS} from streams.subscription s where ${sql.join(where, ' and ')} order by s.id desc`,
  );
}

export function findSubscription(tx: Tx, id: string): Promise<Subscription | undefined> {
  return tx.first<Subscription>(
    sql`select ${COLUMNS} from streams.subscription s where s.id = ${id} and s.removed_at is null`,
  );
}

export function lockSubscription(tx: Tx, id: string): Promise<Subscription | undefined> {
  return tx.first<Subscription>(
    sql`select ${COLUMNS} from streams.subscription s where s.id = ${id} and s.removed_at is null for update`,
  );
}

/** Subscriptions in use that take a line under the grant. */
export function ridersOf(tx: Tx, grantId: string): Promise<Subscription[]> {
  return tx.rows<Subscription>(sql`select ${COLUMNS} from streams.subscription s where s.removed_at is null and s.state = 'active'
    and exists (select 1 from streams.subscribed_line l where l.subscription_id = s.id and l.grant_id = ${grantId}) order by s.id`);
}

/** Those of them that stand still for this fault. */
export function pausedFor(tx: Tx, grantId: string, fault: string): Promise<Subscription[]> {
  return tx.rows<Subscription>(sql`select ${COLUMNS} from streams.subscription s where s.removed_at is null and s.state = 'paused' and s.fault->>'code' = ${fault}
    and exists (select 1 from streams.subscribed_line l where l.subscription_id = s.id and l.grant_id = ${grantId}) order by s.id for update`);
}

/** Webhooks that may be called now. */
export function dueWebhooks(tx: Tx, now: Date): Promise<Subscription[]> {
  return tx.rows<Subscription>(sql`select ${COLUMNS} from streams.subscription s where s.removed_at is null and s.kind = 'webhook' and s.state = 'active'
    and (s.next_try_at is null or s.next_try_at <= ${now}) order by s.id`);
}

/** The lines of these subscriptions, in order. */
export function subscribedLines(tx: Tx, ids: readonly string[]): Promise<SubscribedLine[]> {
  return tx.rows<SubscribedLine>(
    sql`select * from streams.subscribed_line where subscription_id = any(${[...ids]}::uuid[]) order by subscription_id, line_id`,
  );
}

/** Lines that any subscription in use takes, with the position of the slowest. */
export function ridden(tx: Tx): Promise<{ line_id: string; slowest: bigint }[]> {
  return tx.rows(sql`select l.line_id, min(l.position) as slowest from streams.subscribed_line l join streams.subscription s on s.id = l.subscription_id
    where s.removed_at is null group by l.line_id order by l.line_id`);
}

/** Subscriptions whose position on the line is before `through`. */
export function behind(tx: Tx, lineId: string, through: bigint): Promise<Subscription[]> {
  return tx.rows<Subscription>(sql`select ${COLUMNS} from streams.subscription s join streams.subscribed_line l on l.subscription_id = s.id
    where s.removed_at is null and l.line_id = ${lineId} and l.position < ${through} order by s.id`);
}

/** Moves the position on and counts what was taken. `from`: false is returned when it is not there any more, since someone moved it. */
export async function advance(
  tx: Tx,
  at: { subscriptionId: string; lineId: string; from: bigint; to: bigint },
  taken: { at: Date; changes: number; personal: number },
): Promise<boolean> {
  return (
    (await tx.run(sql`update streams.subscribed_line set position = ${at.to}, taken_at = ${taken.at}, taken = taken + ${taken.changes}::bigint,
      personal_taken = personal_taken + ${taken.personal}::bigint, attempts = 0
      where subscription_id = ${at.subscriptionId} and line_id = ${at.lineId} and position = ${at.from}`)) === 1
  );
}

/** A puller says how far it has come: never back. */
export async function acknowledge(
  tx: Tx,
  subscriptionId: string,
  lineId: string,
  position: bigint,
  at: Date,
): Promise<void> {
  await tx.run(sql`update streams.subscribed_line set position = ${position}, taken_at = ${at}, lost_at = null
    where subscription_id = ${subscriptionId} and line_id = ${lineId} and position < ${position}`);
}

export async function countTaken(
  tx: Tx,
  subscriptionId: string,
  lineId: string,
  taken: { changes: number; personal: number },
): Promise<void> {
  await tx.run(sql`update streams.subscribed_line set taken = taken + ${taken.changes}::bigint, personal_taken = personal_taken + ${taken.personal}::bigint
    where subscription_id = ${subscriptionId} and line_id = ${lineId}`);
}

export async function setPosition(tx: Tx, subscriptionId: string, lineId: string, position: bigint): Promise<boolean> {
  return (
    (await tx.run(sql`update streams.subscribed_line set position = ${position}, narrow_until = 0, attempts = 0, lost_at = null
      where subscription_id = ${subscriptionId} and line_id = ${lineId}`)) === 1
  );
}

/** A batch was refused: from here to `until` one by one. */
export async function narrow(tx: Tx, subscriptionId: string, lineId: string, until: bigint): Promise<void> {
  await tx.run(
    sql`update streams.subscribed_line set narrow_until = ${until}, attempts = 0 where subscription_id = ${subscriptionId} and line_id = ${lineId}`,
  );
}

export async function countAttempt(tx: Tx, subscriptionId: string, lineId: string): Promise<void> {
  await tx.run(
    sql`update streams.subscribed_line set attempts = attempts + 1 where subscription_id = ${subscriptionId} and line_id = ${lineId}`,
  );
}

/** What it had not taken is gone. */
export async function markLost(
  tx: Tx,
  subscriptionId: string,
  lineId: string,
  through: bigint,
  at: Date,
): Promise<void> {
  await tx.run(sql`update streams.subscribed_line set position = ${through}, lost_at = ${at}, narrow_until = 0, attempts = 0
    where subscription_id = ${subscriptionId} and line_id = ${lineId} and position < ${through}`);
}

export async function noteDelivered(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(sql`update streams.subscription set failures = 0, failing_since = null, next_try_at = null, delivered_at = ${at},
    fault = case when state = 'active' then null else fault end where id = ${id}`);
}

export async function noteFailure(
  tx: Tx,
  id: string,
  failure: { at: Date; nextTryAt: Date; fault: SubscriptionFault | null },
): Promise<void> {
  await tx.run(sql`update streams.subscription set failures = failures + 1, failing_since = coalesce(failing_since, ${failure.at}), next_try_at = ${failure.nextTryAt},
    fault = coalesce(${failure.fault === null ? null : JSON.stringify(failure.fault)}::jsonb, fault) where id = ${id}`);
}

export async function setFault(tx: Tx, id: string, fault: SubscriptionFault): Promise<void> {
  await tx.run(
    sql`update streams.subscription set fault = ${JSON.stringify(fault)}::jsonb where id = ${id} and state = 'active' and fault is null`,
  );
}

/** Pauses it, with why when it does so itself. @returns whether it was active */
export async function pause(tx: Tx, id: string, fault: SubscriptionFault | null): Promise<boolean> {
  return (
    (await tx.run(sql`update streams.subscription set state = 'paused', fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb, version = version + 1
      where id = ${id} and state = 'active' and removed_at is null`)) === 1
  );
}

export async function resume(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update streams.subscription set state = 'active', fault = null, failures = 0, failing_since = null, next_try_at = null, version = version + 1
    where id = ${id} and removed_at is null`);
  await tx.run(sql`update streams.subscribed_line set lost_at = null, attempts = 0 where subscription_id = ${id}`);
}

export async function changeSecret(tx: Tx, id: string, secret: Buffer): Promise<void> {
  await tx.run(sql`update streams.subscription set secret = ${secret}, version = version + 1 where id = ${id}`);
}

export async function removeSubscription(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(
    sql`update streams.subscription set removed_at = ${at}, state = 'paused', version = version + 1 where id = ${id} and removed_at is null`,
  );
}

/** How many subscriptions in use take the line. */
export async function countRiders(tx: Tx, lineId: string): Promise<number> {
  const { count } = await tx.one<{
    count: number;
  }>(sql`select count(*)::int as count from streams.subscribed_line l join streams.subscription s on s.id = l.subscription_id
    where l.line_id = ${lineId} and s.removed_at is null`);
  return count;
}
