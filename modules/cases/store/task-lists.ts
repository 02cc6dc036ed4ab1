import { sql, type Sql, type Tx } from '@platform/database';
import type { CaseFacts } from '../domain/case.ts';
import type { Light } from '../domain/clock.ts';
import { taskOf, type TaskRecord, type TaskRow } from './task-record.ts';
import type { CaseRow } from './case-record.ts';

export type TaskFilter = {
  organisations: 'all' | readonly string[];
  state: 'open' | 'done' | 'failed';
  /** Only tasks that these accounts hold; of finished ones, those they ended. */
  holders?: readonly string[];
  light?: Light;
  matter?: string;
  /** Cases found by their number, or matters. Never a person: an id would stand in the address, and in every log. */
  search?: { cases: readonly string[]; matters: readonly string[] };
  now: Date;
};

/** A task in a list, with what its line says of the case. */
export type ListedTask = TaskRecord & {
  caseNo: string;
  matterVersion: string;
  caseState: CaseRow['state'];
  suspended: boolean;
  /** What the law looks at. */
  facts: CaseFacts;
  revision: number;
  sealedApplicant: Buffer;
};

type ListedRow = TaskRow &
  Pick<CaseRow, 'case_no' | 'matter_version' | 'revision' | 'sealed_applicant'> & {
    case_state: CaseRow['state'];
    suspended: boolean;
    correction_told: boolean;
    accepted: boolean;
  };

/** Tasks of people, those that run out first at the top (finished ones: the last first); one more than `limit` where there are more. */
export async function workTasks(
  tx: Tx,
  filter: TaskFilter,
  limit: number,
  after?: { order: string; id: string },
): Promise<ListedTask[]> {
  const done = filter.state === 'done';
  const where = [...conditions(filter)];
  if (after)
    where.push(
      done
        ? sql`(t.closed_at, t.id) < (${after.order}::timestamptz, ${after.id}::uuid)`
        : sql`(t.work_order, t.id) > (${after.order}::bigint, ${after.id}::uuid)`,
    );
  const order = done ? sql`t.closed_at desc, t.id desc` : sql`t.work_order, t.id`;
  const rows = await tx.rows<ListedRow>(sql`
    select t.*, c.case_no, c.matter_version, c.revision, c.sealed_applicant, c.state as case_state, c.suspended_at is not null as suspended,
      c.correction_told, c.accepted_at is not null as accepted
    from (select t.id from cases.task t where ${sql.join(where, ' and ')} order by ${order} limit ${limit + 1}) as found
    join cases.task t on t.id = found.id join cases.case c on c.id = t.case_id order by ${order}`);
  return rows.map((row) => ({
    ...taskOf(row),
    caseNo: row.case_no,
    matterVersion: row.matter_version,
    caseState: row.case_state,
    suspended: row.suspended,
    facts: {
      state: row.case_state,
      correctionTold: row.correction_told,
      accepted: row.accepted,
      suspended: row.suspended,
      licence: false,
    },
    revision: row.revision,
    sealedApplicant: row.sealed_applicant,
  }));
}

/** Beyond this nobody counts: a list of many thousands is not worked from its number. */
export const COUNT_MOST = 1_000;

export async function countTasks(tx: Tx, filter: TaskFilter): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::int as count from (select from cases.task t where ${sql.join(conditions(filter), ' and ')} limit ${COUNT_MOST}) as counted`);
  return count;
}

function conditions({ organisations, state, holders, light, matter, search, now }: TaskFilter): Sql[] {
  // Literals, so that the indexes over work in one state serve.
  const all: Sql[] = [
    state === 'open'
      ? sql`t.state = 'open' and t.kind = 'user'`
      : state === 'done'
        ? sql`t.state = 'done' and t.by_account is not null`
        : sql`t.state = 'failed'`,
  ];
  if (organisations !== 'all')
    all.push(
      // One office, the usual case, keeps the order of its index.
      organisations.length === 1
        ? sql`t.organisation = ${organisations[0]}`
        : sql`t.organisation = any(${[...organisations]})`,
    );
  if (holders)
    all.push(state === 'done' ? sql`t.by_account = any(${[...holders]})` : sql`t.holder = any(${[...holders]})`);
  if (matter !== undefined) all.push(sql`t.matter = ${matter}`);
  if (light === 'double-red') all.push(sql`t.statutory_due_at <= ${now}`);
  if (light === 'red')
    all.push(sql`t.work_order <= ${now.getTime()} and (t.statutory_due_at is null or t.statutory_due_at > ${now})`);
  // Dated work is ordered by its time: what is overdue need not be read.
  if (light === 'amber')
    all.push(sql`t.work_order > ${now.getTime()} and t.due_at > ${now} and t.amber_from <= ${now}`);
  if (light === 'green')
    all.push(
      sql`t.work_order > ${now.getTime()} and (t.due_at is null or t.due_at > ${now} and t.amber_from > ${now})`,
    );
  if (search) {
    const found = sql`t.case_id = any(${[...search.cases]}::uuid[])`;
    // Without a matter of that name only the cases found are looked at.
    all.push(search.matters.length === 0 ? found : sql`(t.matter = any(${[...search.matters]}) or ${found})`);
  }
  return all;
}

/** All work of a case that people or systems did or have to do, in the order in which it was opened. */
export async function tasksOfCase(tx: Tx, caseId: string): Promise<TaskRecord[]> {
  const rows = await tx.rows<TaskRow>(
    sql`select * from cases.task where case_id = ${caseId} and kind in ('user', 'service') order by opened_at, id`,
  );
  return rows.map(taskOf);
}

export async function findTask(tx: Tx, id: string): Promise<TaskRecord | undefined> {
  const row = await tx.first<TaskRow>(sql`select * from cases.task where id = ${id}`);
  return row && taskOf(row);
}

/** Whether one of these organisations has, or had, a task of the case. */
export async function worksOnCase(tx: Tx, caseId: string, organisations: readonly string[]): Promise<boolean> {
  const row = await tx.first(
    sql`select from cases.task where case_id = ${caseId} and organisation = any(${[...organisations]}) limit 1`,
  );
  return row !== undefined;
}

/** Ids of cases with a timer that has run out. */
export async function casesWithDueTimers(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.rows<{ case_id: string }>(sql`
    select distinct case_id from (select case_id from cases.task where kind = 'timer' and state = 'open' and due_at <= ${now}
      order by due_at limit ${limit}) as due`);
  return rows.map((row) => row.case_id);
}

/** A search for a number's digits gives no more cases than this. */
const FOUND_MOST = 200;

/**
 * Ids of cases whose number begins or ends so, each by its own index. Ranges in the order of the index, not `like`: a plan made for any
 * piece would read the whole table for one that nothing ends with.
 */
export async function casesNumbered(tx: Tx, piece: string): Promise<string[]> {
  const first = piece.toUpperCase();
  const backwards = [...first].reverse().join('');
  const after = (text: string): string => `${text}\u{10ffff}`;
  const rows = await tx.rows<{ id: string }>(sql`
    (select id from cases.case where case_no ~>=~ ${first} and case_no ~<~ ${after(first)} order by case_no using ~<~ limit ${FOUND_MOST})
    union (select id from cases.case where reverse(case_no) ~>=~ ${backwards} and reverse(case_no) ~<~ ${after(backwards)}
      order by reverse(case_no) using ~<~ limit ${FOUND_MOST})`);
  return rows.map(({ id }) => id);
}
