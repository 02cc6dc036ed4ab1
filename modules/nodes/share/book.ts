import { shanghaiDate, type Clock } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import type { Grant, GrantsPort, LostGrant } from '@modules/sharing/contract';
import type { Organisation } from '@modules/organisations/contract';
import { across } from '../domain/shares.ts';
import { listPeers, type Peer } from '../store/peers.ts';
import { readShareGrants, type ShareGrant } from '../store/shares.ts';

/** Grants between levels and the nodes they concern, from memory; `refresh` reads what changed here or in another process. */
export type ShareBook = {
  readonly port: GrantsPort;
  organisation(id: string): Organisation | undefined;
  /** The grant that took a renewed one's place, and so on; the grant itself where none did. */
  successor(id: string): string;
  refresh(): Promise<void>;
};

const namedBy = (one: ShareGrant): string => across(one.peerId, one.application);

/** A grant that was given to a department of another node, as interfaces see it. */
function grantOf(one: ShareGrant): Grant {
  return {
    id: one.id,
    resource: one.resource,
    delivery: 'interface',
    interface: one.interface,
    application: namedBy(one),
    organisation: across(one.peerId, one.organisation),
    fields: one.fields,
    purposes: one.purposes,
    legalBasis: { zh: one.basis, en: one.basis },
    from: one.from,
    until: one.until,
    callsPerDay: one.callsPerDay,
  };
}

export function openShareBook(deps: { database: ModuleDatabase; clock: Clock }): ShareBook {
  let given: readonly ShareGrant[] = [];
  let peers = new Map<string, Peer>();

  const lostOf = (one: ShareGrant): LostGrant | undefined => {
    const day = shanghaiDate(deps.clock.now());
    if (one.endedAt)
      return {
        id: one.id,
        state: one.endedAs === 'revoked' ? 'revoked' : 'ended',
        at: one.endedAt,
        ...(one.endedReason ? { reason: one.endedReason } : {}),
      };
    const peer = peers.get(one.peerId);
    // Trust in the node is the ground that all its grants stand on.
    if (peer?.state !== 'active')
      return {
        id: one.id,
        state: 'revoked',
        at: peer?.decidedAt ?? one.givenAt,
        ...(peer?.reason ? { reason: peer.reason } : {}),
      };
    if (one.from > day) return { id: one.id, state: 'not-yet', at: new Date(`${one.from}T00:00:00+08:00`) };
    if (one.until < day) return { id: one.id, state: 'ended', at: new Date(`${one.until}T16:00:00Z`) };
    return undefined;
  };
  const live = (): readonly ShareGrant[] => given.filter((one) => lostOf(one) === undefined);

  const port: GrantsPort = {
    forInterface(interfaceId, application, purpose) {
      const fits = live().filter((one) => one.interface === interfaceId && namedBy(one) === application);
      const found = fits.find((one) => one.purposes.some(({ id }) => id === purpose)) ?? fits[0];
      return found && grantOf(found);
    },
    byId: (id) => {
      const found = live().find((one) => one.id === id);
      return found && grantOf(found);
    },
    of: (filter) =>
      live()
        .map(grantOf)
        .filter((grant) =>
          Object.entries(filter).every(([key, value]) => value === undefined || grant[key as keyof Grant] === value),
        ),
    lost(which) {
      const found = given.find((one) => one.id === which || `${one.interface} ${namedBy(one)}` === which);
      return found && lostOf(found);
    },
  };
  return {
    port,
    successor(id) {
      let last = id;
      // A renewal is made after what it renews, so that this ends.
      for (let one = given.find((grant) => grant.id === last); one?.renewedBy; ) {
        last = one.renewedBy;
        one = given.find((grant) => grant.id === last);
      }
      return last;
    },
    organisation(id) {
      const one = given.find((grant) => across(grant.peerId, grant.organisation) === id);
      const peer = one && peers.get(one.peerId);
      if (!one || !peer) return undefined;
      const name = {
        zh: `${peer.name.zh}·${one.organisationName.zh}`,
        en: `${peer.name.en} · ${one.organisationName.en}`,
      };
      return { id, creditCode: '', name, short: name, division: peer.division, kind: 'other-node' };
    },
    async refresh() {
      const [grants, all] = await deps.database.read((tx) => Promise.all([readShareGrants(tx), listPeers(tx)]));
      given = grants.filter((one) => one.direction === 'given');
      peers = new Map(all.map((one) => [one.id, one]));
    },
  };
}
