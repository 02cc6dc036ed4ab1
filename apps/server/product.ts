import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { buildApps } from '@tools/build-apps';
import type { Cluster } from '@platform/database';
import { openLog, type Log } from '@platform/log';
import type { City } from './city.ts';
import {
  DEPARTMENTS,
  namesOf,
  PAY,
  PROVINCE,
  scannerAt,
  SYSTEMS,
  type Beside,
  type Departments,
  type Deployed,
  type ProvinceOrder,
  type Scanner,
  type SystemsOrder,
} from './beside.ts';
import { announce } from './announce.ts';
import { keepBeside } from './keep-beside.ts';
import { keepRail, type RailProcess } from './rail-process.ts';
import { keepCluster } from './keep-cluster.ts';
import { readSettings, type ServerSettings } from './settings.ts';
import { takeDataFolder } from './single-start.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const KEEP_AFTER_MS = 20_000;

/** Starts the databases, the demo's processes, the pages and the city; what it needs first is begun first, for most of it runs in other processes. */
export async function startProduct(): Promise<void> {
  const began = Date.now();
  let settings = readSettings();
  const release = takeDataFolder(settings.dataFolder);
  const logFile = join(settings.dataFolder, 'log', 'server.log');
  const log = openLog({ level: settings.logLevel, destination: { file: logFile } });
  let hub: Promise<Cluster> | undefined;
  let departments: Promise<Beside<Departments>> | undefined;
  let province: Promise<Beside<Deployed>> | undefined;
  let pay: Promise<Beside<Deployed>> | undefined;
  let systems: Promise<Beside<object> | undefined> | undefined;
  let scanner: Promise<Beside<Scanner> | undefined> | undefined;
  let city: City | undefined;
  let rail: RailProcess | undefined;
  let stopping: Promise<void> | undefined;

  const stop = async (): Promise<void> => {
    await (await systems)?.stop();
    await rail?.stop();
    await city?.stop();
    await (await scanner)?.stop();
    // Who stops while all this is still starting waits for the start: a server let go half-way would run on alone.
    await (await province?.catch(() => undefined))?.stop();
    await (await pay?.catch(() => undefined))?.stop();
    await (await departments?.catch(() => undefined))?.stop();
    await (await hub?.catch(() => undefined))?.stop();
    release();
  };
  const stopOnce = (reason: string): void => {
    if (stopping) return;
    say(`stopping (${reason}) …`);
    stopping = stop().then(
      () => process.exit(process.exitCode ?? 0),
      (error: Error) => {
        say(`stopped with a fault: ${error.message}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stopOnce('Ctrl-C'));
  process.on('SIGTERM', () => stopOnce('SIGTERM'));
  process.on('unhandledRejection', (error) => log.error({ error }, 'a promise failed with nobody waiting'));
  process.on('uncaughtException', (error) => log.error({ error }, 'an error reached the top'));

  try {
    departments = settings.demo ? keepBeside(DEPARTMENTS, settings, log) : undefined;
    const ownScanner = settings.demo && !settings.scanner ? await freePort() : undefined;
    if (ownScanner !== undefined) settings = { ...settings, scanner: { host: '127.0.0.1', port: ownScanner } };
    province = settings.demo ? keepBeside(PROVINCE, settings, log) : undefined;
    // A demo with a payment platform of its own needs no simulator.
    pay = settings.demo && !settings.deployment['PAY_URL'] ? keepBeside(PAY, settings, log) : undefined;
    // With the log that change capture will read.
    const own = { folder: join(settings.dataFolder, 'database'), settings: { wal_level: 'logical' } };
    const spawned = new Promise<void>((resolve) => {
      hub = settings.databaseUrl === undefined ? keepCluster({ ...own, spawned: resolve }, log) : undefined;
    });
    // All are waited for together below; until then the first fault waits with them.
    for (const waiting of [departments, province, pay, hub]) waiting?.catch(() => undefined);
    await Promise.race([spawned, hub]);
    // The pages are built, and the city's modules read, while the databases and the demo's processes start: on two cores both fit.
    const built = buildApps({ log: (line) => say(line) });
    built.catch(() => undefined);
    const { openCity } = await import('./city.ts');
    const [cluster, demo, above, paying] = await Promise.all([hub, departments, province, pay, built]);
    if (demo) above?.tell({ names: namesOf(demo) } satisfies ProvinceOrder);
    const deployment = { ...demo?.deployment, ...above?.deployment, ...paying?.deployment };
    const databaseUrl =
      settings.databaseUrl ?? (await (cluster as Cluster).createDatabase('yiwang', { createRole: true }));
    if (stopping) return;
    const opened = await openCity({
      settings,
      databaseUrl,
      log,
      deployment,
      ...(demo ? { demoPeople: async () => demo.demoPeople } : {}),
    });
    city = opened;
    rail = keepRail({ databaseUrl, deployment }, settings, log);
    announce(say, {
      settings,
      url: opened.url,
      packs: opened.foundations.packs,
      seconds: (Date.now() - began) / 1000,
      logFile,
    });
    if (ownScanner !== undefined && !stopping) scanner = simulateScanner(settings, ownScanner, log);
    if (settings.demo && !stopping) systems = simulateSystems(settings, opened, log, demo);
    // By itself it would be kept at the end only, which a killed process has none of. It takes a moment, so the first visitors go first.
    setTimeout(flushCompileCache, KEEP_AFTER_MS).unref();
  } catch (error) {
    // Whoever stops the product while it starts takes its ground away; that is no fault to tell of.
    if (stopping) return;
    say(`could not start: ${(error as Error).message}`);
    log.error({ error }, 'could not start');
    process.exitCode = 1;
    stopOnce('fault');
  }
}

/** Departments' own systems begin once the city is there: nobody waits for them, and a city works without. Never fails; what went wrong is in the log. */
async function simulateSystems(
  settings: ServerSettings,
  city: City,
  log: Log,
  demo: Departments | undefined,
): Promise<Beside<object> | undefined> {
  let beside: Beside<object> | undefined;
  try {
    const systems = await keepBeside(SYSTEMS, settings, log);
    beside = systems;
    const people = Object.entries(demo ? namesOf(demo) : {}).map(([number, name]) => ({ number, name }));
    await city.watchSystems((keys) => systems.tell({ origin: city.url, systems: keys, people } satisfies SystemsOrder));
  } catch (error) {
    log.error({ error }, 'the simulators of departments’ own systems did not begin');
  }
  return beside;
}

/** The malware scanner's simulator begins once the city is there; an upload that is quicker waits for it. Never fails; what went wrong is in the log. */
async function simulateScanner(settings: ServerSettings, port: number, log: Log): Promise<Beside<Scanner> | undefined> {
  try {
    return await keepBeside(scannerAt(port), settings, log);
  } catch (error) {
    log.error({ error }, 'the simulated malware scanner did not begin: no upload is taken');
    return undefined;
  }
}

/** A port of this machine that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
