import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DomainEvent } from '@platform/kernel';
import { sql, type Database } from '@platform/database';
import { DELIVERY_CHANNEL, hear } from './bell.ts';
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
  /** No other process delivers from this database: what one that was killed had claimed is given back at once. */
  alone?: boolean;
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
const POLL_MS = 1_000;
/** How long to wait before listening again on a connection that was lost. */
const RELISTEN_MS = 1_000;
/** How long others wait at most to be told of what this process appended. */
const TELL_MS = 100;
/** While hands are at work, rings so close together are answered once. */
const GATHER_MS = 5;
/** After so many failures a delivery is set aside as dead, shown to operators, and blocks its aggregate for that subscriber. */
const MAX_ATTEMPTS = 12;

/**
 * One statement, one way to the database and back. It need not reach the disk: a claim lost in a crash is a delivery that is claimed
 * again.
 */
const CLAIM = `
  select c.id, c.subscriber, c.attempts, c.event_id, c.type, c.aggregate, c.payload, c.at, c.trace
  from (select set_config('synchronous_commit', 'off', true)) as quick, platform.claim_deliveries($1, $2, $3, $4) as c`;

/** Starts delivering events to reactions: at least once, in order per aggregate and subscriber. Any number of processes may run one. */
export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { database } = options;
  const byName = new Map(options.reactions.map((item) => [item.name, item]));
  if (byName.size !== options.reactions.length) throw new Error('Two reactions have the same name');
  await subscribe(database, options.reactions);
  if (options.alone) {
    await database.asPlatform.transaction((tx) =>
      tx.run(sql`update platform.delivery set lease = null, leased_until = null where lease is not null`),
    );
  }

  const concurrency = options.concurrency ?? 8;
  let stopped = false;
  let running = 0;
  const claimed: { delivery: Claimed; lease: string }[] = [];
  const alarm = makeAlarm();
  const listener = await listen(database, alarm.ring);
  let telling: NodeJS.Timeout | undefined;
  const deaf = hear(() => {
    alarm.ring();
    telling ??= setTimeout(() => {
      telling = undefined;
      void database.pool.query(`select pg_notify('${DELIVERY_CHANNEL}', '')`).catch(() => undefined);
    }, TELL_MS).unref();
  });

  const work = async (delivery: Claimed, lease: string): Promise<void> => {
    const item = byName.get(delivery.subscriber) as Reaction;
    const event: DomainEvent = {
      id: delivery.event_id,
      type: delivery.type,
      aggregate: delivery.aggregate,
      payload: delivery.payload,
      at: delivery.at,
      trace: delivery.trace,
    };
    try {
      await database.forModule(item.name.split('.')[0] as string).transaction(async (tx) => {
        await item.handle(tx, event);
        await tx.ending([sql`select platform.complete_delivery(${delivery.id}, ${lease})`]);
      });
    } catch (error) {
      const attempts = delivery.attempts + 1;
      options.onFailure?.(item.name, event, error as Error, attempts);
      const delaySeconds = Math.min(300, 2 ** attempts / 4);
      await database.asPlatform
        .transaction((tx) =>
          tx.run(sql`update platform.delivery set attempts = ${attempts}, lease = null, leased_until = null, dead = ${attempts >= MAX_ATTEMPTS},
            next_at = now() + make_interval(secs => ${delaySeconds}), last_error = ${(error as Error).message.slice(0, 500)}
            where id = ${delivery.id} and lease = ${lease}`),
        )
        .catch(() => undefined); // the lease runs out and the delivery is claimed again
    }
  };

  const claim = async (limit: number, lease: string): Promise<Claimed[]> => {
    const { rows } = await database.pool.query<Claimed>({
      name: 'claim-deliveries',
      text: CLAIM,
      values: [[...byName.keys()], limit, lease, LEASE_SECONDS],
    });
    return rows;
  };

  const begin = (): void => {
    while (!stopped && running < concurrency && claimed.length > 0) {
      const { delivery, lease } = claimed.shift() as { delivery: Claimed; lease: string };
      running += 1;
      void work(delivery, lease).finally(() => {
        running -= 1;
        begin();
        // What waited behind it, of the same aggregate, may be due now.
        alarm.ring();
      });
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      const room = 2 * concurrency - running - claimed.length;
      let found = 0;
      try {
        // Half the hands' worth at a time: asking for each single one costs more than the work itself.
        if (room >= concurrency) {
          const lease = randomUUID();
          for (const delivery of await claim(room, lease)) found = claimed.push({ delivery, lease });
          begin();
        }
      } catch {
        // The database is away: wait and ask again.
      }
      if (found === 0 || claimed.length > 0) await alarm.wait(POLL_MS);
      if (running > 0) await pause(GATHER_MS);
    }
  };
  const looping = loop();

  return {
    async drain() {
      for (;;) {
        const { left } = await database.asPlatform.read((tx) =>
          tx.one<{
            left: number;
          }>(sql`select count(*)::int as left from platform.delivery where not dead and next_at <= now() + interval '5 seconds'
            and subscriber = any(${[...byName.keys()]})`),
        );
        if (left === 0 && running === 0 && claimed.length === 0) return;
        alarm.ring();
        await pause(10);
      }
    },
    async stop() {
      stopped = true;
      deaf();
      clearTimeout(telling);
      alarm.ring();
      await looping;
      // Nobody began these; given back, they need not wait for their lease to run out.
      const ids = claimed.splice(0).map(({ delivery }) => delivery.id);
      if (ids.length > 0) {
        await database.asPlatform
          .transaction((tx) =>
            tx.run(
              sql`update platform.delivery set lease = null, leased_until = null where id = any(${ids}::bigint[])`,
            ),
          )
          .catch(() => undefined);
      }
      while (running > 0) await pause(10);
      await listener.close();
    },
  };
}

