import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import type { Own } from '../deps.ts';
import { countReceipt } from '../carry/receiving.ts';
import { listPeers } from '../store/peers.ts';
import { entryHistory, findReceipt, listEntries, listReceipts } from '../store/receipts.ts';
import { isId } from './publish.ts';
import { Difference, IdParams, PeerQuery, ReceiptView, RowState } from './schemas.ts';
import { namesOf, receiptView } from './views.ts';

export function listReceiptsCase(deps: Own): Feature {
  return feature({
    name: 'nodes.list-receipts',
    method: 'GET',
    path: '/api/nodes/receipts',
    summary: { zh: '收到的其他节点的目录和数据表', en: 'What other nodes published to this one' },
    access: { permission: 'nodes.read' },
    query: PeerQuery,
    response: Type.Object({ items: Type.Array(ReceiptView) }),
    handle: (_, { query }) =>
      deps.database.read(async (tx) => {
        const name = namesOf(await listPeers(tx));
        const entries = await listEntries(tx, query.peerId);
        return { items: (await listReceipts(tx, query.peerId)).map((one) => receiptView(one, name, entries)) };
      }),
  });
}

export function showReceipt(deps: Own): Feature {
  return feature({
    name: 'nodes.show-receipt',
    method: 'GET',
    path: '/api/nodes/receipts/:id',
    summary: { zh: '一项接收', en: 'One of them' },
    access: { permission: 'nodes.read' },
    params: IdParams,
    response: ReceiptView,
    handle: (_, { params }) =>
      deps.database.read(async (tx) => {
        const found = isId(params.id) ? await findReceipt(tx, params.id) : undefined;
        if (!found) throw nodesErrors.unknownReceipt();
        return receiptView(found, namesOf(await listPeers(tx)), await listEntries(tx, found.peerId));
      }),
  });
}

/** Counts a received table as it is now and compares it with what its sender last said. */
export function checkReceipt(deps: Own): Feature {
  return feature({
    name: 'nodes.check-receipt',
    method: 'POST',
    path: '/api/nodes/receipts/:id/check',
    summary: { zh: '清点收到的数据表并比对', en: 'Count a received table and compare' },
    access: { permission: 'nodes.publish' },
    params: IdParams,
    rateLimit: 30,
    response: Type.Object({ held: RowState, difference: Type.Optional(Difference) }),
    async handle({ actor, trace }, { params }) {
      const before = isId(params.id) ? await deps.database.readOnce((tx) => findReceipt(tx, params.id)) : undefined;
      if (!before) throw nodesErrors.unknownReceipt();
      if (before.state !== 'live') throw nodesErrors.withdrawn();
      if (before.tableName === null) throw nodesErrors.entryOnly();
      await countReceipt(deps, params.id);
      return deps.database.transaction(async (tx) => {
        await deps.audit.append(tx, { actor, action: 'nodes.check-receipt', subject: `receipt:${params.id}`, trace });
        const after = await findReceipt(tx, params.id);
        if (!after) throw nodesErrors.unknownReceipt();
        return { held: after.held, ...(after.difference ? { difference: after.difference } : {}) };
      });
    },
  });
}

const EntryView = Type.Object({
  peerId: Type.String(),
  peerName: LocalText,
  resource: Type.String(),
  title: LocalText,
  provider: Type.String(),
  grade: Type.Integer(),
  items: Type.Integer(),
  version: Type.String(),
  versions: Type.Integer(),
  receivedAt: Type.String(),
  withdrawnAt: Type.Optional(Type.String()),
});

export function listEntriesCase(deps: Own): Feature {
  return feature({
    name: 'nodes.list-entries',
    method: 'GET',
    path: '/api/nodes/entries',
    summary: { zh: '其他节点发布来的目录', en: 'Catalogue entries of other nodes' },
    access: { permission: 'nodes.read' },
    query: PeerQuery,
    response: Type.Object({ items: Type.Array(EntryView) }),
    handle: (_, { query }) =>
      deps.database.read(async (tx) => {
        const name = namesOf(await listPeers(tx));
        return { items: (await listEntries(tx, query.peerId)).map((one) => viewOf(one, name)) };
      }),
  });
}

export function showEntry(deps: Own): Feature {
  return feature({
    name: 'nodes.show-entry',
    method: 'GET',
    path: '/api/nodes/entries/:peerId/:resource',
    summary: { zh: '其他节点的一个目录，含历次版本', en: 'A catalogue entry of another node, with its versions' },
    access: { permission: 'nodes.read' },
    params: Type.Object({ peerId: Type.String({ maxLength: 32 }), resource: Type.String({ maxLength: 64 }) }),
    response: Type.Object({
      ...EntryView.properties,
      definition: Type.Unknown(),
      history: Type.Array(Type.Object({ version: Type.String(), receivedAt: Type.String() })),
    }),
    handle: (_, { params }) =>
      deps.database.read(async (tx) => {
        const found = (await listEntries(tx, params.peerId)).find((one) => one.resource === params.resource);
        if (!found) throw nodesErrors.unknownEntry();
        const history = await entryHistory(tx, params.peerId, params.resource);
        return {
          ...viewOf(found, namesOf(await listPeers(tx))),
          definition: found.definition,
          history: history.map(({ version, receivedAt }) => ({ version, receivedAt: receivedAt.toISOString() })),
        };
      }),
  });
}

function viewOf(one: Awaited<ReturnType<typeof listEntries>>[number], name: ReturnType<typeof namesOf>) {
  return {
    peerId: one.peerId,
    peerName: name(one.peerId),
    resource: one.resource,
    title: one.definition.title,
    provider: one.definition.provider,
    grade: one.definition.grade,
    items: one.definition.items.length,
    version: one.version,
    versions: one.versions,
    receivedAt: one.receivedAt.toISOString(),
    ...(one.withdrawnAt ? { withdrawnAt: one.withdrawnAt.toISOString() } : {}),
  };
}
