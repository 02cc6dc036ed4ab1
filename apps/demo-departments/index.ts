import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, startCluster } from '@platform/database';
import { type Clock, shanghaiDate, systemClock } from '@platform/kernel';
import type { Log } from '@platform/log';
import type { PackSet } from '@platform/packs';
import { startActivity } from './activity.ts';
import { fillTable, openDepartmentDatabase } from './department-database.ts';
import { guaranteedPeople } from './people.ts';
import { databasesOf, type DepartmentsPlan, foldersOf, planDepartments, type PlannedTable } from './plan.ts';
import { tableRows } from './rows.ts';
import { type DemoPeople, type Deployment, type Manifest, readState, writeState } from './state-files.ts';
import { writeFile } from './write-files.ts';

export { GENERATOR_NAMES } from './columns.ts';
export { DIRT_KINDS } from './dirt.ts';
export type { DemoPeople } from './state-files.ts';

export type DemoDepartmentsOptions = {
  /** `<data>/departments`: their database cluster, their drop folders and what this process knows. */
  folder: string;
  /** People of the city; 0 leaves every department empty. */
  people: number;
  packs: PackSet;
  log: Log;
  /** Instead of the packs' own. */
  seed?: number;
  clock?: Clock;
  /** Where the packs were read from, for the command that changes data. */
  packsFolder?: string;
  /** Quicker and less durable; for tests. */
  unsafeFast?: boolean;
};

export type DemoDepartments = {
  /** By the names that the packs' sources use: URLs of front databases (read only) and drop folders. */
  deployment: Record<string, string>;
  /** The people whom packs guarantee, by sample key; there also when the departments are empty. */
  demoPeople: DemoPeople;
  stop(): Promise<void>;
};

/**
 * Starts the departments of the demo city: a PostgreSQL cluster of their own with a front database (前置库) for each database that the
 * packs' sources name, and drop folders with files. The first start fills them; a later one with the same people, settings and
 * seed finds them as they were left, a tester's changes included.
 * @throws `demo-departments.*` for packs whose samples do not fit, `database.cluster-failed`
 */
export async function startDemoDepartments(options: DemoDepartmentsOptions): Promise<DemoDepartments> {
  const { folder, packs, log, people } = options;
  mkdirSync(folder, { recursive: true });
  const before = readState(folder, 'manifest.json');
  const now = shanghaiDate((options.clock ?? systemClock).now());
  const planAt = (asOf: string, changes = {}): DepartmentsPlan =>
    planDepartments({
      folder,
      packs,
      people,
      asOf,
      changes,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
  const fresh = planAt(now);
  const sameSettings = before?.hash === fresh.hash;
  // The day on which ages are counted stays, so that the demo residents keep their numbers when only the crowd grows.
  const asOf = sameSettings ? before.asOf : now;
  const plan = planAt(asOf);
  const cluster = await startCluster({
    folder: join(folder, 'postgres'),
    settings: {
      shared_buffers: '64MB',
      max_connections: '40',
      max_wal_size: '1GB',
      // What change capture needs of a department; a slot that nobody reads may not fill this machine's disk.
      wal_level: 'logical',
      max_slot_wal_keep_size: '2GB',
    },
    ...(options.unsafeFast ? { unsafeFast: true } : {}),
  });
  try {
    const deployment = await openPlaces(plan, cluster, options);
    if (!sameSettings || before.people !== people) {
      const started = performance.now();
      const manifest: Manifest = { hash: plan.hash, people, asOf, tables: {} };
      writeState(folder, 'changes.json', {});
      for (const sample of plan.samples) {
        for (const table of sample.tables)
          manifest.tables[table.table.source] = await fill(sample.population, table, deployment);
      }
      writeState(folder, 'manifest.json', manifest);
      log.info({ people, ms: Math.round(performance.now() - started) }, 'demo departments filled');
    }
    const demoPeople: DemoPeople = {};
    for (const { population } of plan.samples) {
      for (const { sampleKey, citizenId, name } of guaranteedPeople(population)) {
        if (sampleKey !== undefined) demoPeople[sampleKey] = { citizenId, name };
      }
    }
    writeState(folder, 'demo-people.json', demoPeople);
    const activity = people > 0 ? startActivity(plan, deployment.owners, log) : undefined;
    return {
      deployment: deployment.settings,
      demoPeople,
      async stop() {
        await activity?.stop();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function openPlaces(
  plan: DepartmentsPlan,
  cluster: Cluster,
  options: DemoDepartmentsOptions,
): Promise<Deployment> {
  const deployment: Deployment = {
    settings: {},
    owners: {},
    packs: options.packs.packs.map((pack) => pack.id),
    ...(options.packsFolder === undefined ? {} : { packsFolder: options.packsFolder }),
  };
  for (const [setting, database] of databasesOf(plan)) {
    const { owner, reader } = await openDepartmentDatabase(cluster, options.folder, database);
    deployment.settings[setting] = reader;
    deployment.owners[database] = owner;
  }
  for (const [setting, folder] of foldersOf(plan)) {
    mkdirSync(folder, { recursive: true });
    deployment.settings[setting] = folder;
  }
  writeState(options.folder, 'deployment.json', deployment);
  return deployment;
}

async function fill(
  population: DepartmentsPlan['samples'][number]['population'],
  { sample, table, setting, place }: PlannedTable,
  deployment: Deployment,
): Promise<Manifest['tables'][string]> {
  const source = tableRows(sample, table, population);
  const { target } = table;
  let rows = 0;
  if (target.kind === 'table' && place.kind === 'database') {
    const owner = deployment.owners[place.database] as string;
    rows = await fillTable(owner, deployment.settings[setting] as string, target, source);
  } else if (target.kind === 'file' && place.kind === 'folder') {
    rows = await writeFile(place.folder, target, source.columns, source.rows());
  }
  return { rows, dirt: source.counts };
}
