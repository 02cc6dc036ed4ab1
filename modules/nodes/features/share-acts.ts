import { Type } from 'typebox';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { isUuid, shanghaiDate } from '@platform/kernel';
import type { Own } from '../deps.ts';
import { nodesErrors } from '../domain/errors.ts';
import { answerDue } from '../domain/shares.ts';
import type { AcrossDispute } from '@modules/sharing/contract';
import { Correction, type ShareActContent } from '../share/contents.ts';
import { findPeer } from '../store/peers.ts';
import { listEntries } from '../store/receipts.ts';
import { actsOfShares, insertShareAct, type ShareAct } from '../store/share-acts.ts';
import {
  insertShareRequest,
  lockShareGrant,
  lockShareRequest,
  openRenewal,
  type ShareRequest,
} from '../store/shares.ts';
import type { Waking } from './publish.ts';
import { IdParams, strict } from './schemas.ts';
import { checkPeriod, demandActive, demandFields } from './share-demands.ts';
import { tell, termsOf } from './share-terms.ts';

export const ACTS = ['withdraw', 'correct', 'object', 'dispute'] as const;
export type ShareActName = (typeof ACTS)[number];

/** What a department may do now to a request it made at another node, by what that node said last and by what is still on its way. */
export function actsOf(one: ShareRequest, acts: readonly ShareAct[], now: Date): ShareActName[] {
  if (one.direction !== 'out') return [];
  const { standing } = one;
  const open = one.state === 'asked' || one.state === 'sending';
  const waiting = acts.some(({ state }) => state === 'sending');
  const may: ShareActName[] = open ? ['withdraw'] : [];
  if (waiting || !standing || one.state === 'withdrawn') return may;
  if (standing.state === 'correction') may.push('correct');
  const late = standing.state === 'with-provider' && standing.clock && new Date(standing.clock.dueAt) <= now;
  const partly = standing.answer?.outcome === 'partly-agreed' && standing.state === 'in-use';
  if (!standing.objection && (standing.state === 'refused' || partly || late)) may.push('object');
  const answered = ['refused', 'delivering', 'in-use', 'ended'].includes(standing.state);
  const raised = standing.disputes?.some((dispute) => dispute.raisedBy === 'applicant' && runs(dispute));
  if (!raised && (answered || late || standing.objection)) may.push('dispute');
  return may;
}

const runs = ({ state }: AcrossDispute): boolean => state === 'open' || state === 'answered';
/** What the asking department may do now about a dispute there. */
export function disputeActsOf(one: ShareRequest, dispute: AcrossDispute, acts: readonly ShareAct[]): DisputeActName[] {
  if (one.direction !== 'out' || !runs(dispute) || acts.some(({ state }) => state === 'sending')) return [];
  if (dispute.raisedBy === 'applicant') return ['withdraw'];
  return dispute.state === 'open' ? ['answer'] : [];
}
export type DisputeActName = 'answer' | 'withdraw';

/** One act of the asking department on its request, kept until the other side has answered it. */
export async function keepAct(
  deps: Own,
  of: { actor: Actor; trace: string; id: string },
  check: (
    tx: Tx,
    request: ShareRequest,
    may: readonly ShareActName[],
    acts: readonly ShareAct[],
  ) => Promise<ShareActContent>,
): Promise<string> {
  const staff = asStaff(of.actor);
  return deps.database.transaction(async (tx) => {
    const request = isUuid(of.id) ? await lockShareRequest(tx, of.id) : undefined;
    if (request?.direction !== 'out' || !inScope(staff, request.organisation)) throw nodesErrors.unknownShare();
    const at = deps.clock.now();
    const acts = await actsOfShares(tx, [request.id]);
    const content = await check(tx, request, actsOf(request, acts, at), acts);
    const id = deps.ids.next();
    await insertShareAct(tx, { id, shareId: request.id, content, madeAt: at, madeBy: actorLabel(of.actor).id });
    await deps.audit.append(tx, {
      actor: of.actor,
      action: `nodes.${content.kind}-share`,
      subject: `share:${request.id}`,
      detail: { act: id, ...detailOf(content) },
      trace: of.trace,
    });
    return id;
  });
}

