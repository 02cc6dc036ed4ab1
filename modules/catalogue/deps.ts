import type { ModuleDatabase } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { EntryOfNode, UsageOf } from './contract/index.ts';
import type { Resources } from './domain/catalogue.ts';
import type { CatalogueSearch } from './domain/search.ts';

export type CatalogueDeps = Pick<
  Foundations,
  'audit' | 'calendar' | 'clock' | 'database' | 'ids' | 'live' | 'log' | 'outbox' | 'packs' | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find'>;
  /** Who used which resource since a day; told by modules further down, only asked once all are made. */
  usageOf?: UsageOf;
  /** When each resource was last known to agree with its source, for those that something watches all the time (lines of the rail that run). */
  watchedAt?: () => Promise<ReadonlyMap<string, Date>>;
  /** What other nodes published to this one; told by a module further down. */
  receivedEntries?: () => Promise<readonly EntryOfNode[]>;
};

/** The same with the module's own door, and what it keeps in memory. */
export type Own = Omit<CatalogueDeps, 'database'> & {
  hub: Foundations['database'];
  database: ModuleDatabase;
  lake: Lake;
  resources: Resources;
  search: CatalogueSearch;
  /** Reads what the console has of one resource, or of all; from then on the memory has it. One reading after the other. */
  refresh: (only?: string) => Promise<void>;
  /** Brings the mirror in the store to what the memory says of one resource, or of all. @returns how many changed */
  mirror: (only?: string) => Promise<number>;
};

/** The module that alone writes raw tables. */
export const RAW_WRITER = 'exchange';
