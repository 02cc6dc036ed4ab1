// Departments' own systems as one process beside a demo. The server forks it, and tells it by a message where the platform is and with which keys
// to sign, again when there are more. By hand it runs one system, from the environment, until Ctrl-C.
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { openLog, runBeside } from '@platform/log';
import { Habits, HABITS } from './habits.ts';
import type { Person } from './returns.ts';
import { startSystem, type SimulatedSystem } from './system.ts';

/** What the server tells. */
type Order = {
  origin: string;
  systems: { application: string; key: string; secret: string; taskCodes?: string[] }[];
  people?: Person[];
};

const { env } = process;
const repository = resolve(import.meta.dirname, '../..');
const file = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'log', 'systems-simulator.log');
const log = openLog({ level: env['YIWANG_LOG'] ?? 'info', destination: { file } });
/** By application. */
const systems = new Map<string, SimulatedSystem>();
let ending = false;

/** `YIWANG_SYSTEMS_HABITS` as JSON over the defaults. */
function habits(): Habits {
  const told = JSON.parse(env['YIWANG_SYSTEMS_HABITS'] || '{}') as object;
  return Value.Parse(Habits, { ...HABITS, ...told });
}

/** Begins the systems of an order that are not at work yet. */
function begin({ origin, systems: told, people = [] }: Order): void {
  const fresh = told.filter(({ application }) => !systems.has(application));
  if (ending || fresh.length === 0) return;
  const how = habits();
  log.info(
    { origin, applications: fresh.map(({ application }) => application), habits: how },
    'simulated systems begin',
  );
  for (const one of fresh) systems.set(one.application, startSystem({ origin, habits: how, log, people, ...one }));
}

function byHand(): Order {
  const of = (name: string): string => {
    const value = env[name];
    if (!value)
      throw new Error(
        `${name} is not set: YIWANG_SYSTEM_APPLICATION, YIWANG_SYSTEM_KEY and YIWANG_SYSTEM_SECRET are needed`,
      );
    return value;
  };
  const one = {
    application: of('YIWANG_SYSTEM_APPLICATION'),
    key: of('YIWANG_SYSTEM_KEY'),
    secret: of('YIWANG_SYSTEM_SECRET'),
  };
  return { origin: env['YIWANG_SYSTEM_ORIGIN'] ?? 'http://127.0.0.1:8080', systems: [one] };
}

await runBeside({
  what: 'systems-simulator',
  async start() {
    // What is wrong with them is told before anything begins.
    habits();
    if (process.send) process.on('message', (order) => begin(order as Order));
    else begin(byHand());
  },
  async stop() {
    ending = true;
    await Promise.all([...systems.values()].map((one) => one.stop()));
  },
  message: () => ({}),
  printed: () => [`working; what it does is told in ${file}`],
});
