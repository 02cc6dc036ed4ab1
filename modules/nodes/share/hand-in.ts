import type { Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import { reaction, type Reaction } from '@platform/outbox';
import { acrossAnswered } from '@modules/sharing/contract';
import type { Own } from '../deps.ts';
import { across } from '../domain/shares.ts';
import { listPeers } from '../store/peers.ts';
import {
  decideShare,
  insertShareGrant,
  lockShareRequest,
  openShareRequests,
  tellGrants,
  type ShareRequest,
} from '../store/shares.ts';

/** A request of another node goes where all requests are decided; again does nothing. */
export async function handIn(
  deps: Pick<Own, 'requests'>,
  nodeName: LocalText,
  one: Pick<
    ShareRequest,
    | 'id'
    | 'peerId'
    | 'organisation'
    | 'organisationName'
    | 'application'
    | 'applicationTitle'
    | 'resource'
    | 'interface'
    | 'fields'
    | 'purposes'
    | 'basis'
    | 'from'
    | 'until'
    | 'callsPerDay'
  >,
  trace: string,
): Promise<void> {
  const { id, peerId, resource, fields, purposes, basis, from, until, callsPerDay } = one;
  await deps.requests.receive(
    {
      id,
      node: { id: peerId, name: nodeName },
      organisation: { id: across(peerId, one.organisation), name: one.organisationName },
      application: { id: across(peerId, one.application), title: one.applicationTitle },
      resource,
      interface: one.interface,
      fields,
      purposes,
      basis,
      from,
      until,
      callsPerDay,
    },
    trace,
  );
}

/** Hands in what came and was not handed in yet: from before requests were decided there, or since a process died between. */
export async function handInOpen(deps: Own): Promise<void> {
  const { open, peers } = await deps.database.read(async (tx) => ({
    open: await openShareRequests(tx),
    peers: await listPeers(tx),
  }));
  for (const one of open) {
    const name = peers.find(({ id }) => id === one.peerId)?.name ?? { zh: one.peerId, en: one.peerId };
    if (deps.catalogue.find(one.resource)) await handIn(deps, name, one, 'nodes.start');
  }
}

/** The answer was given: the grant stands here at once, and both go back to the node that asked. One that was withdrawn meanwhile stays so. */
export function onAcrossAnswered(deps: Own, told: () => void): Reaction {
  return reaction('nodes.on-across-answered', acrossAnswered, async (tx: Tx, { payload, at }) => {
    const request = await lockShareRequest(tx, payload.requestId);
    if (request?.direction !== 'in' || request.state !== 'asked') return;
    const { outcome: state, fields, by } = payload;
    await decideShare(tx, request.id, {
      state,
      reason: payload.reason?.slice(0, 500) ?? null,
      law: payload.law?.slice(0, 300) ?? null,
      at,
      by,
    });
    if (state === 'agreed') {
      await insertShareGrant(tx, { ...request, fields: [...fields], direction: 'given', givenAt: at });
      await tellGrants(tx);
    }
    told();
  });
}
