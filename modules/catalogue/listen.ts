import pg from 'pg';
import type { Database } from '@platform/database';

const AGAIN_MS = 2_000;

/** Hears of items that other processes added, on a connection of its own that is opened again as often as it is lost. */
export function listenForItems(database: Database, heard: () => void): { close(): Promise<void> } {
  let closed = false;
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    if (!closed) timer = setTimeout(() => void connect().catch(later), AGAIN_MS).unref();
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: database.pool.options.connectionString,
      application_name: 'yiwang-catalogue',
    });
    next.on('notification', heard);
    next.on('error', () => {
      if (current !== next) return;
      current = undefined;
      later();
    });
    try {
      await next.connect();
      await next.query('listen yiwang_catalogue');
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    if (closed) return next.end();
    current = next;
    // What was added while nobody listened.
    heard();
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
