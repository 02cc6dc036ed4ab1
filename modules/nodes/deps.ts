import type { ModuleDatabase } from '@platform/database';
import type { Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { CataloguePort } from '@modules/catalogue/contract';
import type { ChangeStream, ExchangePort } from '@modules/exchange/contract';
import type { Actor } from '@platform/access';
import type { InterfaceAnswer, InterfaceCall } from '@modules/interfaces/contract';
import type { OrganisationsPort } from '@modules/organisations/contract';
import type { AcrossPort } from '@modules/sharing/contract';
import type { SharedInterface } from './contract/index.ts';
import type { ShareBook } from './share/book.ts';

export type NodesDeps = Pick<
  Foundations,
  | 'database'
  | 'clock'
  | 'ids'
  | 'calendar'
  | 'outbox'
  | 'audit'
  | 'receipts'
  | 'blindIndex'
  | 'packs'
  | 'sealer'
  | 'keys'
  | 'live'
  | 'log'
  | 'settings'
> & {
  organisations: Pick<OrganisationsPort, 'find' | 'all' | 'division' | 'divisionPath' | 'children'>;
  catalogue: Pick<CataloguePort, 'find' | 'resources'>;
  exchange: Pick<ExchangePort, 'lines' | 'findLine' | 'setStreamed'>;
  changes: ChangeStream;
  /** Where requests of other nodes are decided. */
  requests: AcrossPort;
  /** Those who answer calls, made after this module: asked only when one comes. */
  interfaces: () => CallsHere;
};

/** What nodes needs of interfaces: which stand on a resource, and answers under a grant. */
export type CallsHere = {
  interfacesOf(resource: string): readonly SharedInterface[];
  call(call: InterfaceCall<Actor>): Promise<InterfaceAnswer>;
};

/** The same with the module's own door and the lake. */
export type Own = Omit<NodesDeps, 'database'> & {
  hub: Foundations['database'];
  database: ModuleDatabase;
  lake: Lake;
  shares: ShareBook;
};

/** The key that is this node: pinned by its peers, so its first version is used for as long as there is no way to tell them of another. */
const NODE_KEY = 'node';
export function nodeKey(deps: Pick<Own, 'keys'>): ReturnType<Own['keys']['signing']> {
  deps.keys.signing(NODE_KEY);
  return deps.keys.signing(NODE_KEY, 1);
}
