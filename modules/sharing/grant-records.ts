import { isUuid, shanghaiDate, type PlainDate } from '@platform/kernel';
import type { GrantRecord, GrantRecordsPort } from './contract/index.ts';
import type { Own } from './deps.ts';
import { grantOf } from './grant-book.ts';
import { grantsWithNumbers } from './store/grant-records.ts';
import type { Request } from './domain/request.ts';
import { givenAcross } from './store/requests.ts';
import { deliveriesInDispute, grantsInDispute } from './store/in-dispute.ts';

/** Tells grants as they were given, in force or not: standing ones from memory, the others in one statement. */
export function createGrantRecords(own: Pick<Own, 'book' | 'clock' | 'database' | 'deliveryOf'>): GrantRecordsPort {
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
      const { rows, across } = await own.database.read(async (tx) => ({
        rows: await grantsWithNumbers(tx, stored),
        across: await givenAcross(tx, stored),
      }));
      for (const request of across) found.set(request.id, recordAcross(request, shanghaiDate(own.clock.now())));
      for (const row of rows) {
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

/** What was given to a department of another node stands in nodes; as it was given, and how it stands, the request knows. */
function recordAcross(request: Request, today: PlainDate): GrantRecord {
  const { asked, origin, delivery, decision, endedAt } = request;
  const { from, until, callsPerDay } = asked;
  const state = request.state !== 'in-use' || until < today ? 'ended' : from && from > today ? 'not-yet' : 'active';
  return {
    grant: {
      id: request.id,
      request: request.id,
      resource: asked.resource,
      delivery: 'interface',
      ...(asked.interface === undefined ? {} : { interface: asked.interface }),
      application: asked.application,
      organisation: request.applicant,
      fields: decision?.fields ?? [],
      purposes: origin?.purposes ?? [asked.purpose],
      legalBasis: asked.legalBasis,
      ...(from === undefined ? {} : { from }),
      until,
      ...(callsPerDay === undefined ? {} : { callsPerDay }),
    },
    number: request.no,
    state,
    ...(endedAt ? { stateAt: endedAt } : {}),
    ...(delivery ? { givenAt: delivery.at } : {}),
  };
}
