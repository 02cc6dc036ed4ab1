import { sql, type Tx } from '@platform/database';
import type { Period } from '@platform/module';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

export type CountedCases = { decided: number; at_once: number; on_line: number };
type Numbered = { case_no: string; organisation: string };
export type TakenDays = Numbered & { taken_days: number; promised_days: number; statutory_days: number };
export type CountedVisits = Numbered & { visits: number };
export type AskedDocument = Numbered & { id: string; sealed_content: Buffer };

/** Cases of a matter that were decided in a period: how many, how long the newest took and how often somebody had to come, and the newest notices that asked for corrections. */
export async function decidedOfMatter(
  tx: Tx,
  matter: string,
  { from, to }: Period,
  newest: number,
): Promise<{ counted: CountedCases; took: TakenDays[]; visits: CountedVisits[]; asked: AskedDocument[] }> {
  const decided = sql`matter = ${matter} and decided_at >= ${from} and decided_at < ${to}`;
  return {
    counted: await tx.one<CountedCases>(sql`
      select count(*)::int as decided, (count(*) filter (where instant))::int as at_once,
        (count(*) filter (where channel = 'online'))::int as on_line
      from cases.case where ${decided}`),
    took: await tx.rows<TakenDays>(sql`
      select case_no, organisation, taken_days, promised_days, statutory_days from cases.case
      where ${decided} and taken_days is not null and promised_days is not null and statutory_days is not null
      order by decided_at desc limit ${newest}`),
    visits: await tx.rows<CountedVisits>(sql`
      select case_no, organisation, visits from cases.case where ${decided} and visits is not null order by decided_at desc limit ${newest}`),
    asked: await tx.rows<AskedDocument>(sql`
      select d.id, c.case_no, c.organisation, d.sealed_content from cases.document d join cases.case c on c.id = d.case_id
      where c.matter = ${matter} and c.decided_at >= ${from} and c.decided_at < ${to} and d.kind = 'correction'
      order by d.at desc limit ${newest}`),
  };
}

/** What decided cases took, by matter and version; of one matter alone when it is named. */
export async function takenOfVersions(
  tx: Tx,
  matter: string | undefined,
): Promise<{ matter: string; version: string; timed: number; days: number; counted: number; visits: number }[]> {
  return tx.rows(sql`
    select matter, matter_version as version, count(taken_days)::int as timed, coalesce(sum(taken_days), 0)::int as days,
      count(visits)::int as counted, coalesce(sum(visits), 0)::int as visits
    from cases.case where decided_at is not null ${matter === undefined ? sql`` : sql`and matter = ${matter}`} group by 1, 2`);
}

/** Decided cases of a matter whose rules left a trace, the newest first. */
export async function tracedOfMatter(tx: Tx, matter: string, since: Date, limit: number): Promise<CaseRecord[]> {
  const rows = await tx.rows<CaseRow>(sql`
    select * from cases.case where matter = ${matter} and decided_at >= ${since} and outcome is not null and sealed_trace is not null
    order by decided_at desc limit ${limit}`);
  return rows.map(recordOf);
}
