import { isUuid } from '@platform/kernel';
import type { GrantRecord, GrantRecordsPort } from './contract/index.ts';
import type { Own } from './deps.ts';
import { grantOf } from './grant-book.ts';
import { grantsWithNumbers } from './store/grant-records.ts';
import { deliveriesInDispute, grantsInDispute } from './store/in-dispute.ts';

/** Tells grants as they were given, in force or not: standing ones from memory, the others in one statement. */
export function createGrantRecords(own: Pick<Own, 'book' | 'database' | 'deliveryOf'>): GrantRecordsPort {
  const standing = (id: string): GrantRecord | undefined => {
    const grant = own.book.standing(id);
    const lost = own.book.lost(id);
    return (
      grant && {
        grant,
        number: grant.id,
        state: lost?.state ?? 'active',
        ...(lost ? { stateAt: lost.at } : {}),
      }
    );
  };
  return {
    async recordsOf(ids) {
      const asked = [...new Set(ids)];
      const found = new Map<string, GrantRecord>();
      for (const id of asked) {
        const record = standing(id);
        if (record) found.set(id, record);
      }
      const stored = asked.filter((id) => isUuid(id) && !found.has(id));
      if (stored.length === 0) return found;
      for (const row of await own.database.readOnce((tx) => grantsWithNumbers(tx, stored))) {
        const lost = row.state === 'active' ? own.book.lost(row.id) : undefined;
        found.set(row.id, {
          grant: grantOf(row),
          number: row.request_no,
          state: lost?.state ?? row.state,
          givenAt: row.given_at,
          byRule: row.at_once,
          ...(lost ? { stateAt: lost.at } : row.state === 'active' ? {} : { stateAt: row.state_at }),
        });
      }
      return found;
    },
    async inDispute() {
      const { grants, deliveries } = await own.database.read(async (tx) => ({
        grants: await grantsInDispute(tx),
        deliveries: await deliveriesInDispute(tx),
      }));
      const parties = await Promise.all(deliveries.map(async (id) => own.deliveryOf?.(id)));
      return { grants, packages: parties.flatMap((one) => (one ? [one.no] : [])) };
    },
  };
}
