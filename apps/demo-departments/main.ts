// The demo departments as a process of their own. The server forks it and is told by a message when all is there; it ends when the
// server goes, whatever way that is. Started by hand it runs until Ctrl-C.
import { join, resolve } from 'node:path';
import { openLog } from '@platform/log';
import { loadPacks } from '@platform/packs';
import { startDemoDepartments, type DemoDepartments } from './index.ts';

/** Forked by a server, and that server has gone: nobody waits for this process any more. Its going is told where it went wrong. */
const abandoned = (): boolean => process.send !== undefined && !process.connected;

const repository = resolve(import.meta.dirname, '../..');
const { env } = process;
const log = openLog({ destination: 'stderr', level: env['YIWANG_LOG'] ?? 'warn' }).child({
  process: 'demo-departments',
});
const packsFolder = resolve(repository, env['YIWANG_PACKS_FOLDER'] ?? 'packs');
const ids = (env['YIWANG_PACKS'] ?? '').split(',').map((id) => id.trim());

/** Packs that do not load are told like everything else that keeps the departments from starting. */
async function start(): Promise<DemoDepartments> {
  return startDemoDepartments({
    folder: join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'departments'),
    people: Number(env['YIWANG_DEMO_PEOPLE'] ?? 50_000),
    packs: loadPacks({ folder: packsFolder, ids: ids.filter(Boolean) }),
    packsFolder,
    log,
  });
}

let stopping: Promise<void> | undefined;
const starting = start();
const stop = (): void => {
  stopping ??= starting.then(
    (departments) => departments.stop(),
    () => undefined,
  );
  void stopping.then(() => process.exit());
};
for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
// Ctrl-C reaches the whole group: with a server above, the server says when.
process.on('SIGINT', () => {
  if (!process.connected) stop();
});

try {
  const { deployment, demoPeople } = await starting;
  // The server may have gone before this process could hear of it: then there is nobody to tell, and nothing to stay for.
  if (abandoned()) stop();
  // It may go at this very moment: the answer is then lost with it, which is no fault to tell of.
  else if (process.send) process.send({ deployment, demoPeople }, undefined, {}, (lost) => lost && stop());
  else process.stdout.write(`demo departments ready: ${Object.keys(deployment).join(', ')}\n`);
  // The cluster is a process of its own; nothing else keeps this one alive.
  setInterval(() => undefined, 60_000);
} catch (error) {
  // What breaks because the server took the ground away with it is not a fault of the departments.
  if (!abandoned()) log.error({ error }, 'demo departments did not start');
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
