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
  changeShareTerms,
  lockShareGrant,
  noteCompared,
  noteEndTold,
  noteShareTold,
  noteStandingTold,
  untoldEnds,
  untoldRequests,
  untoldStandings,
  type ShareRequest,
} from '../store/shares.ts';
import { noteActAnswered, untoldActs, type ShareAct } from '../store/share-acts.ts';
import { termsOf } from './hand-in.ts';
import { MOST_COMPARED, ShareCompareAnswer } from './contents.ts';

/** A call is compared once its answer could have come. */
const SETTLE_MS = 20_000;

/** Tells a peer what it does not know yet of requests, decisions and ends, and compares the calls that both sides kept. */
export async function tellShares(deps: Own, peer: Peer, signal: AbortSignal, settleMs = SETTLE_MS): Promise<void> {
  const { requests, standings, acts, ends, calls } = await deps.database.read(async (tx) => ({
    requests: await untoldRequests(tx, peer.id),
    standings: await untoldStandings(tx, peer.id),
    acts: await untoldActs(tx, peer.id),
    ends: await untoldEnds(tx, peer.id),
    calls: await callsToCompare(tx, peer.id, new Date(deps.clock.now().getTime() - settleMs), MOST_COMPARED),
  }));
  for (const one of requests) await tellRequest(deps, peer, one, signal);
  for (const one of standings) await tellStanding(deps, peer, one, signal);
  for (const one of acts) await tellAct(deps, peer, one, signal);
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

/** What the other side says no to, in its words; that it could not be reached is thrown on, to be tried again. */
async function refusalOf(call: Promise<unknown>): Promise<DomainError | undefined> {
  return call.then(
    () => undefined,
    (error: unknown) => {
      if (isNodeFault(error) || !(error instanceof DomainError)) throw error;
      return error;
    },
  );
}

async function tellRequest(deps: Own, peer: Peer, one: ShareRequest, signal: AbortSignal): Promise<void> {
  const { id } = one;
  if (one.state === 'withdrawn') {
    await callPeer(deps, peer, { kind: 'share-withdraw', content: { id }, answer: Nothing, signal });
    await deps.database.transaction((tx) => noteShareTold(tx, id));
  } else {
    const { resource, application, applicationTitle, organisation, organisationName } = one;
    const content = {
      id,
      resource,
      interface: one.interface,
      application,
      applicationTitle,
      organisation,
      organisationName,
      ...termsOf(one),
      ...(one.renews === null ? {} : { renews: one.renews }),
    };
    const refused = await refusalOf(callPeer(deps, peer, { kind: 'share-ask', content, answer: Nothing, signal }));
    // Refused at the door: nothing will be decided there, and our department is told at once.
    await deps.database.transaction(async (tx) => {
      if (refused) {
        const refusal = { zh: refused.messageIn('zh'), en: refused.messageIn('en') };
        await decideShare(tx, id, {
          state: 'refused',
          reason: null,
          law: null,
          at: deps.clock.now(),
          by: null,
          refusal,
        });
      }
      await noteShareTold(tx, id);
    });
  }
  deps.live.publish({ topic: 'nodes', data: { shareId: id } });
}

/** How a request of the peer stands here, with what it was given. */
async function tellStanding(deps: Own, peer: Peer, one: ShareRequest, signal: AbortSignal): Promise<void> {
  const { id, standing } = one;
  if (!standing) return;
  const grant = one.state === 'agreed' ? await deps.database.transaction((tx) => lockShareGrant(tx, id)) : undefined;
  const content = { id, standing, ...(grant ? { terms: termsOf(grant) } : {}) };
  const refused = await refusalOf(callPeer(deps, peer, { kind: 'share-standing', content, answer: Nothing, signal }));
  // A side that does not know the request (restored from a backup, say) will not know it later; anything else is told again.
  if (refused && refused.code !== 'nodes.unknown-share')
    return deps.log.warn(
      { module: 'nodes', share: id, code: refused.code },
      'how a request stands was not taken by the node that asked; it is told again',
    );
  await deps.database.transaction((tx) => noteStandingTold(tx, id, standing.revision));
  deps.live.publish({ topic: 'nodes', data: { shareId: id } });
}

/** What a department here did to its request; what it corrected holds here once it holds there. */
async function tellAct(deps: Own, peer: Peer, act: ShareAct, signal: AbortSignal): Promise<void> {
  const { id, shareId, content } = act;
  const refused = await refusalOf(
    callPeer(deps, peer, { kind: 'share-act', content: { act: id, id: shareId, content }, answer: Nothing, signal }),
  );
  await deps.database.transaction(async (tx) => {
    if (!refused && content.kind === 'correct') await changeShareTerms(tx, shareId, content.terms);
    const refusal = refused ? { zh: refused.messageIn('zh'), en: refused.messageIn('en') } : null;
    await noteActAnswered(tx, id, refusal, deps.clock.now());
  });
  deps.live.publish({ topic: 'nodes', data: { shareId } });
}
