import { sql, type Tx } from '@platform/database';

export type WatchState = 'proposed' | 'confirmed' | 'declined' | 'ended';
export type WatchedRow = {
  id: string;
  subject: string;
  state: WatchState;
  until: string;
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  ended_by: string | null;
  ended_at: Date | null;
  sealed_content: Buffer;
};

/** False when the person is on the list already. */
export async function propose(
  tx: Tx,
  row: Pick<WatchedRow, 'id' | 'subject' | 'until' | 'proposed_by' | 'proposed_at' | 'sealed_content'>,
): Promise<boolean> {
  const count =
    await tx.run(sql`insert into data_security.watched (id, subject, state, until, proposed_by, proposed_at, sealed_content)
    values (${row.id}, ${row.subject}, 'proposed', ${row.until}, ${row.proposed_by}, ${row.proposed_at}, ${row.sealed_content}) on conflict do nothing`);
  return count === 1;
}

export const lockWatched = (tx: Tx, id: string): Promise<WatchedRow | undefined> =>
  tx.first<WatchedRow>(sql`select * from data_security.watched where id = ${id} for update`);

export async function decideWatched(
  tx: Tx,
  id: string,
  state: 'confirmed' | 'declined' | 'ended',
  by: { account: string; at: Date },
): Promise<void> {
  await tx.run(
    state === 'ended'
      ? sql`update data_security.watched set state = 'ended', ended_by = ${by.account}, ended_at = ${by.at} where id = ${id}`
      : sql`update data_security.watched set state = ${state}, decided_by = ${by.account}, decided_at = ${by.at} where id = ${id}`,
  );
}

export const listWatched = (
  tx: Tx,
  state: string | undefined,
  limit: number,
  before: { at: Date; id: string } | undefined,
): Promise<WatchedRow[]> =>
  tx.rows<WatchedRow>(sql`select * from data_security.watched
    where (${state ?? null}::text is null or state = ${state ?? null})
      and (${before?.at ?? null}::timestamptz is null or (proposed_at, id) < (${before?.at ?? null}, ${before?.id ?? null}::uuid))
    order by proposed_at desc, id desc limit ${limit}`);

/** Which of these people are watched on this day, and since when. */
export async function watchedAmong(tx: Tx, subjects: readonly string[], day: string): Promise<Map<string, Date>> {
  if (subjects.length === 0) return new Map();
  const rows = await tx.rows<{ subject: string; since: Date }>(
    sql`select subject, decided_at as since from data_security.watched where state = 'confirmed' and until >= ${day} and subject = any(${[...subjects]})`,
  );
  return new Map(rows.map(({ subject, since }) => [subject, since]));
}

/** Everyone who is watched on this day. */
export async function allWatched(tx: Tx, day: string): Promise<string[]> {
  const rows = await tx.rows<{ subject: string }>(
    sql`select subject from data_security.watched where state = 'confirmed' and until >= ${day}`,
  );
  return rows.map(({ subject }) => subject);
}

/** Entries whose last day is over are ended by themselves. */
export const endExpired = (tx: Tx, today: string, at: Date): Promise<number> =>
  tx.run(
    sql`update data_security.watched set state = 'ended', ended_at = ${at} where state in ('proposed', 'confirmed') and until < ${today}`,
  );
