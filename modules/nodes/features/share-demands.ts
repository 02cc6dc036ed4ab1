import type { Tx } from '@platform/database';
import { isPlainDate } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import { beyondAsked } from '../domain/shares.ts';
import type { Peer } from '../store/peers.ts';
import { listEntries, type Entry } from '../store/receipts.ts';

/** @throws nodes.bad-period */
export function checkPeriod({ from, until }: { from: string; until: string }, today: string): void {
  if (!isPlainDate(from) || !isPlainDate(until) || until < from || until < today) throw nodesErrors.badPeriod();
}

/** @throws nodes.unknown-peer, nodes.not-active */
export function demandActive(peer: Peer | undefined): asserts peer is Peer {
  if (!peer) throw nodesErrors.unknownPeer();
  if (peer.state !== 'active') throw nodesErrors.notActive({ node: peer.id, state: peer.state });
}

/** The entry of the peer that offers the interface with these fields. @throws nodes.not-offered, nodes.not-in-entry */
export async function demandFields(
  tx: Tx,
  peerId: string,
  asked: { resource: string; interface: string; fields: readonly string[] },
): Promise<Entry> {
  const entry = (await listEntries(tx, peerId)).find(
    (one) => one.resource === asked.resource && one.withdrawnAt === null,
  );
  const offered = entry?.interfaces.find((one) => one.id === asked.interface);
  if (!entry || !offered) throw nodesErrors.notOffered({ resource: asked.resource });
  const beyond = beyondAsked(offered.fields, asked.fields);
  if (beyond.length > 0) throw nodesErrors.notInEntry({ fields: beyond.join(', ') });
  return entry;
}
