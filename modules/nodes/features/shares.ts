import { Type, type Static } from 'typebox';
import { actorLabel, asStaff, inScope, type Actor } from '@platform/access';
import { cursorPage, decodeCursor, feature, Page, type Feature } from '@platform/http';
import { isUuid, shanghaiDate, type LocalText } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import { answerDue, lightOf } from '../domain/shares.ts';
import type { Own } from '../deps.ts';
import { Purposes } from '../share/contents.ts';
import { listPeers, lockPeer } from '../store/peers.ts';
import { listEntries, type Entry } from '../store/receipts.ts';
import {
  decideShare,
  insertShareRequest,
  listShareRequests,
  lockShareRequest,
  type ShareRequest,
} from '../store/shares.ts';
import type { Waking } from './publish.ts';
import { IdParams, strict } from './schemas.ts';
import { OfferView, ShareView } from './share-schemas.ts';
import { namesOf, same, when } from './views.ts';
import { actsOf } from './share-acts.ts';
import { disputesOf } from './share-disputes.ts';
import { checkPeriod, demandActive, demandFields } from './share-demands.ts';
import { concernOf, Cursor, Day, mayAct, tell, termsOf, wordsOf } from './share-terms.ts';
import { actsOfShares, type ShareAct } from '../store/share-acts.ts';

function shareView(
  deps: Own,
  actor: Actor,
  one: ShareRequest,
  name: (peer: string) => LocalText,
  entries: readonly Entry[],
  acts: readonly ShareAct[],
): Static<typeof ShareView> {
  const now = deps.clock.now();
  const open = one.state === 'asked' || one.state === 'sending';
  const { standing } = one;
  // The clock that runs there; before anything was heard, the one that the law sets.
  const due = standing ? standing.clock && new Date(standing.clock.dueAt) : open ? one.dueAt : undefined;
  const arbitration = standing?.objection?.state === 'open' ? new Date(standing.objection.dueAt) : undefined;
  const disputed = standing?.disputes?.find(({ clock }) => clock)?.clock;
  const running = due ?? arbitration ?? (disputed && new Date(disputed.dueAt));
  const last = acts.at(-1);
  const mine = mayAct(actor, one);
  return {
    id: one.id,
    direction: one.direction,
    peerId: one.peerId,
    peerName: name(one.peerId),
    ...termsOf(one),
    ...wordsOf(deps, one, one.direction === 'in', entries),
    state: one.state,
    ...(running ? { light: lightOf(deps.calendar, running, now), runsUntil: running.toISOString() } : {}),
    ...when('standing', standing, same),
    ...when('renews', one.renews, same),
    acts: mine ? actsOf(one, acts, now) : [],
    ...(last
      ? {
          lastAct: {
            kind: last.kind,
            state: last.state,
            at: last.madeAt.toISOString(),
            ...when('refusal', last.refusal, same),
          },
        }
      : {}),
    disputes: disputesOf(deps, one, acts, mine),
    ...when('reason', one.refusal ?? one.reason, (said) => (typeof said === 'string' ? { zh: said, en: said } : said)),
    ...when('law', one.law, same),
    askedAt: one.askedAt.toISOString(),
    dueAt: one.dueAt.toISOString(),
    ...when('decidedAt', one.decidedAt, (at) => at.toISOString()),
  };
}

/** Requests between levels that concern the viewer's organisation: those it made, and those about what it provides. */
export function listShares(deps: Own): Feature {
  return feature({
    name: 'nodes.list-shares',
    method: 'GET',
    path: '/api/nodes/shares',
    summary: { zh: '跨级共享申请', en: 'Requests between levels' },
    access: { permission: 'sharing.read' },
    query: Type.Object({ ...Cursor, direction: Type.Optional(Type.Enum(['out', 'in'])) }),
    response: Page(ShareView),
    handle: ({ actor }, { query }) =>
      deps.database.read(async (tx) => {
        const limit = query.limit ?? 50;
        const key = decodeCursor(query.cursor, 2);
        const after = key && { at: new Date(String(key[0])), id: String(key[1]) };
        const of = concernOf(deps, actor);
        const rows = await listShareRequests(tx, { after, limit: limit + 1, direction: query.direction, of });
        const page = cursorPage(rows, limit, (row) => [row.askedAt.toISOString(), row.id]);
        const name = namesOf(await listPeers(tx));
        const entries = await listEntries(tx);
        const acts = await actsOfShares(
          tx,
          page.items.map(({ id }) => id),
        );
        const view = (one: ShareRequest) =>
          shareView(
            deps,
            actor,
            one,
            name,
            entries,
            acts.filter(({ shareId }) => shareId === one.id),
          );
        return { ...page, items: page.items.map(view) };
      }),
  });
}

