import pg from 'pg';
import type { Database } from './database.ts';

// Locks that live as long as a connection: whoever is killed gives them back with it, so that nothing waits for a lease to run out.

/** A question about a lock is answered at once; without an answer in this time the way to the database is gone. */
const ANSWER_MS = 15_000;
/** The database ends a connection, and with it its locks, whose machine went without a word: 10 s of silence, then three questions 5 s apart. */
const KEEP_ALIVE = 'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

/** A connection on which locks are held. After the first fault, or the first answer that does not come, it is gone and its locks with it. */
export type SessionLocks = {
  /** Whether it is gone, closed or lost. */
  readonly lost: boolean;
  /** Takes a lock of this connection unless another has it. `lock` is a number of the caller's own; `name` tells its locks apart. */
  tryLock(lock: number, name?: string): Promise<boolean>;
  /** Gives a named lock back before its connection ends. */
  drop(lock: number, name: string): Promise<void>;
  /** Takes part in a lock that many may have at once; waits a while when one has it alone. */
  share(lock: number): Promise<void>;
  /** How many connections share the lock. */
  sharing(lock: number): Promise<number>;
  /** Calls `heard` whenever something is notified on the channel. */
  hear(channel: `yiwang_${string}`, heard: () => void): Promise<void>;
  /** Lets all locks go; nothing is told. A connection that has none and hears nothing may be lent again. */
  close(how?: 'lend again'): void;
};

/**
 * Opens a connection for locks, and for whatever else is to end with them. `onLost` is called once when it is lost, not when it is closed; whatever
 * was asked then fails. @throws when the database is away
 */
export async function openSessionLocks(
  database: Pick<Database, 'pool'>,
  onLost: () => void,
  { answerMs = ANSWER_MS }: { answerMs?: number } = {},
): Promise<SessionLocks> {
  const client = await database.pool.connect();
  let gone = false;
  const close = (how?: 'lend again'): void => {
    if (gone) return;
    gone = true;
    client.removeListener('error', lose);
    client.removeListener('end', lose);
    client.release(how === undefined);
  };
  const lose = (): void => {
    if (gone) return;
    close();
    onLost();
  };
  // Before the first question, so that no loss falls between an answer and the listening for it.
  client.on('error', lose);
  client.on('end', lose);
  const ask = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
    if (gone) throw new Error('The connection that holds the locks was lost');
    try {
      const { rows } = await client.query<R>({ text, values, query_timeout: answerMs } as pg.QueryConfig);
      return rows;
    } catch (error) {
      lose();
      throw error;
    }
  };
  try {
    await client.query({ text: KEEP_ALIVE, query_timeout: answerMs } as pg.QueryConfig);
  } catch (error) {
    close();
    throw error;
  }
  return {
    get lost() {
      return gone;
    },
    async tryLock(lock, name) {
      const [row] =
        name === undefined
          ? await ask<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lock])
          : await ask<{ mine: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as mine', [lock, name]);
      // An answer that came with the end of its connection is worth nothing.
      return !gone && (row?.mine ?? false);
    },
    async drop(lock, name) {
      if (!gone) await ask('select pg_advisory_unlock($1, hashtext($2))', [lock, name]);
    },
    async share(lock) {
      await ask('select pg_advisory_lock_shared($1)', [lock]);
    },
    async sharing(lock) {
      const [row] = await ask<{ count: number }>(
        `select count(distinct pid)::int as count from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1
           and database = (select oid from pg_database where datname = current_database()) and granted`,
        [lock],
      );
      return row?.count ?? 0;
    },
    async hear(channel, heard) {
      client.on('notification', () => {
        if (!gone) heard();
      });
      await ask(`listen ${pg.escapeIdentifier(channel)}`);
    },
    close,
  };
}

/** The one process of several that does some work. */
export type Leadership = {
  /** Whether this process leads, taking the lead when nobody has it. @throws when the database is away */
  lead(): Promise<boolean>;
  /** Whether this process had the lead when it last looked. */
  leads(): boolean;
  /** Gives the lead up. */
  resign(): void;
};

/** One of the processes on this database leads at a time; the lead of one that dies is free at once. */
export function openLeadership(database: Pick<Database, 'pool'>, lock: number): Leadership {
  let held: SessionLocks | undefined;
  return {
    async lead() {
      if (held && !held.lost) return true;
      const locks = await openSessionLocks(database, () => undefined);
      if (await locks.tryLock(lock)) held = locks;
      else locks.close('lend again');
      return held === locks;
    },
    leads: () => held !== undefined && !held.lost,
    resign() {
      held?.close();
      held = undefined;
    },
  };
}
