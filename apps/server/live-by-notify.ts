import { sql, type Database } from '@platform/database';
import type { EventStreamHub } from '@platform/http';
import type { Log } from '@platform/log';

/** The channel by which other processes reach the pages that the server has open. */
export const LIVE_CHANNEL = 'yiwang_live';

/** PostgreSQL takes 8,000 bytes in one notification; ours name what to read again, and are far below. */
const MOST_BYTES = 7_900;

/** What the server's hub is to modules in its own process, this is to those in another: each message goes by NOTIFY. */
export function liveByNotify(database: Database, log: Log): Pick<EventStreamHub, 'publish'> {
  return {
    publish(message) {
      const text = JSON.stringify(message);
      if (Buffer.byteLength(text) > MOST_BYTES)
        throw new RangeError('A live message names what changed, it does not carry it');
      database.asPlatform
        .transaction((tx) => tx.run(sql`select pg_notify(${LIVE_CHANNEL}, ${text})`))
        // Pages that miss it read again by themselves.
        .catch((error: Error) => log.warn({ error }, 'open pages could not be told'));
    },
  };
}
