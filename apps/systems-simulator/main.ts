// Departments' own systems as one process beside a demo. The server forks it, and tells it by a message where the platform is and with which keys
// to sign; it ends when the server goes. By hand it runs one system, from the environment, until Ctrl-C.
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { openLog } from '@platform/log';
import { Habits, HABITS } from './habits.ts';
import { startSystem, type SimulatedSystem } from './system.ts';

/** What the server tells. */
type Order = { origin: string; systems: { application: string; key: string; secret: string }[] };

const { env } = process;
const repository = resolve(import.meta.dirname, '../..');
const file = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'log', 'systems-simulator.log');
const log = openLog({ level: env['YIWANG_LOG'] ?? 'info', destination: { file } });
let systems: SimulatedSystem[] = [];
let stopping: Promise<unknown> | undefined;

const stop = (): void => {
  stopping ??= Promise.all(systems.map((one) => one.stop())).then(() => process.exit());
};
for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
// Ctrl-C reaches the whole group: with a server above, the server says when.
process.on('SIGINT', () => {
  if (!process.connected) stop();
});

/** `YIWANG_SYSTEMS_HABITS` as JSON over the defaults. */
function habits(): Habits {
  const told = JSON.parse(env['YIWANG_SYSTEMS_HABITS'] || '{}') as object;
  return Value.Parse(Habits, { ...HABITS, ...told });
}

function begin({ origin, systems: told }: Order): void {
  if (stopping) return;
  const how = habits();
  log.info(
    { origin, applications: told.map(({ application }) => application), habits: how },
    'simulated systems begin',
  );
  systems = told.map((one) => startSystem({ origin, habits: how, log, ...one }));
}

try {
  if (process.send) {
    habits();
    process.once('message', (order) => begin(order as Order));
    process.send({}, undefined, {}, (lost) => lost && stop());
  } else {
    const of = (name: string): string => {
      const value = env[name];
      if (!value)
        throw new Error(
          `${name} is not set: YIWANG_SYSTEM_APPLICATION, YIWANG_SYSTEM_KEY and YIWANG_SYSTEM_SECRET are needed`,
        );
      return value;
    };
    begin({
      origin: env['YIWANG_SYSTEM_ORIGIN'] ?? 'http://127.0.0.1:8080',
      systems: [
        {
          application: of('YIWANG_SYSTEM_APPLICATION'),
          key: of('YIWANG_SYSTEM_KEY'),
          secret: of('YIWANG_SYSTEM_SECRET'),
        },
      ],
    });
    process.stdout.write(`working; what it does is told in ${file}\n`);
  }
} catch (error) {
  process.stderr.write(`the simulated systems did not start: ${(error as Error).message}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
