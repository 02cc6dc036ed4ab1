// The demo departments as a process of their own. The server forks it and is told by a message when all is there.
import { join, resolve } from 'node:path';
import { openLog, runBeside } from '@platform/log';
import { loadPacks } from '@platform/packs';
import { startDemoDepartments, type DemoDepartments } from './index.ts';

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

await runBeside({
  what: 'demo-departments',
  start,
  stop: (departments) => departments.stop(),
  message: ({ deployment, demoPeople }) => ({ deployment, demoPeople }),
  printed: ({ deployment }) => [`demo departments ready: ${Object.keys(deployment).join(', ')}`],
});
// The cluster is a process of its own; nothing else keeps this one alive.
setInterval(() => undefined, 60_000);
