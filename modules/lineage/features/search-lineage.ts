import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { normaliseText } from '@platform/kernel';
import type { LineageDeps } from './lineage-deps.ts';
import { Kind, Node } from './schemas.ts';

export function searchLineage(deps: LineageDeps): Feature {
  return feature({
    name: 'lineage.search',
    method: 'GET',
    path: '/api/lineage/search',
    summary: { zh: '按名称查找血缘节点', en: 'Finds nodes by name and title' },
    access: { permission: 'catalogue.read' },
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 100 }),
      kind: Type.Optional(Kind),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    }),
    response: Type.Object({ items: Type.Array(Node) }),
    async handle(_context, { query }) {
      const words = normaliseText(query.q).toLowerCase().split(' ');
      const graph = await deps.graph();
      const found = [...graph.nodes.values()].flatMap((node) => {
        if (query.kind && node.kind !== query.kind) return [];
        const own = normaliseText(`${node.id} ${node.title.zh} ${node.title.en}`).toLowerCase();
        const all = `${own} ${normaliseText(`${node.owner.zh} ${node.owner.en}`).toLowerCase()}`;
        if (!words.every((word) => all.includes(word))) return [];
        // What bears the word itself comes before what belongs to something that does.
        return [{ node, own: words.every((word) => own.includes(word)) }];
      });
      found.sort((a, b) => Number(b.own) - Number(a.own) || (a.node.id < b.node.id ? -1 : 1));
      return { items: found.slice(0, query.limit ?? 50).map(({ node }) => node) };
    },
  });
}
