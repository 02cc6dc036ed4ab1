import { Type, type Static } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { nodesErrors } from '../domain/errors.ts';
import { fingerprintOf } from '../domain/identity.ts';
import { nodeKey, type Own } from '../deps.ts';
import { nodeUrl } from '../link/post.ts';
import { listPeers } from '../store/peers.ts';
import { changeSelf, selfFacts, selfOrganisation } from '../store/self.ts';
import { PeerView, SelfView, strict } from './schemas.ts';
import { peerViews } from './views.ts';

async function selfView(deps: Own): Promise<Static<typeof SelfView>> {
  const { id, name, division, url } = await selfFacts(deps);
  const organisation = await selfOrganisation(deps);
  return {
    id,
    name,
    division,
    divisionName: deps.organisations.divisionPath(division),
    organisation,
    organisationName: deps.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation },
    url,
    fingerprint: fingerprintOf(nodeKey(deps).publicKey),
  };
}

/** This node as others know it, with the fingerprint that administrators read to each other. */
export function showSelf(deps: Own): Feature {
  return feature({
    name: 'nodes.show-self',
    method: 'GET',
    path: '/api/nodes/self',
    summary: { zh: '本节点', en: 'This node' },
    access: { permission: 'nodes.read' },
    response: SelfView,
    handle: () => selfView(deps),
  });
}

export function changeSelfCase(deps: Own): Feature {
  return feature({
    name: 'nodes.change-self',
    method: 'PUT',
    path: '/api/nodes/self',
    summary: {
      zh: '修改本节点的名称、区划、单位和地址',
      en: 'Change this node’s name, division, organisation and address',
    },
    access: { permission: 'nodes.manage' },
    body: Type.Object(
      {
        name: LocalText,
        division: Type.String({ maxLength: 12 }),
        organisation: Type.String({ maxLength: 64 }),
        url: Type.String({ maxLength: 500 }),
      },
      strict,
    ),
    response: SelfView,
    async handle({ actor, trace }, { body }) {
      if (!deps.organisations.division(body.division))
        throw nodesErrors.unknownPlace({ field: { zh: '区划', en: 'division' }, value: body.division });
      if (!deps.organisations.find(body.organisation))
        throw nodesErrors.unknownPlace({ field: { zh: '单位', en: 'organisation' }, value: body.organisation });
      if (body.name.zh.length > 100 || body.name.en.length > 200) throw nodesErrors.badNode({ reason: 'name' });
      const url = nodeUrl(body.url);
      await deps.database.transaction(async (tx) => {
        await changeSelf(tx, { ...body, url, at: deps.clock.now() });
        await deps.audit.append(tx, {
          actor,
          action: 'nodes.change-self',
          subject: 'node:self',
          detail: { division: body.division, organisation: body.organisation, url },
          trace,
        });
      });
      return selfView(deps);
    },
  });
}

/** The tree of nodes as far as this one knows it: those above, itself, those below and what they told of theirs. */
export function showTopology(deps: Own): Feature {
  const Tree = Type.Array(Type.Unknown());
  return feature({
    name: 'nodes.show-topology',
    method: 'GET',
    path: '/api/nodes/topology',
    summary: { zh: '节点拓扑', en: 'Tree of nodes' },
    access: { permission: 'nodes.read' },
    response: Type.Object({
      self: SelfView,
      parents: Type.Array(PeerView),
      children: Type.Array(Type.Object({ ...PeerView.properties, children: Tree })),
    }),
    async handle() {
      const views = await peerViews(deps);
      const trees = new Map((await deps.database.readOnce(listPeers)).map((peer) => [peer.id, peer.tree]));
      return {
        self: await selfView(deps),
        parents: views.filter((peer) => peer.role === 'parent'),
        children: views
          .filter((peer) => peer.role === 'child')
          .map((peer) => ({ ...peer, children: trees.get(peer.id) ?? [] })),
      };
    },
  });
}
