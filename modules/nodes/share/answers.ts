import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Tx } from '@platform/database';
import { DomainError, fillText } from '@platform/kernel';
import { across, answerDue, factsHash, factsText, LOST_WORDS, saltedHash } from '../domain/shares.ts';
import { shareOver } from '../contract/index.ts';
import { nodesErrors } from '../domain/errors.ts';
import type { Own } from '../deps.ts';
import type { Message } from '../link/message.ts';
import type { Peer } from '../store/peers.ts';
import { selfFacts } from '../store/self.ts';
import {
  beginShareCall,
  changeShareTerms,
  decideShare,
  endShareCall,
  endShareGrant,
  findShareCall,
  insertShareRequest,
  lockShareGrant,
  lockShareRequest,
  noteCompared,
  tellGrants,
} from '../store/shares.ts';
import { actsOfShares, noteActAnswered, noteWithdrawn, wasWithdrawn } from '../store/share-acts.ts';
import { callFacts, rowsIn } from './call.ts';
import { handIn } from './hand-in.ts';
import { demandOffered, demandRenewable } from './offered.ts';
import { takeAct } from './take-act.ts';
import { takeStanding } from './standing.ts';
import {
  ShareAct,
  ShareAsk,
  ShareCallContent,
  ShareCompare,
  ShareEnd,
  ShareStanding,
  ShareWithdrawal,
  type Correction,
  type ShareCallAnswer,
} from './contents.ts';

type Turn = { readonly deps: Own; readonly peer: Peer; readonly content: unknown; readonly trace: string };
const KEPT_MS = 120_000;

function demand<T extends TSchema>(schema: T, content: unknown): Static<T> {
  if (!Value.Check(schema, content)) throw nodesErrors.badMessage();
  return content;
}
const tell = (deps: Own, data: Record<string, string>): void => deps.live.publish({ topic: 'nodes', data });
const answerContext = (call: string): string => `nodes.share_call:${call}:answer`;

/** Terms of a correction of ours that was not known to have come; they hold from now on. */
async function takenCorrection(tx: Tx, id: string, at: Date): Promise<Correction | undefined> {
  const act = (await actsOfShares(tx, [id])).find(({ kind, state }) => kind === 'correct' && state === 'sending');
  if (act?.content.kind !== 'correct') return undefined;
  await noteActAnswered(tx, act.id, null, at);
  await changeShareTerms(tx, id, act.content.terms);
  return act.content.terms;
}

