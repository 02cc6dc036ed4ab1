// `npm start`: everything a city needs on one machine, from one command. Ctrl-C stops it all in order.
import { join } from 'node:path';
import { buildApps } from '@tools/build-apps';
import type { Cluster } from '@platform/database';
import { openLog } from '@platform/log';
import { openCity, type City } from './city.ts';
import {
  startDepartments,
  startPay,
  startProvince,
  startSystems,
  type Beside,
  type Departments,
  type Province,
  type SystemsOrder,
} from './beside.ts';
import { announce } from './announce.ts';
import { keepRail, type RailProcess } from './rail-process.ts';
import { keepCluster } from './keep-cluster.ts';
import { readSettings } from './settings.ts';
import { takeDataFolder } from './single-start.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function start(): Promise<void> {
  const began = Date.now();
  const settings = readSettings();
  const release = takeDataFolder(settings.dataFolder);
  const logFile = join(settings.dataFolder, 'log', 'server.log');
  const log = openLog({ level: settings.logLevel, destination: { file: logFile } });
  let hub: Promise<Cluster> | undefined;
  let departments: Promise<Departments> | undefined;
  let province: Promise<Province> | undefined;
  let pay: Promise<Province> | undefined;
  let systems: Promise<Beside<object>> | undefined;
  let city: City | undefined;
  let rail: RailProcess | undefined;
  let stopping: Promise<void> | undefined;

  const stop = async (): Promise<void> => {
    await (await systems?.catch(() => undefined))?.stop();
    await rail?.stop();
    await city?.stop();
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
    // The pages are built while the databases start: on two cores both fit.
    const built = buildApps({ log: (line) => say(line) });
    built.catch(() => undefined);
    // With the log that change capture will read.
    const own = { folder: join(settings.dataFolder, 'database'), settings: { wal_level: 'logical' } };
    hub = settings.databaseUrl === undefined ? keepCluster(own, log) : undefined;
    departments = settings.demo ? startDepartments(settings) : undefined;
    province = departments?.then(() => startProvince(settings));
    systems = settings.demo ? startSystems(settings) : undefined;
    // A demo with a payment platform of its own needs no simulator.
    pay = settings.demo && !settings.deployment['PAY_URL'] ? startPay(settings) : undefined;
    const [cluster, demo, above, beside, paying] = await Promise.all([hub, departments, province, systems, pay, built]);
    const deployment = { ...demo?.deployment, ...above?.deployment, ...paying?.deployment };
    const databaseUrl =
      settings.databaseUrl ?? (await (cluster as Cluster).createDatabase('yiwang', { createRole: true }));
    if (stopping) return;
    city = await openCity({
      settings,
      databaseUrl,
      log,
      deployment,
      ...(demo ? { demoPeople: async () => demo.demoPeople } : {}),
    });
    beside?.tell({ origin: city.url, systems: await city.systemKeys() } satisfies SystemsOrder);
    rail = keepRail({ databaseUrl, deployment }, settings, log);
    announce(say, {
      settings,
      url: city.url,
      packs: city.foundations.packs,
      seconds: (Date.now() - began) / 1000,
      logFile,
    });
  } catch (error) {
    // Whoever stops the product while it starts takes its ground away; that is no fault to tell of.
    if (stopping) return;
    say(`could not start: ${(error as Error).message}`);
    log.error({ error }, 'could not start');
    process.exitCode = 1;
    stopOnce('fault');
  }
}

await start();
