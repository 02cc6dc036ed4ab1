import type { LineageNode } from '../contract/index.ts';
import type { PackSet } from '@platform/packs';
import { lineageErrors } from '../domain/errors.ts';
import type { Graph } from '../domain/graph.ts';

export type LineageDeps = { readonly packs: PackSet; readonly graph: () => Promise<Graph> };

/** @throws lineage.unknown-node */
export function getNode(graph: Graph, id: string): LineageNode {
  const node = graph.nodes.get(id);
  if (!node) throw lineageErrors.unknownNode({ id });
  return node;
}

export function countKinds(nodes: readonly LineageNode[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of nodes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
