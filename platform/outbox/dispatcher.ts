import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DomainEvent } from '@platform/kernel';
import { sql, type Database } from '@platform/database';
import type { Reaction } from './reaction.ts';

export type Dispatcher = {
  /** Waits until nothing is due any more; for tests, scenarios and an orderly stop. */
  drain(): Promise<void>;
  stop(): Promise<void>;
};

export type DispatcherOptions = {
  database: Database;
  reactions: readonly Reaction[];
  /** Reactions running at once in this process. */
  concurrency?: number;
  onFailure?: (name: string, event: DomainEvent, error: Error, attempts: number) => void;
};

type Claimed = {
  id: bigint;
  subscriber: string;
  attempts: number;
  event_id: string;
  type: string;
  aggregate: string;
  payload: unknown;
  at: Date;
  trace: string;
};

const LEASE_SECONDS = 60;
/** After so many failures a delivery is set aside as dead, shown to operators, and blocks its aggregate for that subscriber. */
const MAX_ATTEMPTS = 12;

/** Starts delivering events to reactions: at least once, in order per aggregate and subscriber. Any number of processes may run one. */
export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { database } = options;
  const byName = new Map(options.reactions.map((item) => [item.name, item]));
  if (byName.size !== options.reactions.length) throw new Error('Two reactions have the same name');
  await subscribe(database, options.reactions);

  const concurrency = options.concurrency ?? 4;
  let stopped = false;
  let wake: (() => void) | undefined;
  let running = 0;
  const listener = await listen(database, () => wake?.());

  const work = async (claimed: Claimed, lease: string): Promise<void> => {
    const item = byName.get(claimed.subscriber) as Reaction;
    const event: DomainEvent = {
      id: claimed.event_id,
      type: claimed.type,
      aggregate: claimed.aggregate,
      payload: claimed.payload,
      at: claimed.at,
      trace: claimed.trace,
    };
    try {
      await database.forModule(item.name.split('.')[0] as string).transaction(async (tx) => {
        await item.handle(tx, event);
        const { done } = await tx.one<{ done: boolean }>(sql`select platform.complete_delivery(${claimed.id}, ${lease}) as done`);
        if (!done) throw new Error('The lease on this delivery ran out; another worker has it');
      });
    } catch (error) {
      const attempts = claimed.attempts + 1;
      options.onFailure?.(item.name, event, error as Error, attempts);
      const delaySeconds = Math.min(300, 2 ** attempts / 4);
      await database.asPlatform
        .transaction((tx) =>
          tx.run(sql`update platform.delivery set attempts = ${attempts}, lease = null, leased_until = null, dead = ${attempts >= MAX_ATTEMPTS},
            next_at = now() + make_interval(secs => ${delaySeconds}), last_error = ${(error as Error).message.slice(0, 500)}
            where id = ${claimed.id} and lease = ${lease}`),
        )
        .catch(() => undefined); // the lease runs out and the delivery is claimed again
    }
  };

  const claim = async (limit: number, lease: string): Promise<Claimed[]> =>
    database.asPlatform.transaction((tx) =>
      tx.rows<Claimed>(sql`
        with due as (
          select d.id from platform.delivery d
          where not d.dead and d.next_at <= now() and (d.leased_until is null or d.leased_until < now())
            and d.subscriber = any(${[...byName.keys()]})
            and not exists (select from platform.delivery e where e.subscriber = d.subscriber and e.aggregate = d.aggregate and e.id < d.id)
          order by d.id limit ${limit} for update of d skip locked)
        update platform.delivery d set lease = ${lease}, leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
        from due, platform.event e where d.id = due.id and e.id = d.event_id
        returning d.id, d.subscriber, d.attempts, d.event_id, e.type, e.aggregate, e.payload, e.at, e.trace`),
    );

  const loop = async (): Promise<void> => {
    while (!stopped) {
      let claimed: Claimed[] = [];
      try {
        const lease = randomUUID();
        claimed = running < concurrency ? await claim(concurrency - running, lease) : [];
        for (const delivery of claimed) {
          running += 1;
          void work(delivery, lease).finally(() => {
            running -= 1;
            wake?.();
          });
        }
      } catch {
        // The database is away: wait and ask again.
      }
      if (claimed.length === 0 || running >= concurrency) {
        await new Promise<void>((resume) => {
          const timer = setTimeout(resume, 1_000);
          wake = () => {
            clearTimeout(timer);
            resume();
          };
        });
        wake = undefined;
      }
    }
  };
  const looping = loop();

  return {
    async drain() {
      for (;;) {
        const { left } = await database.asPlatform.read((tx) =>
          tx.one<{ left: number }>(sql`select count(*)::int as left from platform.delivery where not dead and next_at <= now() + interval '5 seconds'
            and subscriber = any(${[...byName.keys()]})`),
        );
        if (left === 0 && running === 0) return;
        wake?.();
        await new Promise((resume) => setTimeout(resume, 15));
      }
    },
    async stop() {
      stopped = true;
      wake?.();
      await looping;
      while (running > 0) await new Promise((resume) => setTimeout(resume, 10));
      await listener.close();
    },
  };
}

async function subscribe(database: Database, reactions: readonly Reaction[]): Promise<void> {
  await database.asPlatform.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(73577003)`);
    await tx.run(sql`delete from platform.subscription`);
    for (const item of reactions) {
      await tx.run(sql`insert into platform.subscription (subscriber, event_type) values (${item.name}, ${item.eventType})`);
    }
  });
}

/** LISTEN on a connection of its own, opened again when it is lost. NOTIFY only wakes; polling finds what it missed. */
async function listen(database: Database, onNotify: () => void): Promise<{ close(): Promise<void> }> {
  let closed = false;
  let client: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client(database.pool.options);
    next.on('notification', onNotify);
    next.on('error', () => {
      client = undefined;
      if (!closed) setTimeout(() => void connect().catch(() => undefined), 1_000).unref();
    });
    await next.connect();
    await next.query('listen yiwang_delivery');
    client = next;
  };
  await connect();
  return {
    async close() {
      closed = true;
      await client?.end().catch(() => undefined);
    },
  };
}

/** How many deliveries wait, and how many failed for good and need someone to look. */
export async function countDeliveries(database: Database): Promise<{ waiting: number; dead: number }> {
  return database.asPlatform.read((tx) =>
    tx.one(sql`select (count(*) filter (where not dead))::int as waiting, (count(*) filter (where dead))::int as dead from platform.delivery`),
  );
}
