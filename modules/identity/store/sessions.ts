import type { PlainDate } from '@platform/kernel';
import { sql, type Tx } from '@platform/database';
import type { AccountKind } from '../domain/apps.ts';
import type { MandateKind } from '../domain/mandates.ts';

/** A session with what of its account makes the actor. */
export type SessionRow = {
  account_id: string;
  kind: AccountKind;
  last_seen_at: Date;
  expires_at: Date;
  subject: string | null;
  organisation: string | null;
  roles: string[];
  /** The firm it acts for, while the mandate counts. */
  mandate_id: string | null;
  mandate_kind: MandateKind | null;
  mandate_scope: string[] | null;
  firm_id: string | null;
  firm_subject: string | null;
};

export async function insertSession(
  tx: Tx,
  session: { tokenHash: Buffer; accountId: string; kind: AccountKind; now: Date; expiresAt: Date },
): Promise<void> {
  await tx.run(sql`insert into identity.session (token_hash, account_id, kind, created_at, last_seen_at, expires_at)
    values (${session.tokenHash}, ${session.accountId}, ${session.kind}, ${session.now}, ${session.now}, ${session.expiresAt})`);
}

/** The session of this token, unless its account may no longer sign in. */
export function findSession(
  tx: Tx,
  tokenHash: Buffer,
  demo: boolean,
  today: PlainDate,
): Promise<SessionRow | undefined> {
  return tx.first<SessionRow>(sql`
    select s.account_id, s.kind, s.last_seen_at, s.expires_at, a.subject, a.organisation, a.roles, m.id as mandate_id, m.kind as mandate_kind, m.scope as mandate_scope,
      f.id as firm_id, f.subject as firm_subject
    from identity.session s join identity.account a on a.id = s.account_id
    left join identity.mandate m on m.id = s.mandate_id and m.account_id = a.id and m.ended_at is null and m.from_date <= ${today}
      and (m.until_date is null or m.until_date >= ${today})
    left join identity.firm f on f.id = m.firm_id
    where s.token_hash = ${tokenHash} and a.disabled_at is null and (${demo} or not a.demo)`);
}

export async function touchSession(tx: Tx, tokenHash: Buffer, now: Date): Promise<void> {
  await tx.run(
    sql`update identity.session set last_seen_at = ${now} where token_hash = ${tokenHash} and last_seen_at < ${now}`,
  );
}

/** The account whose session ended; undefined when there was none. */
export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<string | undefined> {
  const row = await tx.first<{ account_id: string }>(
    sql`delete from identity.session where token_hash = ${tokenHash} returning account_id`,
  );
  return row?.account_id;
}

export function deleteSessionsOf(tx: Tx, accountId: string): Promise<number> {
  return tx.run(sql`delete from identity.session where account_id = ${accountId}`);
}

/** Removes what is over: sessions, attempts that count no more, expired records of the provider. */
export async function purge(tx: Tx, now: Date, lockMs: number): Promise<number> {
  const before = new Date(now.getTime() - lockMs);
  const sessions = await tx.run(sql`delete from identity.session where expires_at <= ${now}`);
  const attempts = await tx.run(sql`delete from identity.sign_in_attempt where last_at <= ${before}`);
  const records = await tx.run(sql`delete from identity.oidc_record where expires_at <= ${now}`);
  return sessions + attempts + records;
}
