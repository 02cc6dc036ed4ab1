import { openSessionLocks, type SessionLocks } from '@platform/database';
import { setTimeout as sleep } from 'node:timers/promises';
import { findLanes, type Lanes, type NatsConnection } from '@platform/rail';
import { listPartitions, type PartitionPlace } from '../store/rail-partitions.ts';
import type { RailDeps } from './deps.ts';
import { applyLane } from './nats-applier.ts';

const LOOK_MS = 500;
/** Held, shared, by every process that applies: how many there are says how many lanes are one's share. */
const PRESENCE = 73_577_013;
/** The class of the locks of lanes; the second half is a hash of connection and number. */
const LEASE_CLASS = 73_578;

export type LeasePace = {
  /** Beyond one's share: a lane that nobody takes for so long, since whoever should have it cannot … */
  readonly leftMs: number;
  /** … and how long it is kept then. */
  readonly keptMs: number;
  /** A lane that is told to end and does not within this is waited for no more; what it still writes fails at its place. */
  readonly endingMs: number;
};
const PACE: LeasePace = { leftMs: 10_000, keptMs: 60_000, endingMs: 10_000 };

type Held = {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  readonly stream: string;
  keptUntil: number;
};

/**
 * Applies lanes of all connections, as many as are this process's share. A lane is held by an advisory lock that ends with its session, so that a
 * process that dies leaves its lanes to the others at once; what is written is safe even so, since a lane's place moves only from where it was.
 */
export function startAppliers(
  deps: RailDeps,
  nats: () => Promise<NatsConnection>,
  pace: LeasePace = PACE,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const held = new Map<string, Held>();
  const streams = new Map<string, Promise<Lanes | undefined>>();
  /** Since when a lane beyond our share was not looked at. */
  const left = new Map<string, number>();
  let session: SessionLocks | undefined;

  const open = async (): Promise<SessionLocks> => {
    if (session?.lost === false) return session;
    session = await openSessionLocks(deps.hub, () => {
      // All its locks went with it; another is opened only after.
      for (const lease of held.values()) lease.stop.abort();
    });
    await session.share(PRESENCE);
    return session;
  };

  const lanesOf = async (connection: NatsConnection, place: PartitionPlace): Promise<Lanes | undefined> => {
    const { connectionId } = place;
    let found = streams.get(connectionId);
    if (!found) {
      // One that cannot be asked for now must not keep us from those of other connections.
      found = findLanes(connection, { hub: deps.hub.name, connection: connectionId }).catch((error: Error) => {
        deps.log.warn({ module: 'exchange', connection: connectionId, error }, 'a stream of lanes could not be found');
        return undefined;
      });
      streams.set(connectionId, found);
    }
    const lanes = await found;
    return lanes?.identity === place.stream ? lanes : undefined;
  };

  const take = (locks: SessionLocks, name: string, place: PartitionPlace, lanes: Lanes, keptUntil: number): void => {
    const stop = new AbortController();
    const signal = AbortSignal.any([stopping.signal, stop.signal]);
    const apply = async (): Promise<void> => {
      // Someone may have applied up to now: where it stands is read under the lock.
      const now = (await deps.database.read((tx) => listPartitions(tx, place.connectionId))).find(
        (one) => one.no === place.no,
      );
      if (now && now.stream === lanes.identity) await applyLane(deps, lanes, now, signal);
    };
    const lease: Held = {
      stop,
      stream: place.stream,
      keptUntil,
      done: endedWithin(pace.endingMs, apply(), signal)
        .catch((error: Error) => {
          // Whether the nodes can be reached is asked anew before it is taken again.
          streams.delete(place.connectionId);
          deps.log.warn({ module: 'exchange', lane: name, error }, 'a lane was given up');
        })
        .then(async () => {
          if (held.get(name) === lease) held.delete(name);
          await locks.drop(LEASE_CLASS, name).catch(() => undefined);
        }),
    };
    held.set(name, lease);
    // Lost between the lock and now: nobody would have told this lane.
    if (locks.lost) stop.abort();
  };

  const round = async (): Promise<void> => {
    const locks = await open();
    const places = await deps.database.read((tx) => listPartitions(tx));
    const share = Math.ceil(places.length / Math.max(1, await locks.sharing(PRESENCE)));
    const now = performance.now();
    const applying = (): Held[] => [...held.values()].filter((lease) => !lease.stop.signal.aborted);
    const names = new Set(places.map(nameOf));
    // Lanes of a connection that is gone would count in our share.
    for (const [name, lease] of held) if (!names.has(name)) lease.stop.abort();
    for (const name of left.keys()) if (!names.has(name)) left.delete(name);
    for (const lease of applying()
      .filter(({ keptUntil }) => keptUntil < now)
      .slice(share))
      lease.stop.abort();
    const connection = await nats();
    const missing = new Set<string>();
    for (const place of places) {
      const name = nameOf(place);
      const mine = held.get(name);
      if (mine && mine.stream !== place.stream) mine.stop.abort();
      if (mine || stopping.signal.aborted) continue;
      const beyond = applying().length >= share;
      if (beyond && now - (left.get(name) ?? now) < pace.leftMs) {
        if (!left.has(name)) left.set(name, now);
        continue;
      }
      left.delete(name);
      const lanes = await lanesOf(connection, place);
      if (!lanes) {
        missing.add(place.connectionId);
        continue;
      }
      if (await locks.tryLock(LEASE_CLASS, name)) take(locks, name, place, lanes, beyond ? now + pace.keptMs : 0);
    }
    // Not there yet, or made anew since: looked for again in the next round.
    for (const id of missing) streams.delete(id);
  };

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await round().catch((error: Error) =>
        deps.log.warn({ module: 'exchange', error }, 'lanes could not be looked at'),
      );
      await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await loop;
      await Promise.all([...held.values()].map((lease) => lease.done));
      session?.close();
    },
  };
}

const nameOf = (place: PartitionPlace): string => `${place.connectionId}:${place.no}`;

/** @throws when the work was told to end so long ago and has not */
async function endedWithin(ms: number, work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let told: (() => void) | undefined;
  const overdue = new Promise<never>((_, reject) => {
    told = () => (timer = setTimeout(() => reject(new Error(`It did not end within ${ms} ms of being told to`)), ms));
    signal.addEventListener('abort', told, { once: true });
  });
  try {
    await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', told as () => void);
  }
}
