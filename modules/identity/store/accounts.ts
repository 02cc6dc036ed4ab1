import { sql, type Sql, type Tx } from '@platform/database';
import { isUuid } from '@platform/kernel';
import type { AccountKind } from '../domain/apps.ts';

/** An account as it lies in the store; bytes are sealed. */
export type AccountRow = {
  id: string;
  kind: AccountKind;
  login_index: string;
  login: Buffer;
  name: Buffer;
  citizen_id: Buffer | null;
  subject: string | null;
  organisation: string | null;
  roles: string[];
  password_hash: string;
  demo: boolean;
  created_at: Date;
  changed_at: Date;
  disabled_at: Date | null;
};

export type NewAccount = Omit<AccountRow, 'changed_at' | 'disabled_at'>;

/** None for what is no id at all: it comes from requests. */
export async function findAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  if (!isUuid(id)) return undefined;
  return tx.first<AccountRow>(sql`select * from identity.account where id = ${id}`);
}

export function lockAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return tx.first<AccountRow>(sql`select * from identity.account where id = ${id} for update`);
}

export function findAccountByLogin(tx: Tx, loginIndex: string): Promise<AccountRow | undefined> {
  return tx.first<AccountRow>(sql`select * from identity.account where login_index = ${loginIndex}`);
}

export function findAccountBySubject(tx: Tx, subject: string): Promise<{ id: string } | undefined> {
  return tx.first<{ id: string }>(
    sql`select id from identity.account where subject = ${subject} and disabled_at is null`,
  );
}

/** False when the login is taken (or, of a person, when they have an account already). */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const count = await tx.run(sql`
    insert into identity.account (id, kind, login_index, login, name, citizen_id, subject, organisation, roles, password_hash, demo, created_at, changed_at)
    values (${account.id}, ${account.kind}, ${account.login_index}, ${account.login}, ${account.name}, ${account.citizen_id}, ${account.subject},
      ${account.organisation}, ${account.roles}, ${account.password_hash}, ${account.demo}, ${account.created_at}, ${account.created_at})
    on conflict do nothing`);
  return count === 1;
}

export async function updateAccount(
  tx: Tx,
  id: string,
  changes: Partial<
    Pick<AccountRow, 'name' | 'citizen_id' | 'subject' | 'organisation' | 'roles' | 'password_hash' | 'disabled_at'>
  >,
  now: Date,
): Promise<void> {
  const sets: Sql[] = [sql`changed_at = ${now}`];
  if (changes.name !== undefined) sets.push(sql`name = ${changes.name}`);
  if (changes.citizen_id !== undefined) sets.push(sql`citizen_id = ${changes.citizen_id}`);
  if (changes.subject !== undefined) sets.push(sql`subject = ${changes.subject}`);
  if (changes.organisation !== undefined) sets.push(sql`organisation = ${changes.organisation}`);
  if (changes.roles !== undefined) sets.push(sql`roles = ${changes.roles}`);
  if (changes.password_hash !== undefined) sets.push(sql`password_hash = ${changes.password_hash}`);
  if (changes.disabled_at !== undefined) sets.push(sql`disabled_at = ${changes.disabled_at}`);
  await tx.run(sql`update identity.account set ${sql.join(sets, ', ')} where id = ${id}`);
}

export function demoAccounts(tx: Tx): Promise<AccountRow[]> {
  return tx.rows<AccountRow>(sql`select * from identity.account where demo order by id`);
}

/** Any fixed number that nobody else locks. */
const SETUP_LOCK = 73_577_102;

/** Two setups at once come one after another; ends with the transaction. */
export async function waitForOtherSetups(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(${SETUP_LOCK})`);
}

/** Whether any of the three administrators exists who are not of the demo. */
export async function hasAdministrators(tx: Tx, roles: string[]): Promise<boolean> {
  const found = await tx.first(sql`select 1 from identity.account where not demo and roles && ${roles}`);
  return found !== undefined;
}

/** Enabled staff with one of these roles, of these organisations or with a role for all (`wide`). */
export function listStaffOfRoles(
  tx: Tx,
  of: { roles: readonly string[]; organisations: readonly string[]; wide: readonly string[] },
  limit: number,
): Promise<AccountRow[]> {
  return tx.rows<AccountRow>(sql`
    select * from identity.account where kind = 'staff' and disabled_at is null and roles && ${[...of.roles]}::text[]
      and (organisation = any(${[...of.organisations]}) or roles && ${[...of.wide]}::text[]) order by id limit ${limit}`);
}

/** Staff accounts after `after`, oldest first. */
export function listStaff(
  tx: Tx,
  page: { after: string | undefined; limit: number; organisations: readonly string[] | undefined },
): Promise<AccountRow[]> {
  const conditions: Sql[] = [sql`kind = 'staff'`];
  if (page.after !== undefined) conditions.push(sql`id > ${page.after}`);
  if (page.organisations !== undefined) conditions.push(sql`organisation = any(${[...page.organisations]})`);
  return tx.rows<AccountRow>(
    sql`select * from identity.account where ${sql.join(conditions, ' and ')} order by id limit ${page.limit}`,
  );
}
