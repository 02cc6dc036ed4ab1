import { Type } from 'typebox';
import { actorLabel } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { nodesErrors } from '../domain/errors.ts';
import { fingerprintFits, fingerprintOf } from '../domain/identity.ts';
import type { Own } from '../deps.ts';
import { askNode, callPeer } from '../link/call-peer.ts';
import { Nothing } from '../link/contents.ts';
import { nodeUrl } from '../link/post.ts';
import { decidePeer, listPeers, lockPeer, savePeer, type Peer, type PeerState } from '../store/peers.ts';
import { tellGrants } from '../store/shares.ts';
import { selfFacts } from '../store/self.ts';
import { IdParams, PeerView, strict } from './schemas.ts';
import { peerViews } from './views.ts';

const States = Type.Enum(['to-confirm', 'asked', 'active', 'refused', 'revoked']);
const STATE_NAMES: Readonly<Record<PeerState, { zh: string; en: string }>> = {
  'to-confirm': { zh: '待核对指纹', en: 'fingerprint to be confirmed' },
  asked: { zh: '待审核', en: 'waiting for a decision' },
  active: { zh: '已建立', en: 'active' },
  refused: { zh: '未通过', en: 'refused' },
  revoked: { zh: '已撤销', en: 'revoked' },
};
const wrongState = (peer: Peer): Error => nodesErrors.wrongState({ state: STATE_NAMES[peer.state] });
const Fingerprint = Type.String({ minLength: 32, maxLength: 80 });

export function listPeersCase(deps: Own): Feature {
  return feature({
    name: 'nodes.list-peers',
    method: 'GET',
    path: '/api/nodes/peers',
    summary: { zh: '上下级节点', en: 'Nodes above and below' },
    access: { permission: 'nodes.read' },
    response: Type.Object({ items: Type.Array(PeerView) }),
    handle: async () => ({ items: await peerViews(deps) }),
  });
}

export function showPeer(deps: Own): Feature {
  return feature({
    name: 'nodes.show-peer',
    method: 'GET',
    path: '/api/nodes/peers/:id',
    summary: { zh: '一个节点', en: 'One node' },
    access: { permission: 'nodes.read' },
    params: IdParams,
    response: PeerView,
    async handle(_, { params }) {
      const found = (await peerViews(deps)).find((peer) => peer.id === params.id);
      if (!found) throw nodesErrors.unknownPeer();
      return found;
    },
  });
}

/** This node asks another to be its parent. Whose key answered, a person has to compare: by the fingerprint given here, or afterwards. */
export function registerUpward(deps: Own): Feature {
  return feature({
    name: 'nodes.register-upward',
    method: 'POST',
    path: '/api/nodes/parents',
    summary: { zh: '向上级节点注册', en: 'Register with a parent node' },
    access: { permission: 'nodes.manage' },
    rateLimit: 20,
    body: Type.Object({ url: Type.String({ maxLength: 500 }), fingerprint: Type.Optional(Fingerprint) }, strict),
    status: 201,
    response: Type.Object({ id: Type.String(), state: States, fingerprint: Type.String() }),
    async handle({ actor, trace }, { body }) {
      const url = nodeUrl(body.url);
      const self = await selfFacts(deps);
      if (url === self.url) throw nodesErrors.isSelf();
      const before = await deps.database.readOnce(listPeers);
      const held = before.find((peer) => peer.role === 'parent' && !['refused', 'revoked'].includes(peer.state));
      // Asking the same one again is asking whether it has decided.
      if (held && held.url !== url) throw nodesErrors.hasParent();
      const { node } = await askNode(deps, url);
      const key = Buffer.from(node.publicKey, 'hex');
      if (held && held.id !== node.id) throw nodesErrors.fingerprintDiffers({ fingerprint: fingerprintOf(key) });
      if (body.fingerprint !== undefined && !fingerprintFits(body.fingerprint, key))
        throw nodesErrors.fingerprintDiffers({ fingerprint: fingerprintOf(key) });
      const state = await deps.database.transaction(async (tx) => {
        const known = await lockPeer(tx, node.id);
        if (known?.role === 'child' && known.state !== 'refused' && known.state !== 'revoked')
          throw nodesErrors.otherRole({ has: { zh: '下级', en: 'child' }, wanted: { zh: '上级', en: 'parent' } });
        if (known?.state === 'active') return 'active' as const;
        const confirmed = body.fingerprint !== undefined || known?.state === 'asked';
        const next = confirmed ? ('asked' as const) : ('to-confirm' as const);
        await savePeer(
          tx,
          { ...node, url },
          { role: 'parent', state: next, at: deps.clock.now(), by: actorLabel(actor).id },
        );
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.register-upward',
          subject: `node:${node.id}`,
          detail: { url, fingerprint: fingerprintOf(key), confirmed },
          trace,
        });
        return next;
      });
      deps.live.publish({ topic: 'exchange', data: { nodeId: node.id } });
      return { id: node.id, state, fingerprint: fingerprintOf(key) };
    },
  });
}

