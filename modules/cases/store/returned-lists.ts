import { sql, type Sql, type Tx } from '@platform/database';
import type { ReturnedFault, ReturnedRow } from './returned.ts';

/** What departments' own systems handled for a person or firm, the newest first; what is part of a case handled here stands there. One more than `limit` where there are more. */
export function returnedOfSubject(
  tx: Tx,
  subject: string,
  limit: number,
  after?: { at: string; id: string },
): Promise<ReturnedRow[]> {
  return tx.rows(sql`
    select * from cases.returned where subject = ${subject} and case_id is null
      ${after ? sql`and (submitted_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
    order by submitted_at desc, id desc limit ${limit + 1}`);
}

export function findReturned(tx: Tx, id: string): Promise<ReturnedRow | undefined> {
  return tx.first(sql`select * from cases.returned where id = ${id}`);
}

const ofThese = (organisations: 'all' | readonly string[]): Sql =>
  organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;

/** The error queue, what came last first. */
export function faultsOfSystems(
  tx: Tx,
  organisations: 'all' | readonly string[],
  limit: number,
  after?: { at: string; system: string; ownNo: string },
): Promise<ReturnedFault[]> {
  return tx.rows(sql`
    select * from cases.returned_fault where ${ofThese(organisations)}
      ${after ? sql`and (at, system, own_no) < (${after.at}::timestamptz, ${after.system}, ${after.ownNo})` : sql``}
    order by at desc, system desc, own_no desc limit ${limit + 1}`);
}

/** What a system returned since then, and what stands in its error queue. */
export type ReturnedStatus = { system: string; taken: number; lastAt: Date | null; faulty: number };

export function returnedStatus(
  tx: Tx,
  organisations: 'all' | readonly string[],
  since: Date,
): Promise<ReturnedStatus[]> {
  return tx.rows(sql`
    with returned as (select system, count(*)::int as taken, max(changed_at) as last from cases.returned
        where changed_at >= ${since} and ${ofThese(organisations)} group by system),
      faults as (select system, count(*)::int as faulty, max(at) as last from cases.returned_fault where ${ofThese(organisations)} group by system)
    select system, coalesce(taken, 0) as taken, greatest(r.last, f.last) as "lastAt", coalesce(faulty, 0) as faulty
    from returned r full join faults f using (system) order by system limit 500`);
}
