import type { Database, ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { OfferedInterface } from './domain/assess.ts';
import type { GrantBook } from './grant-book.ts';
import type { ConditionTables } from './rules/condition-tables.ts';

/** Answered calls from one organisation's data to another in a period. */
export type Use = { provider: string; consumer: string; calls: number; records: number };

/** The parties of one delivery, and what it was of. */
export type DeliveryParties = { no: string; resource: string; providers: readonly string[]; consumer: string };

export type SharingDeps = Pick<
  Foundations,
  'packs' | 'clock' | 'ids' | 'calendar' | 'database' | 'audit' | 'outbox' | 'live' | 'log' | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'get' | 'all'>;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  /** Published interfaces over a resource. Told by a module further down: only asked once all are made. */
  interfacesOf?: (resource: string) => readonly OfferedInterface[];
  /** Whether a line feeds a resource, so that its changes can be subscribed to; told by a module beside. */
  isFed?: (resource: string) => Promise<boolean>;
  /** Who gave and who took a delivery of a file or a sandbox query; told by a module further down. */
  deliveryOf?: (id: string) => Promise<DeliveryParties | undefined>;
  /** Use of interfaces, for the boards. */
  used?: (period: { from: Date; to: Date }) => Promise<readonly Use[]>;
};

export type Own = Omit<SharingDeps, 'database' | 'interfacesOf'> & {
  database: ModuleDatabase;
  /** The whole store, for listening. */
  hub: Database;
  book: GrantBook;
  tables: ConditionTables;
  interfacesOf: (resource: string) => readonly OfferedInterface[];
  /** The sharing authority of the city; undefined when packs name none. */
  authority: string | undefined;
  /** Working days that a request on paper takes, by the city's own stated assumption; undefined where it states none. */
  paperDays: number | undefined;
};