type Decision = 'confirm' | 'approve';
const SUMMARIES = {
  confirm: { zh: '核对上级节点的密钥指纹', en: 'Confirm the fingerprint of the parent’s key' },
  approve: { zh: '批准下级节点注册（须核对指纹）', en: 'Approve a child node (compare its fingerprint)' },
} as const;

/** `POST …/confirm` (of the parent, by the child) and `…/approve` (of the child, by the parent): both name the fingerprint as they were told it another way. */
export function trustPeer(deps: Own, decision: Decision): Feature {
  return feature({
    name: `nodes.${decision}-node`,
    method: 'POST',
    path: `/api/nodes/peers/:id/${decision}`,
    summary: SUMMARIES[decision],
    access: { permission: 'nodes.manage' },
    params: IdParams,
    body: Type.Object({ fingerprint: Fingerprint }, strict),
    response: Type.Object({ state: States }),
    async handle({ actor, trace }, { params, body }) {
      const state = await deps.database.transaction(async (tx) => {
        const peer = await lockPeer(tx, params.id);
        if (!peer) throw nodesErrors.unknownPeer();
        const expected = decision === 'confirm' ? 'to-confirm' : 'asked';
        const role = decision === 'confirm' ? 'parent' : 'child';
        if (peer.role !== role || peer.state !== expected) throw wrongState(peer);
        const fingerprint = fingerprintOf(peer.publicKey);
        if (!fingerprintFits(body.fingerprint, peer.publicKey)) throw nodesErrors.fingerprintDiffers({ fingerprint });
        const next = decision === 'confirm' ? ('asked' as const) : ('active' as const);
        await decidePeer(tx, peer.id, { state: next, at: deps.clock.now(), by: actorLabel(actor).id });
        await tellGrants(tx);
        await deps.audit.append(tx, {
          actor,
          action: `nodes.${decision}-node`,
          subject: `node:${peer.id}`,
          detail: { fingerprint },
          trace,
        });
        return next;
      });
      deps.live.publish({ topic: 'exchange', data: { nodeId: params.id } });
      return { state };
    },
  });
}

/** `POST …/refuse` (a child that asked) and `…/revoke` (whoever is trusted, or was asked): with a reason that the other side is told. */
export function endTrust(deps: Own, decision: 'refuse' | 'revoke'): Feature {
  return feature({
    name: `nodes.${decision}-node`,
    method: 'POST',
    path: `/api/nodes/peers/:id/${decision}`,
    summary:
      decision === 'refuse'
        ? { zh: '不同意下级节点注册', en: 'Refuse a child node' }
        : { zh: '撤销对节点的信任', en: 'Revoke the trust in a node' },
    access: { permission: 'nodes.manage' },
    params: IdParams,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }, strict),
    response: Type.Object({ state: States }),
    async handle({ actor, trace }, { params, body }) {
      const state = decision === 'refuse' ? ('refused' as const) : ('revoked' as const);
      const reason = body.reason.trim();
      const peer = await deps.database.transaction(async (tx) => {
        const found = await lockPeer(tx, params.id);
        if (!found) throw nodesErrors.unknownPeer();
        const fits =
          decision === 'refuse'
            ? found.role === 'child' && found.state === 'asked'
            : !['refused', 'revoked'].includes(found.state);
        if (!fits) throw wrongState(found);
        await decidePeer(tx, found.id, { state, at: deps.clock.now(), by: actorLabel(actor).id, reason });
        await tellGrants(tx);
        await deps.audit.append(tx, {
          actor,
          action: `nodes.${decision}-node`,
          subject: `node:${found.id}`,
          detail: { reason },
          trace,
        });
        return found;
      });
      await deps.shares.refresh();
      // Told at once when it can be; otherwise it learns from our next refusal.
      if (decision === 'revoke' && peer.state === 'active')
        await callPeer(deps, peer, { kind: 'revoked', content: { reason }, answer: Nothing }).catch((error: Error) =>
          deps.log.info({ module: 'nodes', node: peer.id, error }, 'the revoked node could not be told'),
        );
      deps.live.publish({ topic: 'exchange', data: { nodeId: params.id } });
      return { state };
    },
  });
}