/** A bell that is heard also when it rang before anyone listened. */
function makeAlarm(): { ring(): void; wait(longestMs: number): Promise<void> } {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      wake?.();
    },
    async wait(longestMs) {
      if (!rang) {
        await new Promise<void>((resume) => {
          const timer = setTimeout(resume, longestMs);
          wake = () => {
            clearTimeout(timer);
            resume();
          };
        });
      }
      wake = undefined;
      rang = false;
    },
  };
}

async function subscribe(database: Database, reactions: readonly Reaction[]): Promise<void> {
  await database.asPlatform.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(73577003)`);
    await tx.run(sql`delete from platform.subscription`);
    for (const item of reactions) {
      await tx.run(
        sql`insert into platform.subscription (subscriber, event_type) select ${item.name}, unnest(${[...item.eventTypes]}::text[])`,
      );
    }
  });
}

/**
 * LISTEN on a connection of its own, opened again as often as it is lost, for as long as the database is away. NOTIFY only wakes;
 * polling finds what it missed.
 */
async function listen(database: Database, onNotify: () => void): Promise<{ close(): Promise<void> }> {
  let closed = false;
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    if (!closed) timer = setTimeout(() => void connect().catch(later), RELISTEN_MS).unref();
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client(database.pool.options);
    next.on('notification', onNotify);
    // A lost connection tells of itself more than once (the fault, then the end); only the one in use is replaced, and once.
    next.on('error', () => {
      if (current !== next) return;
      current = undefined;
      later();
    });
    try {
      await next.connect();
      await next.query(`listen ${DELIVERY_CHANNEL}`);
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    if (closed) {
      await next.end();
      return;
    }
    current = next;
    // What was told while nobody listened.
    onNotify();
  };
  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await current?.end().catch(() => undefined);
    },
  };
}

/** How many deliveries wait, and how many failed for good and need someone to look. */
export async function countDeliveries(database: Database): Promise<{ waiting: number; dead: number }> {
  return database.asPlatform.read((tx) =>
    tx.one(
      sql`select (count(*) filter (where not dead))::int as waiting, (count(*) filter (where dead))::int as dead from platform.delivery`,
    ),
  );
}
