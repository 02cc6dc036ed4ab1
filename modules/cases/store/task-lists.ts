import { sql, type Sql, type Tx } from '@platform/database';
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
  /** The beginning or the end of a case number, or matters. Never a person: an id would stand in the address, and in every log. */
  search?: { number: string; matters: readonly string[] };
  now: Date;
};

/** A task in a list, with what its line says of the case. */
export type ListedTask = TaskRecord & {
  caseNo: string;
  matterVersion: string;
  caseState: CaseRow['state'];
  suspended: boolean;
  revision: number;
  sealedApplicant: Buffer;
};

type ListedRow = TaskRow &
  Pick<CaseRow, 'case_no' | 'matter_version' | 'revision' | 'sealed_applicant'> & {
    case_state: CaseRow['state'];
    suspended: boolean;
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
    select t.*, c.case_no, c.matter_version, c.revision, c.sealed_applicant, c.state as case_state, c.suspended_at is not null as suspended
    from (select * from cases.task t where ${sql.join(where, ' and ')} order by ${order} limit ${limit + 1}) t
    join cases.case c on c.id = t.case_id order by ${order}`);
  return rows.map((row) => ({
    ...taskOf(row),
    caseNo: row.case_no,
    matterVersion: row.matter_version,
    caseState: row.case_state,
    suspended: row.suspended,
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
  // Literals, so that the indexes over open work serve.
  const all: Sql[] = [
    state === 'open' ? sql`t.state = 'open' and t.kind = 'user'` : sql`t.state = ${state}`,
    ...(state === 'done' ? [sql`t.by_account is not null`] : []),
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
  if (light === 'amber') all.push(sql`t.due_at > ${now} and t.amber_from <= ${now}`);
  if (light === 'green') all.push(sql`(t.due_at is null or t.due_at > ${now} and t.amber_from > ${now})`);
  if (search) {
    const piece = search.number.toUpperCase().replace(/[\\%_]/g, '\\$&');
    all.push(sql`(t.matter = any(${[...search.matters]}) or t.case_id in (select c.id from cases.case c
      where c.case_no like ${`${piece}%`} or reverse(c.case_no) like ${`${[...piece].reverse().join('')}%`} limit 200))`);
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
