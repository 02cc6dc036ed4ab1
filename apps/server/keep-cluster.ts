import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster, type Cluster, type ClusterOptions } from '@platform/database';
import type { Log } from '@platform/log';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/**
 * A PostgreSQL of our own that is started again whenever it ends unasked (killed for want of memory, or crashed): on the same port,
 * so that the running product finds it again. Whoever asks meanwhile is told to come back soon.
 */
export async function keepCluster(options: ClusterOptions, log: Log): Promise<Cluster> {
  let current = await startCluster(options);
  let stopping = false;
  const restarting = (async () => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await current.ended;
      if (stopping) return;
      log.error({ port: current.port, waitMs: wait }, 'the database server ended unasked and is started again');
      // What was left of it must have gone before its data may be touched.
      await sleep(wait);
      if (stopping) return;
      try {
        const { port } = current;
        current = await startCluster(options);
        if (stopping) {
          await current.stop();
          return;
        }
        if (current.port !== port)
          log.error(
            { port: current.port, before: port },
            'the database server has another port now: restart the product',
          );
        else log.warn({ port }, 'the database server is back');
        wait = FIRST_WAIT_MS;
      } catch (error) {
        log.error({ error }, 'the database server did not start again');
      }
    }
  })();
  return {
    get port() {
      return current.port;
    },
    get pid() {
      return current.pid;
    },
    ended: restarting,
    superuserUrl: (database) => current.superuserUrl(database),
    createDatabase: (name, more) => current.createDatabase(name, more),
    async stop() {
      stopping = true;
      await current.stop();
      // One that is just being started again is stopped once it is there.
      await restarting;
    },
  };
}
