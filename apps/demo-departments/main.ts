// The demo departments as a process of their own. The server forks it and is told by a message when all is there; it ends when the
// server goes, whatever way that is. Started by hand it runs until Ctrl-C.
import { join, resolve } from 'node:path';
import { openLog } from '@platform/log';
import { loadPacks } from '@platform/packs';
import { startDemoDepartments } from './index.ts';

const repository = resolve(import.meta.dirname, '../..');
const { env } = process;
const log = openLog({ destination: 'stderr', level: env['YIWANG_LOG'] ?? 'warn' }).child({
  process: 'demo-departments',
});
const packsFolder = resolve(repository, env['YIWANG_PACKS_FOLDER'] ?? 'packs');
const ids = (env['YIWANG_PACKS'] ?? '').split(',').map((id) => id.trim());

let stopping: Promise<void> | undefined;
const starting = startDemoDepartments({
  folder: join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'departments'),
  people: Number(env['YIWANG_DEMO_PEOPLE'] ?? 50_000),
  packs: loadPacks({ folder: packsFolder, ids: ids.filter(Boolean) }),
  packsFolder,
  log,
});
const stop = (): void => {
  stopping ??= starting.then(
    (departments) => departments.stop(),
    () => undefined,
  );
  void stopping.then(() => process.exit(0));
};
for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
// Ctrl-C reaches the whole group: with a server above, the server says when.
process.on('SIGINT', () => {
  if (!process.connected) stop();
});

try {
  const { deployment, demoPeople } = await starting;
  // The server may have gone while the departments were starting: then there is nobody to tell.
  if (process.connected) process.send?.({ deployment, demoPeople });
  else if (!process.send) process.stdout.write(`demo departments ready: ${Object.keys(deployment).join(', ')}\n`);
  // The cluster is a process of its own; nothing else keeps this one alive.
  setInterval(() => undefined, 60_000);
} catch (error) {
  log.error({ error }, 'demo departments did not start');
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
