import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '@platform/kernel';
import type { DirtCounts } from './dirt.ts';
import type { Changes } from './people.ts';

/** What a folder was filled with; written last, so that a fill cut short is begun again. */
export type Manifest = {
  hash: string;
  people: number;
  asOf: PlainDate;
  /** Rows and dirt of each source. */
  tables: Record<string, { rows: number; dirt: DirtCounts }>;
};

/** Where things are at this start, for the command that changes a department's data. */
export type Deployment = {
  /** By deployment setting: what the hub is given. */
  settings: Record<string, string>;
  /** By database: the URL of its owner, the department itself. */
  owners: Record<string, string>;
  packsFolder?: string;
  packs: string[];
};

export type DemoPeople = Record<string, { citizenId: string; name: string }>;

type Files = {
  'manifest.json': Manifest;
  'deployment.json': Deployment;
  'changes.json': Changes;
  'demo-people.json': DemoPeople;
};

/** Reads one of the folder's own files; undefined when it is not there. */
export function readState<K extends keyof Files>(folder: string, name: K): Files[K] | undefined {
  const file = join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Files[K]) : undefined;
}

/** Writes one of the folder's own files whole, readable by its owner alone: it may hold passwords. */
export function writeState<K extends keyof Files>(folder: string, name: K, value: Files[K]): void {
  const file = join(folder, name);
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
