import { randomPassword, hashPassword, isPassword } from './domain/passwords.ts';
import type { IdentityParts } from './identity-deps.ts';
import { secretFile } from './secret-file.ts';
import { demoAccounts, findAccountByLogin, insertAccount, updateAccount, type AccountRow } from './store/accounts.ts';
import { deleteSessionsOf } from './store/sessions.ts';

/** The one password of all demo accounts of this installation. */
export function demoPasswordOf(dataFolder: string): Promise<string> {
  return secretFile(dataFolder, 'demo-password', randomPassword);
}

/** Brings the demo accounts to what the packs say; ones that no pack names any more are disabled. */
export async function prepareDemoAccounts(parts: IdentityParts, password: string): Promise<void> {
  const { seal, clock, ids, audit, log } = parts;
  const database = parts.database.forModule('identity');
  const definitions = parts.packs.all('accounts');
  const people = definitions.some(({ value }) => value.person) ? await parts.demoPeople() : {};
  const present = await database.read(demoAccounts);
  // One hash serves all of them, since they share the password: hashing is slow on purpose.
  const before = present.find((row) => !row.disabled_at)?.password_hash;
  const passwordHash =
    before !== undefined && (await isPassword(password, before)) ? before : await hashPassword(password);
  const named = new Set<string>();
  const counts = { created: 0, skipped: 0, disabled: 0 };

  for (const { value } of definitions) {
    const person = value.person ? people[value.person.sampleKey] : undefined;
    const fits = value.kind === 'staff' ? value.organisation !== undefined : person !== undefined;
    if (!fits) {
      counts.skipped += 1;
      log.warn(
        { module: 'identity', sampleKey: value.person?.sampleKey ?? null },
        'a demo account was skipped: nobody, or no organisation, to bind it to',
      );
      continue;
    }
    const index = seal.loginIndex(value.login);
    named.add(index);
    await database.transaction(async (tx) => {
      const row = await findAccountByLogin(tx, index);
      const id = row?.id ?? ids.next();
      const sealed = seal.sealFields(id, {
        login: value.login,
        name: person?.name ?? value.name,
        ...(person ? { citizenId: person.citizenId } : {}),
      });
      const roles = value.kind === 'staff' ? value.roles : [];
      const organisation = value.kind === 'staff' ? (value.organisation ?? null) : null;
      if (row) {
        if (row.demo && isChanged(row)) {
          const { login: _login, login_index: _index, ...fields } = sealed;
          await updateAccount(
            tx,
            id,
            { ...fields, organisation, roles, password_hash: passwordHash, disabled_at: null },
            clock.now(),
          );
        }
        return;
      }
      const account = {
        id,
        kind: value.kind,
        ...sealed,
        organisation,
        roles,
        password_hash: passwordHash,
        demo: true,
        created_at: clock.now(),
      };
      if (!(await insertAccount(tx, account))) {
        counts.skipped += 1;
        log.warn({ module: 'identity', account: id }, 'a demo account was skipped: its person has an account already');
        return;
      }
      counts.created += 1;
      await audit.append(tx, {
        actor: { kind: 'system', name: 'identity' },
        action: 'identity.create-account',
        subject: `account:${id}`,
        detail: { kind: value.kind, demo: true, roles },
        trace: ids.next(),
      });

      function isChanged(kept: AccountRow): boolean {
        const opened = seal.open(kept);
        return (
          opened.name !== (person?.name ?? value.name) ||
          kept.subject !== sealed.subject ||
          kept.organisation !== organisation ||
          kept.roles.join() !== roles.join() ||
          kept.password_hash !== passwordHash ||
          kept.disabled_at !== null
        );
      }
    });
  }
  for (const row of present) {
    if (named.has(row.login_index) || row.disabled_at) continue;
    counts.disabled += 1;
    await database.transaction(async (tx) => {
      await updateAccount(tx, row.id, { disabled_at: clock.now() }, clock.now());
      await deleteSessionsOf(tx, row.id);
    });
  }
  log.info({ module: 'identity', ...counts }, 'demo accounts are as the packs say');
}
