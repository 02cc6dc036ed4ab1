import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { storedType } from '@platform/lake';
import { nodesErrors } from '../domain/errors.ts';
import { TRAIL } from '../domain/trail.ts';
import type { Own } from '../deps.ts';
import { listPeers, lockPeer } from '../store/peers.ts';
import {
  decideRequest,
  insertRequest,
  listRequests,
  lockRequest,
  noteEvent,
  requestTrail,
  type DataRequest,
} from '../store/requests.ts';
import { selfFacts } from '../store/self.ts';
import { isId, publish, type Waking } from './publish.ts';
import { IdParams, PeerQuery, RequestView, strict } from './schemas.ts';
import { namesOf, requestView } from './views.ts';

export function listRequestsCase(deps: Own): Feature {
  return feature({
    name: 'nodes.list-requests',
    method: 'GET',
    path: '/api/nodes/requests',
    summary: { zh: '数据回流申请', en: 'Requests for data of our division' },
    access: { permission: 'nodes.read' },
    query: PeerQuery,
    response: Type.Object({ items: Type.Array(RequestView) }),
    handle: (_, { query }) =>
      deps.database.read(async (tx) => {
        const name = namesOf(await listPeers(tx));
        const all = await listRequests(tx, query.peerId);
        const trails = await requestTrail(
          tx,
          all.map((one) => one.id),
        );
        return { items: all.map((one) => requestView(one, name, trails.get(one.id) ?? [])) };
      }),
  });
}

/** A child asks its parent for what it holds about the child's division (数据回流, DAT-05, DAT-06). */
export function askForData(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.ask-for-data',
    method: 'POST',
    path: '/api/nodes/requests',
    summary: { zh: '向上级节点申请本区划的数据回流', en: 'Ask the parent for data about this division' },
    access: { permission: 'nodes.publish' },
    body: Type.Object(
      {
        peerId: Type.String({ maxLength: 32 }),
        what: Type.String({ minLength: 2, maxLength: 200 }),
        purpose: Type.String({ minLength: 2, maxLength: 500 }),
        basis: Type.String({ minLength: 2, maxLength: 200 }),
      },
      strict,
    ),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const { division } = await selfFacts(deps);
      const id = deps.ids.next();
      const at = deps.clock.now();
      await deps.database.transaction(async (tx) => {
        const peer = await lockPeer(tx, body.peerId);
        if (!peer) throw nodesErrors.unknownPeer();
        if (peer.role !== 'parent') throw nodesErrors.notAParent();
        if (peer.state !== 'active') throw nodesErrors.notActive({ node: peer.id, state: peer.state });
        await insertRequest(tx, {
          id,
          ...body,
          division,
          direction: 'out',
          state: 'sending',
          askedBy: actorLabel(actor).id,
          at,
        });
        await noteEvent(tx, id, { at, kind: 'asked', text: TRAIL.asked() });
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.ask-for-data',
          subject: `request:${id}`,
          detail: { node: peer.id, purpose: body.purpose, basis: body.basis, division },
          trace,
        });
      });
      deps.live.publish({ topic: 'exchange', data: { requestId: id } });
      loop.wake();
      return { id };
    },
  });
}

const Answer = Type.Object({ state: Type.Enum(['approved', 'refused']), publicationId: Type.Optional(Type.String()) });

async function demandOpen(request: DataRequest | undefined): Promise<DataRequest> {
  if (!request || request.direction !== 'in') throw nodesErrors.unknownRequest();
  if (request.state !== 'asked') throw nodesErrors.requestDecided();
  return request;
}

/** The parent's data officer says which line answers it, and by which item a row lies in the child's division. */
export function approveRequest(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.approve-request',
    method: 'POST',
    path: '/api/nodes/requests/:id/approve',
    summary: { zh: '同意数据回流并下发本区划的行', en: 'Approve a request: rows of the child’s division go down' },
    access: { permission: 'nodes.publish' },
    params: IdParams,
    body: Type.Object(
      {
        resource: Type.String({ maxLength: 64 }),
        lineId: Type.String({ maxLength: 200 }),
        items: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 500, uniqueItems: true }),
        grade: Type.Integer({ minimum: 1, maximum: 4 }),
        divisionItem: Type.String({ maxLength: 64 }),
      },
      strict,
    ),
    response: Answer,
    async handle({ actor, trace }, { params, body }) {
      const line = await deps.exchange.findLine(body.lineId);
      const item = deps.catalogue.find(body.resource)?.items.find((one) => one.name === body.divisionItem);
      if (!item) throw nodesErrors.unknownItem({ item: body.divisionItem });
      if (storedType(item.type) !== 'text') throw nodesErrors.badDivisionItem({ item: body.divisionItem });
      const at = deps.clock.now();
      const publicationId = await deps.database.transaction(async (tx) => {
        const request = await demandOpen(isId(params.id) ? await lockRequest(tx, params.id) : undefined);
        const filter = { item: body.divisionItem, division: request.division };
        const chosen = { ...body, peerId: request.peerId, basis: request.basis, filter, requestId: request.id };
        const id = await publish(deps, tx, chosen, line, { actor, trace });
        await decideRequest(tx, request.id, {
          state: 'approved',
          reason: null,
          publicationId: id,
          at,
          by: actorLabel(actor).id,
        });
        await noteEvent(tx, request.id, { at, kind: 'approved', text: TRAIL.approved() });
        return id;
      });
      deps.live.publish({ topic: 'exchange', data: { requestId: params.id } });
      loop.wake();
      return { state: 'approved' as const, publicationId };
    },
  });
}

export function refuseRequest(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.refuse-request',
    method: 'POST',
    path: '/api/nodes/requests/:id/refuse',
    summary: { zh: '不同意数据回流', en: 'Refuse a request' },
    access: { permission: 'nodes.publish' },
    params: IdParams,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }, strict),
    response: Answer,
    async handle({ actor, trace }, { params, body }) {
      const at = deps.clock.now();
      const reason = body.reason.trim();
      await deps.database.transaction(async (tx) => {
        const request = await demandOpen(isId(params.id) ? await lockRequest(tx, params.id) : undefined);
        await decideRequest(tx, request.id, {
          state: 'refused',
          reason,
          publicationId: null,
          at,
          by: actorLabel(actor).id,
        });
        await noteEvent(tx, request.id, { at, kind: 'refused', text: TRAIL.refused(reason) });
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.refuse-request',
          subject: `request:${request.id}`,
          detail: { reason },
          trace,
        });
      });
      deps.live.publish({ topic: 'exchange', data: { requestId: params.id } });
      loop.wake();
      return { state: 'refused' as const };
    },
  });
}
