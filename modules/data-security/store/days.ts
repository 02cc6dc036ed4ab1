import { sql, type Tx } from '@platform/database';

/** What an account did in one day. */
export type DayRow = {
  actor_kind: string;
  actor_id: string;
  day: string;
  organisation: string;
  reads: number;
  hours: number[];
  unusual: number;
  no_case: number;
  street_most: number;
  first_seq: bigint;
  last_seq: bigint;
};

/** The place up to which reads were looked at, held until the transaction ends: two processes never look at the same read. */
export async function lockPosition(tx: Tx): Promise<bigint> {
  const { seq } = await tx.one<{ seq: bigint }>(sql`select seq from data_security.position for update`);
  return seq;
}

export async function savePosition(tx: Tx, seq: bigint): Promise<void> {
  await tx.run(sql`update data_security.position set seq = ${seq}`);
}

/** Active days of these actors from `since` on, the newest first. */
export function daysOf(tx: Tx, actors: readonly { kind: string; id: string }[], since: string): Promise<DayRow[]> {
  return tx.rows<DayRow>(sql`
    select d.actor_kind, d.actor_id, d.day, d.organisation, d.reads, d.hours, d.unusual, d.no_case, d.street_most, d.first_seq, d.last_seq
    from data_security.day d
    join unnest(${actors.map(({ kind }) => kind)}::text[], ${actors.map(({ id }) => id)}::text[]) as a (kind, id) on d.actor_kind = a.kind and d.actor_id = a.id
    where d.day >= ${since} order by d.day desc`);
}

export async function saveDays(tx: Tx, rows: readonly DayRow[]): Promise<void> {
  if (rows.length === 0) return;
  // An array of arrays would be flattened: hours go as text.
  await tx.run(sql`
    insert into data_security.day (actor_kind, actor_id, day, organisation, reads, hours, unusual, no_case, street_most, first_seq, last_seq)
    select n.kind, n.id, n.day, n.organisation, n.reads, n.hours::int[], n.unusual, n.no_case, n.street_most, n.first_seq, n.last_seq
    from unnest(${rows.map((row) => row.actor_kind)}::text[], ${rows.map((row) => row.actor_id)}::text[], ${rows.map((row) => row.day)}::date[],
      ${rows.map((row) => row.organisation)}::text[], ${rows.map((row) => row.reads)}::int[], ${rows.map((row) => `{${row.hours.join(',')}}`)}::text[],
      ${rows.map((row) => row.unusual)}::int[], ${rows.map((row) => row.no_case)}::int[], ${rows.map((row) => row.street_most)}::int[],
      ${rows.map((row) => row.first_seq)}::bigint[], ${rows.map((row) => row.last_seq)}::bigint[])
      as n (kind, id, day, organisation, reads, hours, unusual, no_case, street_most, first_seq, last_seq)
    on conflict (actor_kind, actor_id, day) do update set organisation = excluded.organisation, reads = excluded.reads, hours = excluded.hours,
      unusual = excluded.unusual, no_case = excluded.no_case, street_most = excluded.street_most, last_seq = excluded.last_seq`);
}

/** Notes whom staff read in which street; of each street touched, how many different people its day has by now. */
export async function seeStreets(
  tx: Tx,
  seen: readonly { day: string; actor: string; street: string; subject: string }[],
): Promise<{ day: string; actor_id: string; street: string; people: number }[]> {
  if (seen.length === 0) return [];
  const columns = {
    day: seen.map(({ day }) => day),
    actor: seen.map(({ actor }) => actor),
    street: seen.map(({ street }) => street),
  };
  await tx.run(sql`insert into data_security.street_seen (day, actor_id, street, subject)
    select * from unnest(${columns.day}::date[], ${columns.actor}::text[], ${columns.street}::text[], ${seen.map(({ subject }) => subject)}::text[])
    on conflict do nothing`);
  return tx.rows(sql`
    select s.day, s.actor_id, s.street, count(*)::int as people from data_security.street_seen s
    join (select distinct * from unnest(${columns.day}::date[], ${columns.actor}::text[], ${columns.street}::text[]) as n (day, actor, street)) t
      on t.day = s.day and t.actor = s.actor_id and t.street = s.street
    group by s.day, s.actor_id, s.street`);
}

/** Where these people live, in blind indexes. */
export async function dwellingsOf(
  tx: Tx,
  subjects: readonly string[],
): Promise<Map<string, { dwelling: string; street: string | null }>> {
  if (subjects.length === 0) return new Map();
  const rows = await tx.rows<{ subject: string; dwelling: string; street: string | null }>(
    sql`select subject, dwelling, street from data_security.dwelling where subject = any(${[...subjects]})`,
  );
  return new Map(rows.map(({ subject, ...where }) => [subject, where]));
}

/** Everyone who is registered where this person is, they themself among them. */
export async function livingWith(tx: Tx, subject: string): Promise<string[]> {
  const rows = await tx.rows<{ subject: string }>(sql`select d.subject from data_security.dwelling d
    where d.dwelling = (select o.dwelling from data_security.dwelling o where o.subject = ${subject}) limit 500`);
  return rows.map((row) => row.subject);
}

/** Forgets days that no habit looks back on any more. */
export async function forgetDays(tx: Tx, before: string, streetsBefore: string): Promise<void> {
  await tx.run(sql`delete from data_security.day where day < ${before}`);
  await tx.run(sql`delete from data_security.street_seen where day < ${streetsBefore}`);
}
