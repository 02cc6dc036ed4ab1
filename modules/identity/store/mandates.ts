import type { PlainDate } from '@platform/kernel';
import { sql, type Tx } from '@platform/database';
import type { MandateKind } from '../domain/mandates.ts';

/** A firm as it lies in the store; bytes are sealed. */
export type FirmRow = { id: string; subject: string; credit_code: Buffer; name: Buffer };

export type MandateRow = {
  id: string;
  firm_id: string;
  account_id: string;
  kind: MandateKind;
  scope: string[];
  from_date: PlainDate;
  until_date: PlainDate | null;
  given_by: string | null;
  given_at: Date;
  ended_by: string | null;
  ended_at: Date | null;
};

/** A mandate with its firm. */
export type HeldRow = MandateRow & { subject: string; credit_code: Buffer; firm_name: Buffer };

const MANDATE = sql`m.id, m.firm_id, m.account_id, m.kind, m.scope, m.from_date, m.until_date, m.given_by, m.given_at, m.ended_by, m.ended_at`;

/** Mandates of an account that count on this day, the oldest first. */
export const mandatesOfAccount = (tx: Tx, account: string, today: PlainDate): Promise<HeldRow[]> =>
  tx.rows<HeldRow>(sql`select ${MANDATE}, f.subject, f.credit_code, f.name as firm_name
    from identity.mandate m join identity.firm f on f.id = m.firm_id
    where m.account_id = ${account} and m.ended_at is null and m.from_date <= ${today} and (m.until_date is null or m.until_date >= ${today})
    order by m.given_at, m.id limit 200`);

export const findFirm = (tx: Tx, id: string): Promise<FirmRow | undefined> =>
  tx.first<FirmRow>(sql`select id, subject, credit_code, name from identity.firm where id = ${id}`);

export const findFirmBySubject = (tx: Tx, subject: string): Promise<FirmRow | undefined> =>
  tx.first<FirmRow>(sql`select id, subject, credit_code, name from identity.firm where subject = ${subject}`);

export async function insertFirm(tx: Tx, firm: FirmRow, now: Date): Promise<void> {
  await tx.run(sql`insert into identity.firm (id, subject, credit_code, name, created_at, changed_at)
    values (${firm.id}, ${firm.subject}, ${firm.credit_code}, ${firm.name}, ${now}, ${now})`);
}

export async function renameFirm(tx: Tx, id: string, name: Buffer, now: Date): Promise<void> {
  await tx.run(sql`update identity.firm set name = ${name}, changed_at = ${now} where id = ${id}`);
}

export const lockMandate = (tx: Tx, id: string): Promise<MandateRow | undefined> =>
  tx.first<MandateRow>(sql`select ${MANDATE} from identity.mandate m where m.id = ${id} for update`);

/** Of one account for one firm: the one that is not ended, whether or not its days have come. */
export const findStanding = (tx: Tx, firm: string, account: string): Promise<MandateRow | undefined> =>
  tx.first<MandateRow>(
    sql`select ${MANDATE} from identity.mandate m where m.firm_id = ${firm} and m.account_id = ${account} and m.ended_at is null for update`,
  );

/** False when the account has a mandate of this firm already. */
export async function insertMandate(tx: Tx, row: Omit<MandateRow, 'ended_by' | 'ended_at'>): Promise<boolean> {
  const count =
    await tx.run(sql`insert into identity.mandate (id, firm_id, account_id, kind, scope, from_date, until_date, given_by, given_at)
    values (${row.id}, ${row.firm_id}, ${row.account_id}, ${row.kind}, ${row.scope}, ${row.from_date}, ${row.until_date}, ${row.given_by}, ${row.given_at})
    on conflict do nothing`);
  return count === 1;
}

/** It counts no more, and no session acts by it. */
export async function endMandate(tx: Tx, id: string, by: string | null, at: Date): Promise<void> {
  await tx.run(
    sql`update identity.mandate set ended_at = ${at}, ended_by = ${by} where id = ${id} and ended_at is null`,
  );
  await tx.run(sql`update identity.session set mandate_id = null where mandate_id = ${id}`);
}

/** Mandates of a firm with whose they are, the newest first. */
export const mandatesOfFirm = (
  tx: Tx,
  firm: string,
  limit: number,
  before: { at: Date; id: string } | undefined,
): Promise<(MandateRow & { account_name: Buffer })[]> =>
  tx.rows(sql`select ${MANDATE}, a.name as account_name from identity.mandate m join identity.account a on a.id = m.account_id
    where m.firm_id = ${firm}
      and (${before?.at ?? null}::timestamptz is null or (m.given_at, m.id) < (${before?.at ?? null}, ${before?.id ?? null}::uuid))
    order by m.given_at desc, m.id desc limit ${limit}`);

/** Mandates of demo accounts that packs gave and nobody ended. */
export const packMandates = (tx: Tx): Promise<MandateRow[]> =>
  tx.rows<MandateRow>(sql`select ${MANDATE} from identity.mandate m join identity.account a on a.id = m.account_id
    where a.demo and m.given_by is null and m.ended_at is null`);

export async function setActing(tx: Tx, tokenHash: Buffer, mandate: string | null): Promise<void> {
  await tx.run(sql`update identity.session set mandate_id = ${mandate} where token_hash = ${tokenHash}`);
}
