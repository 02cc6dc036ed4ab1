import { Type } from 'typebox';
import { actorLabel, type Actor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import type { LineFacts } from '@modules/exchange/contract';
import { nodesErrors } from '../domain/errors.ts';
import { checkChoice, gradeOf, isPersonal } from '../domain/publishing.ts';
import type { Own } from '../deps.ts';
import { listPeers, lockPeer } from '../store/peers.ts';
import {
  askCheck,
  findPublication,
  insertPublication,
  listPublications,
  lockPublication,
  newSeries,
  setPublicationState,
  withdraw,
  type Publication,
} from '../store/publications.ts';
import { IdParams, Item, PeerQuery, PublicationView, strict } from './schemas.ts';
import { namesOf, publicationView } from './views.ts';

export type Waking = { wake(): void };

const linesOf = async (deps: Own): Promise<Map<string, LineFacts>> =>
  new Map((await deps.exchange.lines()).map((line) => [line.id, line]));

/** What could be published: entries of the catalogue, and lines that bring their rows. */
export function listPublishable(deps: Own): Feature {
  return feature({
    name: 'nodes.list-publishable',
    method: 'GET',
    path: '/api/nodes/publishable',
    summary: { zh: '可发布的目录和线路', en: 'Entries and lines that can be published' },
    access: { permission: 'nodes.read' },
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          resource: Type.String(),
          title: LocalText,
          grade: Type.Integer(),
          shareType: Type.String(),
          lines: Type.Array(
            Type.Object({
              lineId: Type.String(),
              title: LocalText,
              state: Type.String(),
              rows: Type.Optional(Type.Integer()),
            }),
          ),
          items: Type.Array(Type.Object({ ...Item.properties, key: Type.Boolean() })),
        }),
      ),
    }),
    async handle() {
      const lines = await deps.exchange.lines();
      const items = deps.catalogue.resources().map((resource) => ({
        resource: resource.id,
        title: resource.title,
        grade: resource.grade,
        shareType: resource.shareType,
        lines: lines
          .filter((line) => line.resource === resource.id)
          .map((line) => ({
            lineId: line.id,
            title: line.title,
            state: line.state,
            ...(line.rowsInLake === null ? {} : { rows: Number(line.rowsInLake) }),
          })),
        items: resource.items.map((item) => ({
          name: item.name,
          title: item.title,
          personal: isPersonal(item),
          grade: gradeOf(resource, item),
          key: resource.key.includes(item.name),
        })),
      }));
      return { items };
    },
  });
}

export function listPublicationsCase(deps: Own): Feature {
  return feature({
    name: 'nodes.list-publications',
    method: 'GET',
    path: '/api/nodes/publications',
    summary: { zh: '发布给其他节点的目录和数据表', en: 'What is published to other nodes' },
    access: { permission: 'nodes.read' },
    query: PeerQuery,
    response: Type.Object({ items: Type.Array(PublicationView) }),
    async handle(_, { query }) {
      const { all, peers } = await deps.database.read(async (tx) => ({
        all: await listPublications(tx, query.peerId),
        peers: await listPeers(tx),
      }));
      const lines = await linesOf(deps);
      return { items: await Promise.all(all.map((one) => publicationView(deps, one, namesOf(peers), lines))) };
    },
  });
}

export function showPublication(deps: Own): Feature {
  return feature({
    name: 'nodes.show-publication',
    method: 'GET',
    path: '/api/nodes/publications/:id',
    summary: { zh: '一项发布', en: 'One publication' },
    access: { permission: 'nodes.read' },
    params: IdParams,
    response: PublicationView,
    async handle(_, { params }) {
      const { found, peers } = await deps.database.read(async (tx) => ({
        found: isId(params.id) ? await findPublication(tx, params.id) : undefined,
        peers: await listPeers(tx),
      }));
      if (!found) throw nodesErrors.unknownPublication();
      return publicationView(deps, found, namesOf(peers), await linesOf(deps));
    },
  });
}

export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

export type Chosen = {
  peerId: string;
  resource: string;
  lineId?: string | undefined;
  items: readonly string[];
  grade: number;
  basis?: string | undefined;
  filter?: { item: string; division: string };
  requestId?: string;
};

/** Keeps a publication in the caller's transaction, once it is allowed. @returns its id */
export async function publish(
  deps: Own,
  tx: Tx,
  chosen: Chosen,
  line: LineFacts | undefined,
  by: { actor: Actor; trace: string },
): Promise<string> {
  const resource = deps.catalogue.find(chosen.resource);
  if (!resource) throw nodesErrors.unknownResource({ resource: chosen.resource });
  if (chosen.lineId !== undefined && line?.resource !== resource.id)
    throw nodesErrors.unknownLine({ resource: resource.id, lineId: chosen.lineId });
  const items = resource.items.map((item) => item.name).filter((name) => chosen.items.includes(name));
  checkChoice(resource, {
    items: chosen.items,
    grade: chosen.grade,
    basis: chosen.basis,
    table: chosen.lineId !== undefined,
  });
  const peer = await lockPeer(tx, chosen.peerId);
  if (!peer) throw nodesErrors.unknownPeer();
  if (peer.state !== 'active') throw nodesErrors.notActive({ node: peer.id, state: peer.state });
  const personal = resource.items.some((item) => items.includes(item.name) && isPersonal(item));
  if (chosen.lineId !== undefined && personal && !peer.url.startsWith('https:') && !deps.settings.demo)
    throw nodesErrors.httpsNeeded();
  const lineId = chosen.lineId ?? null;
  const there = (await listPublications(tx, peer.id)).some(
    (one) =>
      one.resource === resource.id &&
      one.lineId === lineId &&
      one.state !== 'withdrawn' &&
      one.filterDivision === (chosen.filter?.division ?? null),
  );
  if (there) throw nodesErrors.alreadyPublished();
  const id = deps.ids.next();
  const basis = chosen.basis?.trim() || null;
  await insertPublication(
    tx,
    {
      id,
      peerId: peer.id,
      resource: resource.id,
      lineId,
      items,
      grade: chosen.grade,
      basis,
      filterItem: chosen.filter?.item ?? null,
      filterDivision: chosen.filter?.division ?? null,
      requestId: chosen.requestId ?? null,
    },
    { at: deps.clock.now(), by: actorLabel(by.actor).id },
  );
  await deps.audit.append(tx, {
    actor: by.actor,
    action: 'nodes.publish',
    subject: `publication:${id}`,
    detail: {
      node: peer.id,
      resource: resource.id,
      line: lineId,
      items,
      grade: chosen.grade,
      basis,
      division: chosen.filter?.division ?? null,
    },
    trace: by.trace,
  });
  return id;
}

