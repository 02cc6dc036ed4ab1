import pg from 'pg';
import type { Database } from './database.ts';

/** How long to wait before listening again on a connection that was lost. */
const AGAIN_MS = 1_000;
/** A database that does not answer for so long is tried anew. */
const ANSWER_MS = 10_000;

/**
 * Hears what is notified on `channel`, on a connection of its own that is opened again as often as it is lost, for as long as the database
 * is away. `heard` gets the payload, and undefined whenever listening began (again): what was told meanwhile was missed.
 */
export function listenOn(
  database: Database,
  channel: `yiwang_${string}`,
  heard: (payload: string | undefined) => void,
): { close(): Promise<void> } {
  let closed = false;
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    if (!closed) timer = setTimeout(() => void connect().catch(later), AGAIN_MS).unref();
  };
  const connect = async (): Promise<void> => {
    const { connectionString } = database.pool.options;
    const next = new pg.Client({
      connectionString,
      application_name: `listening for ${channel}`,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      // It says nothing for hours: without questions below, a way that is gone without a word would not be noticed.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    let lost = false;
    next.on('notification', ({ payload }) => heard(payload));
    // A lost connection tells of itself more than once (the fault, then the end); only the one in use is replaced, and once.
    next.on('error', () => {
      lost = true;
      if (current !== next) return;
      current = undefined;
      later();
    });
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    if (closed) return next.end();
    if (lost) throw new Error('The connection was lost as soon as it listened');
    current = next;
    heard(undefined);
  };
  void connect().catch(later);
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await current?.end().catch(() => undefined);
    },
  };
}