/** What is said about requests, grants and calls of the other node; both parent and child may. */
export const SHARE_ANSWERS: Partial<Record<Message['kind'], (turn: Turn) => Promise<unknown>>> = {
  async 'share-ask'({ deps, peer, content, trace }) {
    const { renews = null, ...asked } = demand(ShareAsk, content);
    const at = deps.clock.now();
    const kept = await deps.database.transaction(async (tx) => {
      // Told again because our answer was lost.
      const before = await lockShareRequest(tx, asked.id);
      if (before) return before;
      // It comes late: its withdrawal was here before it.
      if (await wasWithdrawn(tx, peer.id, asked.id)) return undefined;
      const resource = await demandOffered(deps, tx, peer.id, asked);
      if (renews !== null) await demandRenewable(deps, tx, peer.id, renews, asked);
      const request = {
        ...asked,
        peerId: peer.id,
        direction: 'in' as const,
        state: 'asked' as const,
        askedAt: at,
        askedBy: null,
        dueAt: answerDue(deps.calendar, resource.shareType, at),
        renews,
      };
      await insertShareRequest(tx, request);
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.ask-for-share',
        subject: `share:${asked.id}`,
        detail: { resource: asked.resource, interface: asked.interface, organisation: asked.organisationName.zh },
        trace,
      });
      return request;
    });
    // Handed in before the other side is told that we have it: it says so again until it is.
    if (kept?.peerId === peer.id && kept.direction === 'in' && kept.state === 'asked')
      await handIn(deps, peer.name, kept, trace);
    tell(deps, { shareId: asked.id });
    return {};
  },

  async 'share-withdraw'({ deps, peer, content, trace }) {
    const { id } = demand(ShareWithdrawal, content);
    await deps.database.transaction(async (tx) => {
      await noteWithdrawn(tx, peer.id, id, deps.clock.now());
      const request = await lockShareRequest(tx, id);
      if (request?.peerId !== peer.id || request.direction !== 'in' || request.state !== 'asked') return;
      await decideShare(tx, id, { state: 'withdrawn', reason: null, law: null, at: deps.clock.now(), by: null });
      const reason = { zh: '申请单位已撤回', en: 'Withdrawn by the applicant' };
      await deps.outbox.append(tx, shareOver, `share:${id}`, { shareId: id, reason }, trace);
    });
    tell(deps, { shareId: id });
    return {};
  },

  async 'share-standing'({ deps, peer, content, trace }) {
    const said = demand(ShareStanding, content);
    const at = deps.clock.now();
    await deps.database.transaction(async (tx) => {
      const request = await lockShareRequest(tx, said.id);
      if (request?.peerId !== peer.id || request.direction !== 'out') throw nodesErrors.unknownShare();
      if (said.standing.revision <= request.standingNo) return;
      // Our correction is there though we did not hear so: it holds here too, before what was decided on it.
      const corrected = said.standing.correction?.doneAt ? await takenCorrection(tx, said.id, at) : undefined;
      await takeStanding(tx, corrected ? { ...request, ...corrected } : request, said, { at, by: null, side: 'held' });
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.receive-share-standing',
        subject: `share:${said.id}`,
        detail: { state: said.standing.state, revision: said.standing.revision },
        trace,
      });
    });
    tell(deps, { shareId: said.id });
    return {};
  },

  async 'share-act'({ deps, peer, content, trace }) {
    const said = demand(ShareAct, content);
    await takeAct(deps, peer, said, trace);
    tell(deps, { shareId: said.id });
    return {};
  },

  async 'share-end'({ deps, peer, content, trace }) {
    const { id, reason } = demand(ShareEnd, content);
    await deps.database.transaction(async (tx) => {
      const grant = await lockShareGrant(tx, id);
      if (grant?.peerId !== peer.id || grant.endedAt) return;
      // Who gave it revokes, who holds it gives it back; the message says only that it is over.
      const as = grant.direction === 'held' ? ('revoked' as const) : ('returned' as const);
      await endShareGrant(tx, id, { as, reason, at: deps.clock.now(), told: true });
      await tellGrants(tx);
      if (as === 'returned') await deps.outbox.append(tx, shareOver, `share:${id}`, { shareId: id, reason }, trace);
      await deps.audit.append(tx, {
        actor: { kind: 'system', name: `node:${peer.id}` },
        action: 'nodes.receive-share-end',
        subject: `share:${id}`,
        detail: { as, reason },
        trace,
      });
    });
    await deps.shares.refresh();
    tell(deps, { shareId: id });
    return {};
  },

  async 'share-call'({ deps, peer, content }): Promise<ShareCallAnswer> {
    const call = demand(ShareCallContent, content);
    const asked = saltedHash(call.salt, call.parameters);
    const at = new Date(call.at);
    if (Number.isNaN(at.getTime())) throw nodesErrors.badMessage();
    const before = await deps.database.readOnce((tx) => findShareCall(tx, call.call));
    if (before) {
      const same = before.peerId === peer.id && before.direction === 'in' && before.askedHash.toString('hex') === asked;
      if (!same) throw nodesErrors.callDiffers();
      // Asked again because our answer was lost: the same answer, and nothing is done twice.
      if (before.answer) return deps.sealer.openJson(before.answer, answerContext(call.call)) as ShareCallAnswer;
      throw nodesErrors.callOver();
    }
    const grant = await deps.database.transaction(async (tx) => {
      const found = await lockShareGrant(tx, call.grant);
      if (found?.peerId !== peer.id || found.direction !== 'given') throw nodesErrors.unknownGrant();
      const { application } = found;
      const begun = await beginShareCall(tx, {
        id: call.call,
        direction: 'in',
        peerId: peer.id,
        grantId: found.id,
        at,
        application,
        purpose: call.purpose,
        caseNo: call.caseNo,
        trace: call.trace,
        askedHash: Buffer.from(asked, 'hex'),
      });
      if (!begun) throw nodesErrors.callOver();
      return found;
    });
    const started = performance.now();
    // Under a grant that was renewed while the call was on its way, what holds now is its renewal.
    const lost = deps.shares.port.lost(deps.shares.successor(grant.id));
    const application = across(peer.id, grant.application);
    const said: Omit<ShareCallAnswer, 'facts'> = await (lost
      ? Promise.reject(nodesErrors.grantOver({ reason: lost.reason ?? LOST_WORDS[lost.state] }))
      : deps.interfaces().call({
          interface: grant.interface,
          application,
          actor: { kind: 'application', applicationId: application, organisation: across(peer.id, grant.organisation) },
          parameters: call.parameters,
          purpose: call.purpose,
          caseNo: call.caseNo,
          trace: call.trace,
        })
    ).then(
      (answer) => ({ answer: JSON.parse(JSON.stringify(answer)) as Record<string, unknown> }),
      (error: unknown) => {
        if (!(error instanceof DomainError) || error.status >= 500) throw error;
        const { code, text, params } = error;
        return { refusal: { code, zh: fillText(text, 'zh', params), en: fillText(text, 'en', params) } };
      },
    );
    const self = await selfFacts(deps);
    const outcome = said.refusal ? ('refused' as const) : ('answered' as const);
    const answerHash = said.refusal?.code ?? saltedHash(call.salt, said.answer ?? {});
    const facts = callFacts({ content: call, from: peer.id, to: self.id, grant, asked, outcome, answer: answerHash });
    const hash = factsHash(facts);
    const full: ShareCallAnswer = { ...said, facts: hash.toString('hex') };
    await deps.database.transaction(async (tx) => {
      const sealed = deps.sealer.sealJson(full, answerContext(call.call));
      await endShareCall(tx, call.call, {
        outcome,
        code: said.refusal?.code ?? null,
        rows: rowsIn(said.answer),
        ms: Math.round(performance.now() - started),
        factsHash: hash,
        answer: { sealed, until: new Date(deps.clock.now().getTime() + KEPT_MS) },
      });
      const provider = deps.catalogue.find(grant.resource)?.provider ?? self.id;
      await deps.receipts.append(tx, [
        { id: call.call, at, kind: 'node', provider, consumer: application, facts: factsText(facts) },
      ]);
    });
    tell(deps, { grantId: grant.id });
    return full;
  },

  async 'share-compare'({ deps, peer, content }) {
    const { calls } = demand(ShareCompare, content);
    const at = deps.clock.now();
    const held = await deps.database.transaction(async (tx) => {
      const answer: { call: string; facts: string | null }[] = [];
      for (const { call, facts } of calls) {
        const ours = await findShareCall(tx, call);
        const known = ours?.peerId === peer.id && ours.direction === 'in' ? ours : undefined;
        answer.push({ call, facts: known?.factsHash?.toString('hex') ?? null });
        if (known) await noteCompared(tx, call, facts === null ? null : Buffer.from(facts, 'hex'), at);
      }
      return answer;
    });
    tell(deps, { nodeId: peer.id });
    return { calls: held };
  },
};
