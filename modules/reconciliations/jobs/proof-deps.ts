import type { Foundations } from '@platform/module';
import type { ModuleDatabase } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { ProofExchange } from '../contract/index.ts';
import type { Pace } from '../looks/look-again.ts';

/** What a proof works with. */
export type ProofDeps = Pick<Foundations, 'clock' | 'ids' | 'outbox' | 'audit' | 'sealer' | 'live' | 'log'> & {
  database: ModuleDatabase;
  lake: Lake;
  catalogue: Pick<CataloguePort, 'find'>;
  exchange: ProofExchange;
  pace: Pace;
};
