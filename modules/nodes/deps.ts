import type { ModuleDatabase } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { ChangeStream, ExchangePort } from '@modules/exchange/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';

export type NodesDeps = Pick<
  Foundations,
  'database' | 'clock' | 'ids' | 'outbox' | 'audit' | 'sealer' | 'keys' | 'live' | 'log' | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'all' | 'division' | 'divisionPath' | 'children'>;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  exchange: Pick<ExchangePort, 'lines' | 'findLine' | 'setStreamed'>;
  changes: ChangeStream;
};

/** The same with the module's own door and the lake. */
export type Own = Omit<NodesDeps, 'database'> & {
  hub: Foundations['database'];
  database: ModuleDatabase;
  lake: Lake;
};

/** The key that is this node: pinned by its peers, so its first version is used for as long as there is no way to tell them of another. */
const NODE_KEY = 'node';
export function nodeKey(deps: Pick<Own, 'keys'>): ReturnType<Own['keys']['signing']> {
  deps.keys.signing(NODE_KEY);
  return deps.keys.signing(NODE_KEY, 1);
}
