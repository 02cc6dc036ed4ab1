import type { Own } from '../deps.ts';
import { callPeer } from '../link/call-peer.ts';
import { Nothing } from '../link/contents.ts';
import { DomainError } from '@platform/kernel';
import { isNodeFault } from '../domain/node-faults.ts';
import type { Peer } from '../store/peers.ts';
import {
  callsToCompare,
  decideShare,
  forgetAnswers,
  lockShareGrant,
  noteCompared,
  noteEndTold,
  noteShareTold,
  untoldEnds,
  untoldRequests,
  type ShareRequest,
} from '../store/shares.ts';
import { MOST_COMPARED, ShareCompareAnswer } from './contents.ts';

/** A call is compared once its answer could have come. */
const SETTLE_MS = 20_000;

/** Tells a peer what it does not know yet of requests, decisions and ends, and compares the calls that both sides kept. */
export async function tellShares(deps: Own, peer: Peer, signal: AbortSignal, settleMs = SETTLE_MS): Promise<void> {
  const { requests, ends, calls } = await deps.database.read(async (tx) => ({
    requests: await untoldRequests(tx, peer.id),
    ends: await untoldEnds(tx, peer.id),
    calls: await callsToCompare(tx, peer.id, new Date(deps.clock.now().getTime() - settleMs), MOST_COMPARED),
  }));
  for (const one of requests) await tellRequest(deps, peer, one, signal);
  for (const { id, endedReason } of ends) {
    const content = { id, reason: endedReason ?? '–' };
    await callPeer(deps, peer, { kind: 'share-end', content, answer: Nothing, signal });
    await deps.database.transaction((tx) => noteEndTold(tx, id));
    deps.live.publish({ topic: 'nodes', data: { shareId: id } });
  }
  if (calls.length > 0) {
    const content = {
      calls: calls.map(({ id, factsHash }) => ({ call: id, facts: factsHash?.toString('hex') ?? null })),
    };
    const answer = await callPeer(deps, peer, { kind: 'share-compare', content, answer: ShareCompareAnswer, signal });
    const at = deps.clock.now();
    await deps.database.transaction(async (tx) => {
      for (const { call, facts } of answer.calls)
        if (calls.some(({ id }) => id === call))
          await noteCompared(tx, call, facts === null ? null : Buffer.from(facts, 'hex'), at);
    });
    deps.live.publish({ topic: 'nodes', data: { nodeId: peer.id } });
  }
  await deps.database.transaction((tx) => forgetAnswers(tx, deps.clock.now()));
}

async function tellRequest(deps: Own, peer: Peer, one: ShareRequest, signal: AbortSignal): Promise<void> {
  const { id } = one;
  if (one.direction === 'out' && one.state === 'sending') {
    const { resource, application, applicationTitle, organisation, organisationName, basis } = one;
    const { fields, purposes, from, until, callsPerDay } = one;
    const about = {
      id,
      resource,
      interface: one.interface,
      application,
      applicationTitle,
      organisation,
      organisationName,
    };
    const content = { ...about, basis, fields, purposes, from, until, callsPerDay };
    const refused = await callPeer(deps, peer, { kind: 'share-ask', content, answer: Nothing, signal }).then(
      () => undefined,
      (error: unknown) => {
        if (isNodeFault(error) || !(error instanceof DomainError)) throw error;
        return error;
      },
    );
    // Refused at the door: nothing will be decided there, and our department is told at once.
    await deps.database.transaction(async (tx) => {
      if (refused) {
        const reason = refused.messageIn('zh');
        await decideShare(tx, id, { state: 'refused', reason, law: null, at: deps.clock.now(), by: null });
      }
      await noteShareTold(tx, id);
    });
  } else if (one.state === 'withdrawn') {
    await callPeer(deps, peer, { kind: 'share-withdraw', content: { id }, answer: Nothing, signal });
    await deps.database.transaction((tx) => noteShareTold(tx, id));
  } else {
    const grant = one.state === 'agreed' ? await deps.database.transaction((tx) => lockShareGrant(tx, id)) : undefined;
    const terms = grant && {
      fields: grant.fields,
      purposes: grant.purposes,
      from: grant.from,
      until: grant.until,
      callsPerDay: grant.callsPerDay,
      basis: grant.basis,
    };
    const content = {
      id,
      state: one.state,
      ...(one.reason === null ? {} : { reason: one.reason }),
      ...(one.law === null ? {} : { law: one.law }),
      ...(terms ? { terms } : {}),
    };
    await callPeer(deps, peer, { kind: 'share-decision', content, answer: Nothing, signal });
    await deps.database.transaction((tx) => noteShareTold(tx, id));
  }
  deps.live.publish({ topic: 'nodes', data: { shareId: id } });
}
