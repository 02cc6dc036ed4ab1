import { Type } from 'typebox';
import type { Static } from 'typebox';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { AcrossDispute } from '@modules/sharing/contract';
import type { Own } from '../deps.ts';
import { nodesErrors } from '../domain/errors.ts';
import { lightOf } from '../domain/shares.ts';
import { actsOfShares, type ShareAct } from '../store/share-acts.ts';
import { listPeers } from '../store/peers.ts';
import { listEntries } from '../store/receipts.ts';
import { listShareRequests, type ShareRequest } from '../store/shares.ts';
import type { Waking } from './publish.ts';
import { IdParams, strict } from './schemas.ts';
import { disputeActsOf, keepAct, Kept } from './share-acts.ts';
import { DisputeView } from './share-schemas.ts';
import { concernOf, Cursor, mayAct, tell, wordsOf } from './share-terms.ts';
import { namesOf } from './views.ts';

const Words = Type.String({ minLength: 4, maxLength: 2_000 });
const OneDispute = Type.Interface([IdParams], { dispute: Type.String({ maxLength: 36 }) });

/** A dispute as the side sees it that asked: the other node's word; what is on its way from here stands first. */
export function disputesOf(
  deps: Own,
  one: ShareRequest,
  acts: readonly ShareAct[],
  mine: boolean,
): Static<typeof DisputeView>[] {
  const said = one.standing?.disputes ?? [];
  const sent = acts.flatMap((act) =>
    act.content.kind === 'dispute' && act.state !== 'taken' && !said.some(({ id }) => id === act.id)
      ? [
          {
            id: act.id,
            raisedBy: 'applicant' as const,
            state: act.state === 'refused' ? ('not-taken' as const) : ('sending' as const),
            text: act.content.text,
            at: act.madeAt.toISOString(),
            acts: [],
            ...(act.refusal ? { refusal: act.refusal } : {}),
          },
        ]
      : [],
  );
  const now = deps.clock.now();
  const heard = said.map((dispute: AcrossDispute) => ({
    ...dispute,
    ...(dispute.clock ? { light: lightOf(deps.calendar, new Date(dispute.clock.dueAt), now) } : {}),
    acts: mine ? disputeActsOf(one, dispute, acts) : [],
  }));
  return [...sent.toReversed(), ...heard];
}

/** Raises a dispute about a request to another node: the provider there answers, and the sharing authority of that level settles it. */
export function disputeShare(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.dispute-share',
    method: 'POST',
    path: '/api/nodes/shares/:id/disputes',
    summary: { zh: '就跨级共享申请提起争议', en: 'Raise a dispute about a request to another node' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    body: Type.Object({ text: Words }, strict),
    status: 201,
    response: Kept,
    async handle({ actor, trace }, { params, body }) {
      const id = await keepAct(deps, { actor, trace, id: params.id }, async (_tx, _request, may) => {
        if (!may.includes('dispute')) throw nodesErrors.nothingToDispute();
        return { kind: 'dispute', text: body.text.trim() };
      });
      tell(deps, params.id);
      loop.wake();
      return { id };
    },
  });
}

/** What the asking department does about a dispute there: answers one that was raised against it, takes its own back. */
export function disputeSteps(deps: Own, loop: Waking): Feature[] {
  const step = (
    of: Parameters<typeof keepAct>[1],
    dispute: string,
    act: 'answer' | 'withdraw',
    text: string,
  ): Promise<string> =>
    keepAct(deps, of, async (_tx, request, _may, acts) => {
      const one = request.standing?.disputes?.find(({ id }) => id === dispute);
      if (!one) throw nodesErrors.unknownDispute();
      if (!disputeActsOf(request, one, acts).includes(act)) throw nodesErrors.disputeStands();
      return act === 'answer' ? { kind: 'answer-dispute', dispute, text } : { kind: 'withdraw-dispute', dispute };
    }).then((id) => {
      tell(deps, of.id);
      loop.wake();
      return id;
    });
  return [
    feature({
      name: 'nodes.answer-share-dispute',
      method: 'POST',
      path: '/api/nodes/shares/:id/disputes/:dispute/answer',
      summary: {
        zh: '答复对方节点就申请提起的争议',
        en: 'Answer a dispute that the other node raised about a request',
      },
      access: { permission: 'sharing.apply' },
      params: OneDispute,
      body: Type.Object({ text: Words }, strict),
      response: Kept,
      handle: async ({ actor, trace }, { params, body }) => ({
        id: await step({ actor, trace, id: params.id }, params.dispute, 'answer', body.text.trim()),
      }),
    }),
    feature({
      name: 'nodes.withdraw-share-dispute',
      method: 'POST',
      path: '/api/nodes/shares/:id/disputes/:dispute/withdraw',
      summary: { zh: '撤回就跨级共享申请提起的争议', en: 'Withdraw a dispute about a request to another node' },
      access: { permission: 'sharing.apply' },
      params: OneDispute,
      response: Kept,
      handle: async ({ actor, trace }, { params }) => ({
        id: await step({ actor, trace, id: params.id }, params.dispute, 'withdraw', ''),
      }),
    }),
  ];
}

const Listed = Type.Interface([DisputeView], {
  share: Type.String(),
  peerName: LocalText,
  title: LocalText,
  organisationName: LocalText,
  providerName: Type.Optional(LocalText),
  requestNumber: Type.Optional(Type.String()),
});

/** Disputes about requests to other nodes that concern the viewer's organisation: those of this page's requests, the newest request first. */
export function listShareDisputes(deps: Own): Feature {
  return feature({
    name: 'nodes.list-share-disputes',
    method: 'GET',
    path: '/api/nodes/share-disputes',
    summary: { zh: '跨级共享争议', en: 'Disputes about requests to other nodes' },
    access: { permission: 'sharing.read' },
    query: Type.Object(Cursor),
    response: Page(Listed),
    handle: ({ actor }, { query }) =>
      deps.database.read(async (tx) => {
        const limit = query.limit ?? 50;
        const key = decodeCursor(query.cursor, 2);
        const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
        const of = concernOf(deps, actor);
        const rows = await listShareRequests(tx, { after, limit: limit + 1, direction: 'out', of, disputed: true });
        const page = cursorPage(rows, limit, (row) => [row.askedAt.toISOString(), row.id]);
        const name = namesOf(await listPeers(tx));
        const entries = await listEntries(tx);
        const acts = await actsOfShares(
          tx,
          page.items.map(({ id }) => id),
        );
        const items = page.items.flatMap((one) => {
          const entry = entries.find(({ peerId, resource }) => peerId === one.peerId && resource === one.resource);
          const own = acts.filter(({ shareId }) => shareId === one.id);
          return disputesOf(deps, one, own, mayAct(actor, one)).map((dispute) => ({
            ...dispute,
            share: one.id,
            peerName: name(one.peerId),
            title: wordsOf(deps, one, false, entries).title,
            organisationName: one.organisationName,
            ...(entry?.providerName ? { providerName: entry.providerName } : {}),
            ...(one.standing ? { requestNumber: one.standing.number } : {}),
          }));
        });
        return { items, ...(page.next === undefined ? {} : { next: page.next }) };
      }),
  });
}
