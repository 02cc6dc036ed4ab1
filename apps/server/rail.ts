// The rail (数据高铁) as a process of its own: reading departments' sources and writing the lake. The server forks it; a busy line takes no
// time from the pages, and either can be killed without the other. It ends when the server goes, whatever way that is.
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { openDatabase } from '@platform/database';
import { openLog } from '@platform/log';
import { composeRail } from './compose-rail.ts';
import { openFoundations } from './foundations.ts';
import { liveByNotify } from './live-by-notify.ts';
import type { RailOrder } from './rail-process.ts';
import { readSettings } from './settings.ts';

const settings = readSettings();
const log = openLog({
  level: settings.logLevel,
  destination: { file: join(settings.dataFolder, 'log', 'rail.log') },
});

let stopping: Promise<void> | undefined;
const stop = (): void => {
  stopping ??= starting.then(
    (end) => end?.(),
    () => undefined,
  );
  void stopping.then(() => process.exit(process.exitCode ?? 0));
};
for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
// Ctrl-C reaches the whole group: the server says when.
process.on('SIGINT', () => {
  if (!process.connected) stop();
});
process.on('unhandledRejection', (error) => log.error({ error }, 'a promise failed with nobody waiting'));

const starting = new Promise<RailOrder>((resolve) =>
  process.once('message', (order) => resolve(order as RailOrder)),
).then(({ databaseUrl, deployment }) => run(databaseUrl, deployment));
starting.catch((error: Error) => {
  log.error({ error }, 'the rail did not start');
  process.exitCode = 1;
  stop();
});

async function run(databaseUrl: string, deployment: Record<string, string>): Promise<() => Promise<void>> {
  const database = await openDatabase({
    url: databaseUrl,
    // One for each connection's lock and what its chunks write; the embedded server allows 120 in all.
    maxConnections: 60,
    onError: (error) => log.warn({ error }, 'a database connection was lost'),
  });
  const foundations = openFoundations(settings, database, log, deployment);
  const { catalogue, startAll } = composeRail(foundations, settings.natsUrl);
  // Items that people added beside the packs, now and while this runs.
  await catalogue.port.refresh();
  await catalogue.start?.();
  const rail = startAll(liveByNotify(database, log));
  const refresh = setInterval(() => foundations.keys.refresh(), 60_000);
  log.info({ pid: process.pid }, 'the rail runs');
  // By itself it would be kept at the end only, which a killed process has none of.
  flushCompileCache();
  return async () => {
    clearInterval(refresh);
    await rail.stop();
    await catalogue.stop?.();
    foundations.live.close();
    await database.close();
  };
}
