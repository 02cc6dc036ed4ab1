import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PlainDate } from '@platform/kernel';
import type { PackDefinition, PackSet, Source } from '@platform/packs';
import { demoErrors } from './errors.ts';
import type { Changes, Population } from './people.ts';
import { placesOf } from './places.ts';
import { peopleSettings, type SampleTable } from './settings.ts';

/** Raised when the same settings would give other rows, so that a folder filled before is filled anew. */
const GENERATOR_VERSION = 1;

/** Where a table of a sample is written. */
export type PlannedTable = {
  sample: string;
  table: SampleTable;
  /** The deployment setting under which the hub finds it. */
  setting: string;
  place: { kind: 'database'; database: string } | { kind: 'folder'; folder: string };
};

/** One sample: its people and its tables. */
export type PlannedSample = { id: string; population: Population; tables: PlannedTable[] };

export type DepartmentsPlan = { folder: string; samples: PlannedSample[]; hash: string };

export type PlanOptions = {
  /** `<data>/departments`. */
  folder: string;
  packs: PackSet;
  people: number;
  asOf: PlainDate;
  /** Instead of the packs' own. */
  seed?: number;
  changes?: Changes;
};

/** What the packs ask the demo departments to hold. @throws `demo-departments.*` for settings that do not fit */
export function planDepartments(options: PlanOptions): DepartmentsPlan {
  const { packs, folder } = options;
  const hash = createHash('sha256').update(String(GENERATOR_VERSION));
  const samples = packs.all('sample').map((sample): PlannedSample => {
    const own = peopleSettings(packs, sample);
    const settings = options.seed === undefined ? own : { ...own, seed: options.seed };
    const places = placesOf(packs, sample);
    const guaranteed = sample.value.people?.guaranteed ?? [];
    hash.update(JSON.stringify([sample.value, settings, places.all.map(({ code, path }) => [code, path])]));
    const count = options.people === 0 ? 0 : Math.max(options.people, guaranteed.length);
    const population: Population = {
      settings,
      places,
      guaranteed,
      count,
      asOf: options.asOf,
      ...(options.changes ? { changes: options.changes } : {}),
    };
    const tables = sample.value.tables.map((table) =>
      planTable(sample, table, packs.get('sources', table.source).value, folder),
    );
    return { id: sample.id, population, tables };
  });
  return { folder, samples, hash: hash.digest('hex') };
}

function planTable(sample: PackDefinition<'sample'>, table: SampleTable, source: Source, folder: string): PlannedTable {
  const isTable = table.target.kind === 'table';
  if (isTable !== (source.connector === 'postgres')) {
    throw demoErrors.wrongTarget({ sample: sample.id, source: table.source });
  }
  const base = { sample: sample.id, table };
  if (source.connector === 'postgres') {
    const setting = source.settings.urlFrom;
    const database = setting.replace(/(_DATABASE)?_URL$/, '').toLowerCase();
    return { ...base, setting, place: { kind: 'database', database } };
  }
  const setting = source.settings.dropFolderFrom;
  return {
    ...base,
    setting,
    place: { kind: 'folder', folder: join(folder, setting.toLowerCase().replaceAll('_', '-')) },
  };
}

/** The databases that the plan writes to, by the setting that names each. */
export function databasesOf(plan: DepartmentsPlan): Map<string, string> {
  const tables = plan.samples.flatMap((sample) => sample.tables);
  return new Map(
    tables.flatMap(({ setting, place }) => (place.kind === 'database' ? [[setting, place.database]] : [])),
  );
}

/** The folders that the plan writes to, by the setting that names each. */
export function foldersOf(plan: DepartmentsPlan): Map<string, string> {
  const tables = plan.samples.flatMap((sample) => sample.tables);
  return new Map(tables.flatMap(({ setting, place }) => (place.kind === 'folder' ? [[setting, place.folder]] : [])));
}
