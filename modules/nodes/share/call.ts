import { randomBytes } from 'node:crypto';
import type { ApplicationActor } from '@platform/access';
import { DomainError, isCitizenId, isCreditCode, shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import { SUBJECT } from '@platform/module';
import { nodesErrors } from '../domain/errors.ts';
import { factsHash, factsText, saltedHash, type CallFacts } from '../domain/shares.ts';
import type { Own } from '../deps.ts';
import { callPeer } from '../link/call-peer.ts';
import { isNodeFault } from '../domain/node-faults.ts';
import { findPeer } from '../store/peers.ts';
import { beginShareCall, callsToday, endShareCall, lockShareGrant, type ShareGrant } from '../store/shares.ts';
import { selfFacts } from '../store/self.ts';
import { ShareCallAnswer, type ShareCallContent } from './contents.ts';

export type CallAcross = {
  readonly grant: string;
  readonly actor: ApplicationActor;
  readonly purpose: string;
  readonly caseNo: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly trace: string;
};
export type AnswerAcross = { readonly callId: string; readonly answer: Record<string, unknown> };

/** Refuses what this side can see itself, before anything travels. @throws nodes.unknown-grant, .grant-over, .purpose-not-granted, .calls-used-up */
function demandHeld(deps: Own, grant: ShareGrant | undefined, call: CallAcross, today: number): ShareGrant {
  if (grant?.direction !== 'held' || grant.application !== call.actor.applicationId) throw nodesErrors.unknownGrant();
  const day = shanghaiDate(deps.clock.now());
  if (grant.endedAt || grant.until < day || grant.from > day) {
    const reason = grant.endedReason ?? `${grant.from} – ${grant.until}`;
    throw nodesErrors.grantOver({ reason });
  }
  if (!grant.purposes.some(({ id }) => id === call.purpose))
    throw nodesErrors.purposeNotGranted({
      purpose: call.purpose,
      allowed: grant.purposes.map(({ id }) => id).join(', '),
    });
  if (today >= grant.callsPerDay) throw nodesErrors.callsUsedUp({ limit: grant.callsPerDay });
  return grant;
}

/**
 * Relays a call of an application here to the node that granted it. Written on this side before it leaves and with its facts when the answer
 * is there; an answer that was lost is asked for once more under the same id, which the other side knows.
 * @throws what the other node's interface refuses with, nodes.unreachable, and as {@link demandHeld}
 */
export async function callAcross(deps: Own, call: CallAcross): Promise<AnswerAcross> {
  const id = deps.ids.next();
  const at = deps.clock.now();
  const salt = randomBytes(16).toString('hex');
  const asked = saltedHash(salt, call.parameters);
  const day = startOfShanghaiDay(shanghaiDate(at));
  const { grant, peer } = await deps.database.transaction(async (tx) => {
    let locked = await lockShareGrant(tx, call.grant);
    // Whoever calls by the number of a grant that was renewed goes on under its renewal.
    while (locked?.renewedBy) locked = await lockShareGrant(tx, locked.renewedBy);
    const held = demandHeld(deps, locked, call, locked ? await callsToday(tx, locked.id, day) : 0);
    const to = await findPeer(tx, held.peerId);
    if (to?.state !== 'active') throw nodesErrors.notActive({ node: held.peerId, state: to?.state ?? '' });
    await beginShareCall(tx, {
      id,
      direction: 'out',
      peerId: held.peerId,
      grantId: held.id,
      at,
      application: call.actor.applicationId,
      purpose: call.purpose,
      caseNo: call.caseNo,
      trace: call.trace,
      askedHash: Buffer.from(asked, 'hex'),
    });
    // Before the data come: whoever's they are will see that an office here asked for them.
    for (const value of Object.values(call.parameters).filter((one) => isCitizenId(one) || isCreditCode(one)))
      await deps.audit.recordRead(tx, {
        actor: call.actor,
        organisation: call.actor.organisation,
        subject: deps.blindIndex(value, SUBJECT),
        channel: 'interface',
        resource: `node:${held.peerId}/${held.interface}`,
        fields: held.fields,
        purpose: held.purposes.find((one) => one.id === call.purpose)?.title ?? { zh: call.purpose, en: call.purpose },
        caseNo: call.caseNo,
        legalBasis: { zh: held.basis, en: held.basis },
        trace: call.trace,
      });
    return { grant: held, peer: to };
  });
  const content: ShareCallContent = {
    call: id,
    grant: grant.id,
    at: at.toISOString(),
    purpose: call.purpose,
    caseNo: call.caseNo,
    trace: call.trace,
    salt,
    parameters: { ...call.parameters },
  };
  const started = performance.now();
  const send = () => callPeer(deps, peer, { kind: 'share-call', content, answer: ShareCallAnswer });
  const answered = await send().catch((error: unknown) => {
    // Once more, and only what no answer came to: the other side knows the id and does nothing twice.
    if (isNodeFault(error)) return send();
    throw error;
  });
  const outcome = answered.refusal ? ('refused' as const) : ('answered' as const);
  const self = await selfFacts(deps);
  const facts = callFacts({
    content,
    from: self.id,
    to: peer.id,
    grant,
    asked,
    outcome,
    answer: answered.refusal?.code ?? saltedHash(salt, answered.answer ?? {}),
  });
  await deps.database.transaction(async (tx) => {
    await endShareCall(tx, id, {
      outcome,
      code: answered.refusal?.code ?? null,
      rows: rowsIn(answered.answer),
      ms: Math.round(performance.now() - started),
      factsHash: factsHash(facts),
    });
    await deps.receipts.append(tx, [
      { id, at, kind: 'node', provider: peer.id, consumer: call.actor.applicationId, facts: factsText(facts) },
    ]);
  });
  deps.live.publish({ topic: 'nodes', data: { grantId: grant.id } });
  if (answered.refusal) {
    const { code, zh, en } = answered.refusal;
    const plain = (text: string): string => text.replaceAll(/[{}]/g, '');
    throw new DomainError(code, { zh: `对方节点：${plain(zh)}`, en: `The other node: ${plain(en)}`, status: 422 });
  }
  return { callId: id, answer: answered.answer ?? {} };
}

/** What both sides keep of a call, alike to the letter. */
export function callFacts(of: {
  content: ShareCallContent;
  from: string;
  to: string;
  grant: Pick<ShareGrant, 'id' | 'interface' | 'application' | 'organisation'>;
  asked: string;
  outcome: CallFacts['outcome'];
  answer: string;
}): CallFacts {
  const { content, grant, from, to, asked, outcome, answer } = of;
  const { call, purpose, caseNo, trace, at } = content;
  const { application, organisation } = grant;
  return {
    call,
    grant: grant.id,
    from,
    to,
    interface: grant.interface,
    application,
    organisation,
    purpose,
    caseNo,
    trace,
    at,
    asked,
    outcome,
    answer,
  };
}

export function rowsIn(answer: Record<string, unknown> | undefined): number | null {
  const rows = answer?.['rows'];
  return Array.isArray(rows) ? rows.length : null;
}