/** Publishes an entry, and a line's rows with it, to the parent; to a child the entry alone, with its interfaces. Rows go down when they were asked for: see requests. */
export function publishEntry(deps: Own, loop: Waking): Feature {
  return feature({
    name: 'nodes.publish-entry',
    method: 'POST',
    path: '/api/nodes/publications',
    summary: {
      zh: '向上级节点发布目录和数据表，或向下级节点发布目录',
      en: 'Publish an entry and its table to the parent, or an entry to a child',
    },
    access: { permission: 'nodes.publish' },
    body: Type.Object(
      {
        peerId: Type.String({ maxLength: 32 }),
        resource: Type.String({ maxLength: 64 }),
        lineId: Type.Optional(Type.String({ maxLength: 200 })),
        items: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 500, uniqueItems: true }),
        grade: Type.Integer({ minimum: 1, maximum: 4 }),
        basis: Type.Optional(Type.String({ maxLength: 200 })),
      },
      strict,
    ),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const line = body.lineId === undefined ? undefined : await deps.exchange.findLine(body.lineId);
      const id = await deps.database.transaction(async (tx) => {
        const peer = await lockPeer(tx, body.peerId);
        // Rows go down only when they were asked for; an entry may tell what there is.
        if (peer?.role === 'child' && body.lineId !== undefined)
          throw nodesErrors.otherRole({ has: { zh: '下级', en: 'child' }, wanted: { zh: '上级', en: 'parent' } });
        return publish(deps, tx, body, line, { actor, trace });
      });
      deps.live.publish({ topic: 'exchange', data: { publicationId: id } });
      loop.wake();
      return { id };
    },
  });
}

type Order = 'pause' | 'resume' | 'withdraw' | 'republish' | 'check';
const SUMMARIES: Readonly<Record<Order, LocalText>> = {
  pause: { zh: '暂停发布', en: 'Pause a publication' },
  resume: { zh: '恢复发布，从停下处继续', en: 'Resume a publication where it stopped' },
  withdraw: {
    zh: '撤回发布（对方保留或删除已收到的）',
    en: 'Withdraw a publication (the peer keeps or removes what came)',
  },
  republish: { zh: '重新发布：全部重发，使两边一致', en: 'Republish: send all anew until both sides are equal' },
  check: { zh: '请对方重新清点并比对', en: 'Have the peer count anew and compare' },
};

/** `POST …/pause`, `…/resume`, `…/withdraw`, `…/republish`, `…/check`. */
export function orderPublication(deps: Own, loop: Waking, order: Order): Feature {
  return feature({
    name: `nodes.${order}-publication`,
    method: 'POST',
    path: `/api/nodes/publications/:id/${order}`,
    summary: SUMMARIES[order],
    access: { permission: 'nodes.publish' },
    params: IdParams,
    ...(order === 'withdraw' ? { body: Type.Object({ remove: Type.Boolean() }, strict) } : {}),
    response: Type.Object({ state: Type.Enum(['announcing', 'live', 'paused', 'withdrawn']) }),
    async handle({ actor, trace }, { params, body }) {
      const state = await deps.database.transaction(async (tx) => {
        const publication = isId(params.id) ? await lockPublication(tx, params.id) : undefined;
        if (!publication) throw nodesErrors.unknownPublication();
        if (publication.state === 'withdrawn') throw nodesErrors.withdrawn();
        const remove = (body as { remove?: boolean } | undefined)?.remove ?? false;
        await carryOut(tx, order, publication, remove);
        await deps.audit.append(tx, {
          actor,
          action: `nodes.${order}-publication`,
          subject: `publication:${params.id}`,
          detail: order === 'withdraw' ? { remove } : {},
          trace,
        });
        return (await findPublication(tx, params.id))?.state ?? publication.state;
      });
      deps.live.publish({ topic: 'exchange', data: { publicationId: params.id } });
      loop.wake();
      return { state };
    },
  });
}

async function carryOut(tx: Tx, order: Order, publication: Publication, remove: boolean): Promise<void> {
  const { id } = publication;
  if ((order === 'republish' || order === 'check') && publication.lineId === null) throw nodesErrors.entryOnly();
  if (order === 'pause') await setPublicationState(tx, id, 'paused');
  // The entry is told again, in case it changed meanwhile.
  else if (order === 'resume')
    await setPublicationState(tx, id, publication.state === 'paused' ? 'announcing' : publication.state);
  else if (order === 'withdraw') await withdraw(tx, id, remove);
  else if (order === 'republish') await newSeries(tx, id);
  else await askCheck(tx, id, true);
}