function detailOf(content: ShareActContent): Record<string, string | string[]> {
  if (content.kind === 'correct') return { fields: content.terms.fields };
  if (content.kind === 'withdraw-dispute') return { dispute: content.dispute };
  return { text: content.text, ...('dispute' in content ? { dispute: content.dispute } : {}) };
}

export const Kept = Type.Object({ id: Type.String() });

/** Corrects a request that the other level returned, and hands it in again there. */
export function correctShare(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.correct-share',
    method: 'POST',
    path: '/api/nodes/shares/:id/correct',
    summary: {
      zh: '补正后重新提交跨级共享申请',
      en: 'Correct a returned request to another node and hand it in again',
    },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Correction,
    response: Kept,
    async handle({ actor, trace }, { params, body }) {
      await keepAct(deps, { actor, trace, id: params.id }, async (tx, request, may) => {
        if (!may.includes('correct')) throw nodesErrors.notReturned();
        checkPeriod(body, shanghaiDate(deps.clock.now()));
        await demandFields(tx, request.peerId, { ...request, fields: body.fields });
        return { kind: 'correct', terms: body };
      });
      tell(deps, params.id);
      loop.wake();
      return { id: params.id };
    },
  });
}

/** Objects to what the other level answered, or did not: its sharing authority decides, in its own time. */
export function objectToShare(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.object-to-share',
    method: 'POST',
    path: '/api/nodes/shares/:id/object',
    summary: { zh: '对跨级共享申请的答复提出异议', en: 'Object to how another node answered a request' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Type.Object({ text: Type.String({ minLength: 4, maxLength: 2_000 }) }, strict),
    response: Kept,
    async handle({ actor, trace }, { params, body }) {
      await keepAct(deps, { actor, trace, id: params.id }, async (_tx, _request, may) => {
        if (!may.includes('object')) throw nodesErrors.nothingToObject();
        return { kind: 'object', text: body.text.trim() };
      });
      tell(deps, params.id);
      loop.wake();
      return { id: params.id };
    },
  });
}

/** Asks the other level to go on with a grant until a later day, before it ends. What it gives takes the grant's place. */
export function renewGrant(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.renew-share-grant',
    method: 'POST',
    path: '/api/nodes/share-grants/:id/renew',
    summary: { zh: '申请续期跨级授权', en: 'Ask to renew a grant between levels' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Type.Object(
      {
        until: Type.String({ format: 'date' }),
        basis: Type.String({ minLength: 2, maxLength: 300 }),
      },
      strict,
    ),
    status: 201,
    response: Kept,
    async handle({ actor, trace }, { params, body }) {
      const id = deps.ids.next();
      const at = deps.clock.now();
      const today = shanghaiDate(at);
      await deps.database.transaction(async (tx) => {
        const grant = isUuid(params.id) ? await lockShareGrant(tx, params.id) : undefined;
        if (grant?.direction !== 'held' || !inScope(asStaff(actor), grant.organisation))
          throw nodesErrors.unknownShare();
        if (grant.endedAt || grant.until < today) throw nodesErrors.nothingToRenew();
        if (await openRenewal(tx, grant.id)) throw nodesErrors.renewalOpen();
        const from = grant.from > today ? grant.from : today;
        checkPeriod({ from, until: body.until }, today);
        if (body.until <= grant.until) throw nodesErrors.badPeriod();
        demandActive(await findPeer(tx, grant.peerId));
        const entry = (await listEntries(tx, grant.peerId)).find((one) => one.resource === grant.resource);
        const { peerId, applicationTitle, organisationName } = grant;
        await insertShareRequest(tx, {
          ...termsOf(grant),
          peerId,
          applicationTitle,
          organisationName,
          from,
          until: body.until,
          basis: body.basis.trim(),
          id,
          direction: 'out',
          state: 'sending',
          askedAt: at,
          askedBy: actorLabel(actor).id,
          dueAt: answerDue(deps.calendar, entry?.definition.shareType ?? 'conditional', at),
          renews: grant.id,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.renew-share-grant',
          subject: `share:${id}`,
          detail: { renews: grant.id, until: body.until },
          trace,
        });
      });
      tell(deps, id);
      loop.wake();
      return { id };
    },
  });
}
