import { sql, type Sql, type Tx } from '@platform/database';
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

/** A system that asks every few seconds is written down every half minute. */
const SEEN_AGAIN_MS = 30_000;

/** Notes that a system asked for work. */
export async function seeSystem(tx: Tx, system: string, organisation: string, now: Date): Promise<void> {
  await tx.run(sql`
    insert into cases.system_seen as seen (system, organisation, seen_at) values (${system}, ${organisation}, ${now})
    on conflict (system, organisation) do update set seen_at = excluded.seen_at
    where seen.seen_at < ${new Date(now.getTime() - SEEN_AGAIN_MS)}`);
}

/** How a system does with the tasks of one matter. */
export type SystemStatus = {
  system: string;
  organisation: string;
  matter: string;
  /** Open, and with nobody. */
  waiting: number;
  /** Open, and lent to the system. */
  lent: number;
  failed: number;
  /** Since the day asked for. */
  done: number;
  /** The oldest that is not done. */
  oldest: Date | null;
  last: Date | null;
};

export async function systemStatus(
  tx: Tx,
  organisations: 'all' | readonly string[],
  since: Date,
  now: Date,
): Promise<SystemStatus[]> {
  return tx.rows<SystemStatus>(sql`
    select system, organisation, matter,
      (count(*) filter (where state = 'open' and (taken_until is null or taken_until <= ${now})))::int as waiting,
      (count(*) filter (where state = 'open' and taken_until > ${now}))::int as lent,
      (count(*) filter (where state = 'failed'))::int as failed,
      (count(*) filter (where state = 'done' and closed_at >= ${since}))::int as done,
      min(opened_at) filter (where state in ('open', 'failed')) as oldest, max(closed_at) filter (where state = 'done') as last
    from cases.task where system is not null and ${ofThese(organisations)} and (state in ('open', 'failed') or closed_at >= ${since})
    group by system, organisation, matter order by system, matter limit 500`);
}

/** When the systems of these organisations last asked for work. */
export function systemsSeen(
  tx: Tx,
  organisations: 'all' | readonly string[],
): Promise<{ system: string; organisation: string; at: Date }[]> {
  return tx.rows(sql`
    select system, organisation, seen_at as at from cases.system_seen where ${ofThese(organisations)}
    order by system, organisation limit 500`);
}

function ofThese(organisations: 'all' | readonly string[]): Sql {
  return organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`;
}
