import type { Tx } from '@platform/database';
import type { CataloguedResource } from '@modules/catalogue/contract';
import { shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { nodesErrors } from '../domain/errors.ts';
import { beyondAsked } from '../domain/shares.ts';
import { listPublications } from '../store/publications.ts';
import { lockShareGrant } from '../store/shares.ts';

/** Only what was shown to a node may be asked for by it, whatever it believes of an interface. @throws nodes.not-offered, nodes.not-in-entry */
export async function demandOffered(
  deps: Pick<Own, 'catalogue' | 'interfaces'>,
  tx: Tx,
  peerId: string,
  asked: { resource: string; interface: string; fields: readonly string[] },
): Promise<CataloguedResource> {
  const resource = deps.catalogue.find(asked.resource);
  const published = (await listPublications(tx, peerId)).find(
    (one) => one.resource === asked.resource && one.state !== 'withdrawn',
  );
  const offered = deps
    .interfaces()
    .interfacesOf(asked.resource)
    .find((one) => one.id === asked.interface && one.fields.every((field) => published?.items.includes(field)));
  if (!resource || !published || !offered) throw nodesErrors.notOffered({ resource: asked.resource });
  const beyond = beyondAsked(offered.fields, asked.fields);
  if (beyond.length > 0) throw nodesErrors.notInEntry({ fields: beyond.join(', ') });
  return resource;
}

/** A grant in force, given to the same application of the peer for the same interface, may be gone on with. @throws nodes.nothing-to-renew */
export async function demandRenewable(
  deps: Pick<Own, 'clock'>,
  tx: Tx,
  peerId: string,
  grantId: string,
  asked: { resource: string; interface: string; application: string },
): Promise<void> {
  const grant = await lockShareGrant(tx, grantId);
  const same =
    grant?.peerId === peerId &&
    grant.direction === 'given' &&
    grant.resource === asked.resource &&
    grant.interface === asked.interface &&
    grant.application === asked.application;
  if (!same || grant.endedAt || grant.until < shanghaiDate(deps.clock.now())) throw nodesErrors.nothingToRenew();
}
