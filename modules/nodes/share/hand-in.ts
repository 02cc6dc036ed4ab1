import type { Tx } from '@platform/database';
import type { LocalText } from '@platform/kernel';
import { reaction, type Reaction } from '@platform/outbox';
import { acrossAnswered, acrossChanged } from '@modules/sharing/contract';
import type { Own } from '../deps.ts';
import { across } from '../domain/shares.ts';
import { listPeers } from '../store/peers.ts';
import { lockShareRequest, openShareRequests, unheardStandings, type ShareRequest } from '../store/shares.ts';
import type { Correction } from './contents.ts';
import { takeStanding } from './standing.ts';

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
    | 'renews'
  >,
  trace: string,
): Promise<void> {
  const { id, peerId, resource } = one;
  await deps.requests.receive(
    {
      id,
      node: { id: peerId, name: nodeName },
      organisation: { id: across(peerId, one.organisation), name: one.organisationName },
      application: { id: across(peerId, one.application), title: one.applicationTitle },
      resource,
      interface: one.interface,
      ...termsOf(one),
      ...(one.renews === null ? {} : { renews: one.renews }),
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

/** Has told how requests stand of which nothing was heard yet: from before sharing told more than its answer. */
export async function hearAgain(deps: Own): Promise<void> {
  for (const id of await deps.database.read((tx) => unheardStandings(tx)))
    await deps.requests.tellAgain(id, 'nodes.start');
}

/** What waited in the outbox when the city was upgraded, under the name and in the shape of before: the whole is told in its place. */
export function onAcrossAnswered(deps: Own): Reaction {
  return reaction('nodes.on-across-answered', acrossAnswered, (_tx, { payload, trace }) =>
    deps.requests.tellAgain(payload.requestId, trace),
  );
}

/** It stands otherwise in sharing: what was granted stands here at once, and all of it goes to the node that asked. One that was withdrawn meanwhile stays so. */
export function onAcrossChanged(deps: Own, told: () => void): Reaction {
  return reaction(
    'nodes.on-across-changed',
    acrossChanged,
    async (tx: Tx, { payload: { requestId, standing, by }, at }) => {
      const request = await lockShareRequest(tx, requestId);
      if (request?.direction !== 'in') return;
      const given =
        standing.state === 'in-use' && standing.answer
          ? { ...termsOf(request), fields: [...standing.answer.fields] }
          : undefined;
      await takeStanding(
        tx,
        request,
        { standing, ...(given ? { terms: given } : {}) },
        { at, by: by || null, side: 'given' },
      );
      told();
    },
  );
}

/** The terms of a request or a grant, as they travel. */
export const termsOf = ({
  fields,
  purposes,
  basis,
  from,
  until,
  callsPerDay,
}: Pick<ShareRequest, 'fields' | 'purposes' | 'basis' | 'from' | 'until' | 'callsPerDay'>): Correction => ({
  fields: [...fields],
  purposes: purposes.map((purpose) => ({ ...purpose })),
  basis,
  from,
  until,
  callsPerDay,
});
