import { sql, type Tx } from '@platform/database';
import type { Attempts } from '../domain/limits.ts';

/** The attempts of a login, locked for this transaction so that guesses made at once are counted one after another. */
export async function lockAttempts(tx: Tx, loginIndex: string, now: Date): Promise<Attempts> {
  await tx.run(sql`insert into identity.sign_in_attempt (login_index, failures, last_at) values (${loginIndex}, 0, ${now})
    on conflict (login_index) do nothing`);
  const row = await tx.one<{ failures: number; last_at: Date }>(
    sql`select failures, last_at from identity.sign_in_attempt where login_index = ${loginIndex} for update`,
  );
  return { failures: row.failures, lastAt: row.last_at };
}

export async function writeAttempts(tx: Tx, loginIndex: string, attempts: Attempts): Promise<void> {
  await tx.run(sql`update identity.sign_in_attempt set failures = ${attempts.failures}, last_at = ${attempts.lastAt}
    where login_index = ${loginIndex}`);
}

export async function clearAttempts(tx: Tx, loginIndex: string): Promise<void> {
  await tx.run(sql`delete from identity.sign_in_attempt where login_index = ${loginIndex}`);
}
