import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { Book } from './book.ts';
import type { Guards } from './guards.ts';
import type { Health } from './carry/health.ts';

export type UpstreamsDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'audit' | 'blindIndex' | 'packs' | 'sealer' | 'live' | 'log' | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'all'>;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
};

/** The same with what the module keeps for itself. */
export type Own = Omit<UpstreamsDeps, 'database'> & {
  hub: Foundations['database'];
  database: ModuleDatabase;
  book: Book;
  guards: Guards;
  health: Health;
};

/** Open pages hear of calls at most this often. */
export const LIVE_TOPIC = 'upstreams';
