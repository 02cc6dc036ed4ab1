import type pg from 'pg';
import { countSharing, dropSessionLock, shareSessionLock, trySessionLock } from '@platform/database';
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

type Held = { readonly stop: AbortController; readonly done: Promise<void>; readonly stream: string };

/**
 * Applies lanes of all connections, as many as are this process's share. A lane is held by an advisory lock that ends with its session, so that a
 * process that dies leaves its lanes to the others at once; what is written is safe even so, since a lane's place moves only from where it was.
 */
export function startAppliers(deps: RailDeps, nats: () => Promise<NatsConnection>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const held = new Map<string, Held>();
  const streams = new Map<string, Promise<Lanes | undefined>>();
  let session: pg.PoolClient | undefined;

  const open = async (): Promise<pg.PoolClient> => {
    if (session) return session;
    const client = await deps.hub.pool.connect();
    try {
      await shareSessionLock(client, PRESENCE);
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.once('error', () => {
      if (session !== client) return;
      session = undefined;
      // All its locks went with it.
      for (const lease of held.values()) lease.stop.abort();
      client.release(true);
    });
    session = client;
    return client;
  };

  const lanesOf = async (place: PartitionPlace): Promise<Lanes | undefined> => {
    let found = streams.get(place.connectionId);
    if (!found) {
      found = nats().then((connection) =>
        findLanes(connection, { hub: deps.hub.name, connection: place.connectionId }),
      );
      streams.set(place.connectionId, found);
    }
    const lanes = await found.catch((error: Error) => {
      streams.delete(place.connectionId);
      throw error;
    });
    // Not there yet, or made anew since.
    if (lanes?.identity !== place.stream) streams.delete(place.connectionId);
    return lanes?.identity === place.stream ? lanes : undefined;
  };

  const take = (client: pg.PoolClient, name: string, place: PartitionPlace, lanes: Lanes): void => {
    const stop = new AbortController();
    const done = (async () => {
      try {
        // Someone may have applied up to now: where it stands is read under the lock.
        const now = (await deps.database.read((tx) => listPartitions(tx, place.connectionId))).find(
          (one) => one.no === place.no,
        );
        if (now && now.stream === lanes.identity)
          await applyLane(deps, lanes, now, AbortSignal.any([stopping.signal, stop.signal]));
      } catch (error) {
        deps.log.warn({ module: 'exchange', lane: name, error }, 'a lane was given up');
      } finally {
        held.delete(name);
        if (session === client) await dropSessionLock(client, LEASE_CLASS, name).catch(() => undefined);
      }
    })();
    held.set(name, { stop, done, stream: place.stream });
  };

  const round = async (): Promise<void> => {
    const client = await open();
    const places = await deps.database.read((tx) => listPartitions(tx));
    const share = Math.ceil(places.length / Math.max(1, await countSharing(client, PRESENCE)));
    const surplus = [...held.values()].filter((lease) => !lease.stop.signal.aborted).slice(share);
    for (const lease of surplus) lease.stop.abort();
    for (const place of places) {
      const name = `${place.connectionId}:${place.no}`;
      const mine = held.get(name);
      if (mine && mine.stream !== place.stream) mine.stop.abort();
      if (mine || held.size >= share || stopping.signal.aborted) continue;
      const lanes = await lanesOf(place);
      if (!lanes) continue;
      if (await trySessionLock(client, LEASE_CLASS, name)) take(client, name, place, lanes);
    }
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
      const client = session;
      session = undefined;
      client?.release(true);
    },
  };
}
