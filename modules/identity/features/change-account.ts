import type { Tx } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { identityErrors } from '../domain/errors.ts';
import { demandAny, refuseReachingUp } from '../domain/rights.ts';
import type { IdentityParts } from '../identity-deps.ts';
import { findAccount, lockAccount, updateAccount, type AccountRow } from '../store/accounts.ts';
import { viewAccount, type StaffAccount } from './account-view.ts';

type Change = {
  permissions: readonly string[];
  action: string;
  /** Whether it gives power over the account's holder: then not over those above. */
  reaching: boolean;
  /** What to write; further effects in the same transaction. */
  apply(row: AccountRow, tx: Tx): Promise<Parameters<typeof updateAccount>[2]>;
  detail?(row: AccountRow): Record<string, string | boolean | string[]>;
};

/** One change to one staff account by someone who may: locked, written and audited together, effective at once. */
export async function changeAccount(
  parts: IdentityParts,
  { actor, trace }: RequestContext,
  id: string,
  change: Change,
): Promise<StaffAccount> {
  const row = await parts.database.forModule('identity').transaction(async (tx) => {
    const before = await lockAccount(tx, id);
    demandAny(actor, change.permissions);
    if (!before || before.kind !== 'staff') throw identityErrors.unknownAccount();
    const staff = demandAny(actor, change.permissions, before.organisation ?? '');
    if (staff.accountId === id) throw identityErrors.notYourOwn();
    if (change.reaching) refuseReachingUp(staff, before.roles);
    await updateAccount(tx, id, await change.apply(before, tx), parts.clock.now());
    await parts.audit.append(tx, {
      actor,
      action: change.action,
      subject: `account:${id}`,
      detail: change.detail?.(before) ?? {},
      trace,
    });
    return (await findAccount(tx, id)) as AccountRow;
  });
  parts.sessions.forget({ accountId: id });
  return viewAccount(row, parts);
}
