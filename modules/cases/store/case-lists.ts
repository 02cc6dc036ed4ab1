import { sql, type Sql, type Tx } from '@platform/database';
import type { CaseState } from '../contract/index.ts';
import type { Light } from '../domain/clock.ts';
import { recordOf, type CaseRecord, type CaseRow } from './case-record.ts';

/** The cases of a person, their own drafts too, the last touched first; one more than `limit` where there are more. */
export async function casesOfSubject(
  tx: Tx,
  subject: string,
  limit: number,
  after?: { at: string; id: string },
): Promise<CaseRecord[]> {
  const rows = await tx.rows<CaseRow>(sql`
    select * from cases.case
    where subject = ${subject} and (state <> 'draft' or window_account is null) ${after ? sql`and (updated_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
    order by updated_at desc, id desc limit ${limit + 1}`);
  return rows.map(recordOf);
}

export type WorkFilter = {
  organisations: 'all' | readonly string[];
  states?: readonly CaseState[];
  light?: Light;
  /** The beginning or the end of a case number, or matters. Never a person: an id would stand in the address, and in every log. */
  search?: { number: string; matters: readonly string[] };
  now: Date;
};

/** Cases handed in, those that run out first at the top. */
export async function workCases(
  tx: Tx,
  filter: WorkFilter,
  limit: number,
  after?: { order: string; id: string },
): Promise<(CaseRecord & { workOrder: bigint })[]> {
  const where = [
    ...conditions(filter),
    ...(after ? [sql`(work_order, id) > (${after.order}::bigint, ${after.id}::uuid)`] : []),
  ];
  const rows = await tx.rows<CaseRow>(
    sql`select * from cases.case where ${sql.join(where, ' and ')} order by work_order, id limit ${limit + 1}`,
  );
  return rows.map((row) => ({ ...recordOf(row), workOrder: row.work_order }));
}

/** Beyond this nobody counts: it would take longer than the list itself. */
const COUNT_MOST = 10_000;

export async function countWorkCases(tx: Tx, filter: WorkFilter): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*)::int as count from (select from cases.case where ${sql.join(conditions(filter), ' and ')} limit ${COUNT_MOST}) as counted`,
  );
  return count;
}

function conditions({ organisations, states, light, search, now }: WorkFilter): Sql[] {
  const all: Sql[] = [sql`submitted_at is not null`];
  // One office, the usual case, keeps the order of its index.
  if (organisations !== 'all')
    all.push(
      organisations.length === 1
        ? sql`organisation = ${organisations[0]}`
        : sql`organisation = any(${[...organisations]})`,
    );
  if (states) all.push(sql`state = any(${[...states]})`);
  // While the applicant corrects, nobody in the office is late.
  if (light) all.push(sql`state <> 'correction'`);
  if (light === 'red') all.push(sql`due_at <= ${now}`);
  if (light === 'amber') all.push(sql`due_at > ${now} and amber_from <= ${now}`);
  if (light === 'green') all.push(sql`due_at > ${now} and amber_from > ${now}`);
  if (search) {
    const piece = search.number.toUpperCase().replace(/[\\%_]/g, '\\$&');
    const numbered = sql`(case_no like ${`${piece}%`} or reverse(case_no) like ${`${[...piece].reverse().join('')}%`})`;
    // Without a matter of that name the indexes of numbers serve alone.
    all.push(search.matters.length === 0 ? numbered : sql`(${numbered} or matter = any(${[...search.matters]}))`);
  }
  return all;
}

/** Ids of cases whose limit ended before `now` in these states. */
export async function expiredCases(tx: Tx, states: readonly CaseState[], now: Date, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    select id from cases.case where due_at <= ${now} and state = any(${[...states]}) order by due_at limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Ids of cases whose limit was only expected, for want of the year's holiday notice. */
export async function provisionalCases(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`select id from cases.case where provisional and due_at is not null`);
  return rows.map(({ id }) => id);
}

/** Ids of undecided cases whose missing papers are due by that day. */
export async function casesAwaitingPapers(tx: Tx, by: string, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    select id from cases.case where papers_until <= ${by} and outcome is null and papers_told is distinct from 'overdue'
      and state in ('received', 'accepted', 'under-review') order by papers_until limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** The newest of a person's or firm's cases that are handed in, and the drafts of theirs that this officer has at the window. */
export async function casesForWindow(tx: Tx, subject: string, account: string): Promise<CaseRecord[]> {
  const rows = await tx.rows<CaseRow>(sql`
    select * from cases.case where subject = ${subject} and (state <> 'draft' or window_account = ${account})
    order by updated_at desc, id desc limit 50`);
  return rows.map(recordOf);
}

/** What an officer has open at the window, and took in since then; the last touched first. */
export async function casesAtWindow(tx: Tx, account: string, since: Date, limit: number): Promise<CaseRecord[]> {
  const rows = await tx.rows<CaseRow>(sql`
    select * from cases.case
    where window_account = ${account} and (state in ('draft', 'correction') or updated_at >= ${since})
    order by updated_at desc, id desc limit ${limit}`);
  return rows.map(recordOf);
}
