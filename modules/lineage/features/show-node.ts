import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { walk } from '../domain/graph.ts';
import { getNode, type LineageDeps } from './lineage-deps.ts';
import { Edge, Node, NodeId } from './schemas.ts';

export function showNode(deps: LineageDeps): Feature {
  return feature({
    name: 'lineage.show-node',
    method: 'GET',
    path: '/api/lineage/node',
    summary: { zh: '一个节点的上下游', en: 'Everything a node comes from and leads to' },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      id: NodeId,
      depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 20 })),
    }),
    response: Type.Object({
      node: Node,
      nodes: Type.Array(Node),
      edges: Type.Array(Edge),
      /** Ids, the nearest first. */
      upstream: Type.Array(Type.String()),
      downstream: Type.Array(Type.String()),
    }),
    async handle(_context, { query }) {
      const graph = await deps.graph();
      const node = getNode(graph, query.id);
      const up = walk(graph, node.id, 'upstream', query.depth ?? 20);
      const down = walk(graph, node.id, 'downstream', query.depth ?? 20);
      const ids = [...new Set([node.id, ...up.nodes, ...down.nodes])];
      return {
        node,
        nodes: ids.map((id) => getNode(graph, id)),
        edges: [...new Set([...up.edges, ...down.edges])],
        upstream: up.nodes,
        downstream: down.nodes,
      };
    },
  });
}
