import { sql, type Tx } from '@platform/database';
import { taskOf, type TaskRecord, type TaskRow } from './task-record.ts';

/** A task lent more often than this without an answer goes into the error queue. */
const MOST_ATTEMPTS = 8;

/** Lends open tasks of a system to it until `until`; one lent before and not answered is lent again. */
export async function lendTasks(
  tx: Tx,
  given: { system: string; organisation: string; max: number; now: Date; until: Date },
): Promise<TaskRecord[]> {
  const { system, organisation, now, until, max } = given;
  await tx.run(sql`
    update cases.task set state = 'failed', failure = 'no-answer', taken_until = null
    where system = ${system} and organisation = ${organisation} and state = 'open' and attempts >= ${MOST_ATTEMPTS} and taken_until < ${now}`);
  const rows = await tx.rows<TaskRow>(sql`
    update cases.task t set taken_until = ${until}, attempts = t.attempts + 1
    from (select id from cases.task where system = ${system} and organisation = ${organisation} and state = 'open'
      and (taken_until is null or taken_until <= ${now}) order by opened_at, id limit ${max} for update skip locked) as due
    where t.id = due.id returning t.*`);
  return rows.map(taskOf).sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Puts an open task into the error queue. `key`: under which its system said so, kept so that a repeat does not count again. */
export async function failTask(tx: Tx, id: string, failure: string, key: string | null): Promise<void> {
  await tx.run(sql`update cases.task set state = 'failed', failure = ${failure}, taken_until = null, result_key = coalesce(${key}, result_key)
    where id = ${id} and state = 'open'`);
}

/** How the systems of these organisations do, by matter. */
export type SystemStatus = {
  system: string;
  organisation: string;
  matter: string;
  open: number;
  failed: number;
  done: number;
  oldest: Date | null;
  last: Date | null;
};

export async function systemStatus(
  tx: Tx,
  organisations: 'all' | readonly string[],
  since: Date,
): Promise<SystemStatus[]> {
  const which = organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;
  return tx.rows<SystemStatus>(sql`
    select system, organisation, matter, (count(*) filter (where state = 'open'))::int as open,
      (count(*) filter (where state = 'failed'))::int as failed,
      (count(*) filter (where state = 'done' and closed_at >= ${since}))::int as done,
      min(opened_at) filter (where state = 'open') as oldest, max(closed_at) filter (where state = 'done') as last
    from cases.task where system is not null and ${which} and (state in ('open', 'failed') or closed_at >= ${since})
    group by system, organisation, matter order by system, matter limit 500`);
}
