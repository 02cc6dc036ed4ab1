import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { LocalText } from '@platform/kernel';
import { lineageErrors } from '../domain/errors.ts';
import { walk } from '../domain/graph.ts';
import { itemId } from '../domain/reading.ts';
import { countKinds, getNode, type LineageDeps } from './lineage-deps.ts';
import { Counts, Edge, Node } from './schemas.ts';

const FARTHEST = 50;

export function showColumns(deps: LineageDeps): Feature {
  return feature({
    name: 'lineage.show-columns',
    method: 'GET',
    path: '/api/lineage/columns',
    summary: {
      zh: '一个目录的各列：来自哪里，供给哪里',
      en: 'The columns of a resource: where each comes from and what it feeds',
    },
    access: { permission: 'catalogue.read' },
    query: Type.Object({ resource: Type.String({ maxLength: 64 }) }),
    response: Type.Object({
      resource: Type.String(),
      title: LocalText,
      items: Type.Array(
        Type.Object({
          node: Node,
          from: Type.Array(Type.Object({ node: Node, line: Type.Optional(Node), edge: Edge })),
          feeds: Counts,
        }),
      ),
    }),
    async handle(_context, { query }) {
      const resource = deps.packs.find('resources', query.resource)?.value;
      if (!resource) throw lineageErrors.unknownResource({ id: query.resource });
      const graph = await deps.graph();
      const items = resource.items.map((item) => {
        const id = itemId(resource.id, item.name);
        // An item that nothing brings and nothing uses stands in no edge; it is a column all the same.
        const node = graph.nodes.get(id) ?? { id, kind: 'item' as const, title: item.title, owner: resource.title };
        const edges = graph.into.get(id) ?? [];
        const from = edges
          .filter((edge) => edge.from.startsWith('source-column:'))
          .map((edge) => {
            const line = edges.find(
              (other) => other.from === `line:${edge.definition.id}` && other.definition.id === edge.definition.id,
            );
            return {
              node: getNode(graph, edge.from),
              ...(line ? { line: getNode(graph, line.from) } : {}),
              edge,
            };
          });
        return {
          node,
          from,
          feeds: countKinds(walk(graph, id, 'downstream', FARTHEST).nodes.map((one) => getNode(graph, one))),
        };
      });
      return { resource: resource.id, title: resource.title, items };
    },
  });
}