/** What other nodes published with an interface: what may be asked for. */
export function listOffers(deps: Own): Feature {
  return feature({
    name: 'nodes.list-offers',
    method: 'GET',
    path: '/api/nodes/offers',
    summary: { zh: '其他节点可申请的接口', en: 'Interfaces of other nodes that may be asked for' },
    access: { permission: 'sharing.read' },
    response: Type.Object({ items: Type.Array(OfferView) }),
    handle: () =>
      deps.database.read(async (tx) => {
        const peers = await listPeers(tx);
        const name = namesOf(peers);
        const trusted = (entry: Entry): boolean =>
          peers.some((peer) => peer.id === entry.peerId && peer.state === 'active');
        const items = (await listEntries(tx))
          .filter((entry) => entry.withdrawnAt === null && entry.interfaces.length > 0 && trusted(entry))
          .map(({ peerId, resource, definition, interfaces, providerName }) => ({
            peerId,
            peerName: name(peerId),
            resource,
            title: definition.title,
            summary: definition.summary,
            provider: definition.provider,
            ...when('providerName', providerName, same),
            shareType: definition.shareType,
            ...when('shareCondition', definition.shareCondition, same),
            interfaces: interfaces.map((one) => ({
              id: one.id,
              version: one.version,
              title: one.title,
              mode: one.mode,
              fields: one.fields.map((field) => ({
                name: field,
                title: definition.items.find((item) => item.name === field)?.title ?? { zh: field, en: field },
              })),
            })),
          }));
        return { items };
      }),
  });
}

const Wish = Type.Object(
  {
    peerId: Type.String({ maxLength: 32 }),
    resource: Type.String({ maxLength: 64 }),
    interface: Type.String({ maxLength: 64 }),
    application: Type.String({ maxLength: 64 }),
    fields: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 500, uniqueItems: true }),
    purposes: Purposes,
    basis: Type.String({ minLength: 2, maxLength: 300 }),
    from: Day,
    until: Day,
    callsPerDay: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  },
  strict,
);

/** A department asks for an interface of another node, in the name of one of its applications. */
export function askForShare(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.ask-for-share',
    method: 'POST',
    path: '/api/nodes/shares',
    summary: { zh: '向上级或下级节点申请共享', en: 'Ask another node for an interface' },
    access: { permission: 'sharing.apply' },
    body: Wish,
    status: 201,
    response: Type.Object({ id: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const application = deps.packs.find('applications', body.application)?.value;
      if (!application || !inScope(asStaff(actor), application.organisation))
        throw nodesErrors.unknownApplication({ application: body.application });
      const at = deps.clock.now();
      checkPeriod(body, shanghaiDate(at));
      const organisation = deps.organisations.find(application.organisation);
      const id = deps.ids.next();
      await deps.database.transaction(async (tx) => {
        const peer = await lockPeer(tx, body.peerId);
        demandActive(peer);
        const entry = await demandFields(tx, body.peerId, body);
        await insertShareRequest(tx, {
          ...body,
          id,
          direction: 'out',
          applicationTitle: application.title,
          organisation: application.organisation,
          organisationName: organisation?.name ?? { zh: application.organisation, en: application.organisation },
          state: 'sending',
          askedAt: at,
          askedBy: actorLabel(actor).id,
          dueAt: answerDue(deps.calendar, entry.definition.shareType, at),
          renews: null,
        });
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.ask-for-share',
          subject: `share:${id}`,
          detail: {
            node: body.peerId,
            resource: body.resource,
            interface: body.interface,
            application: application.id,
            basis: body.basis,
          },
          trace,
        });
      });
      tell(deps, id);
      loop.wake();
      return { id };
    },
  });
}

const Answer = Type.Object({ state: Type.Literal('withdrawn') });
/** The asking department takes its request back while it is open. */
export function withdrawShare(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.withdraw-share',
    method: 'POST',
    path: '/api/nodes/shares/:id/withdraw',
    summary: { zh: '撤回跨级共享申请', en: 'Withdraw a request to another node' },
    access: { permission: 'sharing.apply' },
    params: IdParams,
    response: Answer,
    async handle({ actor, trace }, { params }) {
      await deps.database.transaction(async (tx) => {
        const request = isUuid(params.id) ? await lockShareRequest(tx, params.id) : undefined;
        if (request?.direction !== 'out' || !inScope(asStaff(actor), request.organisation))
          throw nodesErrors.unknownShare();
        if (request.state !== 'asked' && request.state !== 'sending') throw nodesErrors.shareDecided();
        const by = actorLabel(actor).id;
        await decideShare(tx, request.id, { state: 'withdrawn', reason: null, law: null, at: deps.clock.now(), by });
        await deps.audit.append(tx, { actor, action: 'nodes.withdraw-share', subject: `share:${request.id}`, trace });
      });
      tell(deps, params.id);
      loop.wake();
      return { state: 'withdrawn' as const };
    },
  });
}
