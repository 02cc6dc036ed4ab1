import type { ModuleDatabase } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { GrantsPort } from '@modules/sharing/contract';

export type DeliveriesDeps = Pick<
  Foundations,
  'database' | 'packs' | 'clock' | 'ids' | 'audit' | 'receipts' | 'keys' | 'sealer' | 'blindIndex' | 'live' | 'log'
> & {
  organisations: Pick<OrganisationsPort, 'find'>;
  catalogue: Pick<CataloguePort, 'find'>;
  grants: Pick<GrantsPort, 'byId' | 'of' | 'lost'>;
  /** Who works under an account, for whoever traces a leak. */
  staffOf?: (account: string) => Promise<{ name: string } | undefined>;
};

/** The same with the module's own doors. */
export type Own = Omit<DeliveriesDeps, 'database'> & { database: ModuleDatabase; lake: Lake };

/** What recipients' marks are made with. */
export const markSecret = (deps: Pick<Own, 'keys'>): Buffer => deps.keys.symmetric('delivery-marks').key;

/** Pages follow this topic; no one learns more from it than that something changed. */
export const tellPages = (deps: Pick<Own, 'live'>): void => deps.live.publish({ topic: 'deliveries', data: {} });
