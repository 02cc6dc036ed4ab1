import { shanghaiDate } from '@platform/kernel';
import type { IdentityParts } from './identity-deps.ts';
import { findAccountByLogin } from './store/accounts.ts';
import {
  endMandate,
  findFirmBySubject,
  findStanding,
  insertFirm,
  insertMandate,
  packMandates,
  renameFirm,
} from './store/mandates.ts';

/** Brings the mandates of demo accounts to what the packs say. One that was ended on the portal is given anew when the product starts: it is a demo. */
export async function prepareDemoMandates(parts: IdentityParts): Promise<void> {
  const { firms, seal, clock, ids, audit } = parts;
  const database = parts.database.forModule('identity');
  const now = clock.now();
  const actor = { kind: 'system', name: 'identity' } as const;
  const named = new Set<string>();
  await database.transaction(async (tx) => {
    for (const { value } of parts.packs.all('accounts')) {
      const account = value.firms && (await findAccountByLogin(tx, seal.loginIndex(value.login)));
      if (!account || account.kind !== 'person' || !account.demo) continue;
      for (const said of value.firms ?? []) {
        const fresh = firms.sealFirm(ids.next(), said);
        const known = await findFirmBySubject(tx, fresh.subject);
        if (!known) await insertFirm(tx, fresh, now);
        else if (firms.openFirm(known).name !== said.name)
          await renameFirm(tx, known.id, firms.sealFirm(known.id, said).name, now);
        const firm = known?.id ?? fresh.id;
        named.add(`${firm} ${account.id}`);
        const standing = await findStanding(tx, firm, account.id);
        if (standing) continue;
        const id = ids.next();
        await insertMandate(tx, {
          id,
          firm_id: firm,
          account_id: account.id,
          kind: said.as,
          scope: [...(said.scope ?? [])],
          from_date: said.from ?? shanghaiDate(now),
          until_date: said.until ?? null,
          given_by: null,
          given_at: now,
        });
        await audit.append(tx, {
          actor,
          action: 'identity.name-agent',
          subject: `mandate:${id}`,
          detail: { firm, account: account.id, kind: said.as, demo: true },
          trace: ids.next(),
        });
      }
    }
    for (const row of await packMandates(tx)) {
      if (named.has(`${row.firm_id} ${row.account_id}`)) continue;
      await endMandate(tx, row.id, null, now);
      await audit.append(tx, {
        actor,
        action: 'identity.end-mandate',
        subject: `mandate:${row.id}`,
        detail: { firm: row.firm_id, account: row.account_id, demo: true },
        trace: ids.next(),
      });
    }
  });
}
