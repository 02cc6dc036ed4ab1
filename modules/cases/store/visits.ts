import { sql, type Tx } from '@platform/database';
import type { Acts, Shown, VisitWhy } from '../domain/visits.ts';
import type { WindowPlace } from '../window/window-places.ts';

/** One time that somebody had to come for a case. */
export type Visit = {
  id: string;
  caseId: string;
  at: Date;
  why: VisitWhy;
  organisation: string;
  account: string;
  visitor: string | null;
  struckAt: Date | null;
  struckOrganisation: string | null;
  sealedReason: Buffer | null;
  /** As the officer at the window saw it. */
  shown: Shown | null;
  acts: Acts | null;
  place: WindowPlace | null;
};

type Row = {
  id: string;
  case_id: string;
  at: Date;
  why: VisitWhy;
  organisation: string;
  account: string;
  visitor_id: string | null;
  struck_at: Date | null;
  struck_organisation: string | null;
  sealed_reason: Buffer | null;
  shown: Shown | null;
  acts: Acts | null;
  place: WindowPlace | null;
};

const visitOf = (row: Row): Visit => ({
  id: row.id,
  caseId: row.case_id,
  at: row.at,
  why: row.why,
  organisation: row.organisation,
  account: row.account,
  visitor: row.visitor_id,
  struckAt: row.struck_at,
  struckOrganisation: row.struck_organisation,
  sealedReason: row.sealed_reason,
  shown: row.shown,
  acts: row.acts,
  place: row.place,
});

/**
 * Counts a visit. Who came to the same office for the same case on the same day came once, whatever was done then: nothing is written a
 * second time. The caller holds the case and adds to its count.
 * @returns whether it counts
 */
export async function insertVisit(
  tx: Tx,
  one: Pick<Visit, 'id' | 'caseId' | 'at' | 'why' | 'organisation' | 'account' | 'visitor'>,
): Promise<boolean> {
  const day = sql`date_trunc('day', ${one.at}::timestamptz at time zone 'Asia/Shanghai')`;
  const written = await tx.run(sql`
    insert into cases.visit (id, case_id, at, why, organisation, account, visitor_id)
    select ${one.id}, ${one.caseId}, ${one.at}, ${one.why}, ${one.organisation}, ${one.account}, ${one.visitor}
    where not exists (select from cases.visit where case_id = ${one.caseId} and organisation = ${one.organisation} and struck_at is null
      and date_trunc('day', at at time zone 'Asia/Shanghai') = ${day})`);
  return written > 0;
}

/** Adds to the count of a locked case; one from before visits were counted has none. */
export async function addToVisits(tx: Tx, caseId: string, by: 1 | -1): Promise<void> {
  await tx.run(sql`update cases.case set visits = visits + ${by}, revision = revision + 1 where id = ${caseId}`);
}

export async function visitsOfCase(tx: Tx, caseId: string): Promise<Visit[]> {
  const rows = await tx.rows<Row>(sql`
    select v.*, who.shown, who.acts, who.place from cases.visit v left join cases.visitor who on who.id = v.visitor_id
    where v.case_id = ${caseId} order by v.at, v.id`);
  return rows.map(visitOf);
}

export async function findVisit(tx: Tx, id: string): Promise<Visit | undefined> {
  const row = await tx.first<Row>(sql`
    select v.*, who.shown, who.acts, who.place from cases.visit v left join cases.visitor who on who.id = v.visitor_id where v.id = ${id}`);
  return row && visitOf(row);
}

/** Takes a visit out of the count, with the reason; false when it was already. */
export async function strikeVisit(
  tx: Tx,
  id: string,
  by: { at: Date; account: string; organisation: string; sealedReason: Buffer },
): Promise<boolean> {
  const struck = await tx.run(sql`
    update cases.visit set struck_at = ${by.at}, struck_account = ${by.account}, struck_organisation = ${by.organisation},
      sealed_reason = ${by.sealedReason}
    where id = ${id} and struck_at is null`);
  return struck > 0;
}
