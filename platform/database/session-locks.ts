import type pg from 'pg';
import type { Database } from './database.ts';

// Locks that live as long as a connection: whoever is killed gives them back with it, so that nothing waits for a lease to run out.

/** Takes a lock of this connection unless another has it. `lock` is a number of the caller's own; `name` tells its locks apart. */
export async function trySessionLock(client: pg.ClientBase, lock: number, name?: string): Promise<boolean> {
  const { rows } =
    name === undefined
      ? await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lock])
      : await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as mine', [lock, name]);
  return rows[0]?.mine ?? false;
}

/** Gives a named lock back before its connection ends. */
export async function dropSessionLock(client: pg.ClientBase, lock: number, name: string): Promise<void> {
  await client.query('select pg_advisory_unlock($1, hashtext($2))', [lock, name]);
}

/** Takes part in a lock that many may have at once; waits while one has it alone. */
export async function shareSessionLock(client: pg.ClientBase, lock: number): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [lock]);
}

/** How many connections share the lock. */
export async function countSharing(client: pg.ClientBase, lock: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(distinct pid)::int as count from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1
       and database = (select oid from pg_database where datname = current_database()) and granted`,
    [lock],
  );
  return rows[0]?.count ?? 0;
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
export function openLeadership(database: Database, lock: number): Leadership {
  let holder: pg.PoolClient | undefined;
  return {
    async lead() {
      if (holder) return true;
      const client = await database.pool.connect();
      try {
        if (!(await trySessionLock(client, lock))) {
          client.release();
          return false;
        }
      } catch (error) {
        client.release(true);
        throw error;
      }
      holder = client;
      client.once('error', () => {
        if (holder === client) {
          holder = undefined;
          client.release(true);
        }
      });
      return true;
    },
    leads: () => holder !== undefined,
    resign() {
      holder?.release(true);
      holder = undefined;
    },
  };
}
