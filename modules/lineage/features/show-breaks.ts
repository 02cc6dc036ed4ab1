import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { breaksOf } from '../domain/breaks.ts';
import { countKinds, getNode, type LineageDeps } from './lineage-deps.ts';
import { Counts, Edge, Node, NodeId } from './schemas.ts';

export function showBreaks(deps: LineageDeps): Feature {
  return feature({
    name: 'lineage.show-breaks',
    method: 'GET',
    path: '/api/lineage/breaks',
    summary: { zh: '如果这一列没有了，会影响什么', en: 'What breaks when this column or item goes' },
    access: { permission: 'catalogue.read' },
    query: Type.Object({ id: NodeId }),
    response: Type.Object({
      node: Node,
      /** The worst first. */
      items: Type.Array(
        Type.Object({
          node: Node,
          distance: Type.Integer(),
          how: Type.Enum(['stops', 'empty', 'fewer', 'miscounts', 'tells']),
          via: Type.Array(Edge),
        }),
      ),
      counts: Counts,
    }),
    async handle(_context, { query }) {
      const graph = await deps.graph();
      const node = getNode(graph, query.id);
      const items = breaksOf(graph, node.id).map(({ id, harm, distance, via }) => ({
        node: getNode(graph, id),
        distance,
        how: harm,
        via,
      }));
      return { node, items, counts: countKinds(items.map((item) => item.node)) };
    },
  });
}
