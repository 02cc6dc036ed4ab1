import type { ModuleDatabase } from '@platform/database';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { ChangeStream, ExchangePort } from '@modules/exchange/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { GrantsPort } from '@modules/sharing/contract';

export type StreamsDeps = Pick<
  Foundations,
  | 'database'
  | 'packs'
  | 'clock'
  | 'ids'
  | 'outbox'
  | 'audit'
  | 'receipts'
  | 'sealer'
  | 'blindIndex'
  | 'live'
  | 'log'
  | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find'>;
  catalogue: Pick<CataloguePort, 'resource' | 'find'>;
  exchange: Pick<ExchangePort, 'lines' | 'findLine' | 'setStreamed'>;
  changes: ChangeStream;
  grants: Pick<GrantsPort, 'byId' | 'of' | 'lost'>;
  /** Whether another module takes the line's changes, so that its stream must not end with the last subscription. */
  othersRide?: (lineId: string) => Promise<boolean>;
};

/** The same with the module's own door. */
export type Own = Omit<StreamsDeps, 'database'> & { hub: Foundations['database']; database: ModuleDatabase };

export const secretContext = (id: string): string => `streams.subscription:${id}:secret`;
export const pseudonymContext = (id: string): string => `streams.subscription:${id}:pseudonym`;
