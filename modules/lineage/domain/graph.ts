import type { LocalText } from '@platform/kernel';
import type { LineageDefinition, LineageEdge, LineageKind, LineageNode } from '../contract/index.ts';

export type Graph = {
  readonly nodes: ReadonlyMap<string, LineageNode>;
  readonly edges: readonly LineageEdge[];
  readonly out: ReadonlyMap<string, readonly LineageEdge[]>;
  readonly into: ReadonlyMap<string, readonly LineageEdge[]>;
};

/** Collects nodes and edges; a node is there from its first edge on, so that none stands alone. */
export type GraphBuilder = {
  /** Says what a node is called, should an edge lead to it. */
  name(kind: LineageKind, path: string, title: LocalText, owner: LocalText): string;
  edge(from: string, to: string, how: LineageEdge['how'], definition: LineageDefinition): void;
  has(id: string): boolean;
};

export function idOf(kind: LineageKind, path: string): string {
  return `${kind}:${path}`;
}

const same = (text: string): LocalText => ({ zh: text, en: text });

export function buildGraph(fill: (builder: GraphBuilder) => void): Graph {
  const named = new Map<string, LineageNode>();
  const edges = new Map<string, LineageEdge>();
  fill({
    name(kind, path, title, owner) {
      const id = idOf(kind, path);
      if (!named.has(id)) named.set(id, { id, kind, title, owner });
      return id;
    },
    edge(from, to, how, definition) {
      const key = JSON.stringify([from, to, how, definition.kind, definition.id]);
      if (!edges.has(key)) edges.set(key, { from, to, how, definition });
    },
    has: (id) => named.has(id),
  });
  const nodes = new Map<string, LineageNode>();
  const out = new Map<string, LineageEdge[]>();
  const into = new Map<string, LineageEdge[]>();
  const note = (id: string): void => {
    if (nodes.has(id)) return;
    const colon = id.indexOf(':');
    const path = id.slice(colon + 1);
    nodes.set(id, named.get(id) ?? { id, kind: id.slice(0, colon) as LineageKind, title: same(path), owner: same('') });
  };
  for (const edge of edges.values()) {
    note(edge.from);
    note(edge.to);
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
    into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
  }
  return { nodes, edges: [...edges.values()], out, into };
}

/** Nodes reached from `start` over edges in one direction, nearest first, without `start`; and the edges walked. */
export function walk(
  graph: Graph,
  start: string,
  direction: 'upstream' | 'downstream',
  depth: number,
): { nodes: string[]; edges: LineageEdge[] } {
  const [next, end] =
    direction === 'downstream'
      ? [graph.out, (edge: LineageEdge) => edge.to]
      : [graph.into, (edge: LineageEdge) => edge.from];
  const seen = new Set([start]);
  const edges: LineageEdge[] = [];
  let layer = [start];
  for (let far = 0; far < depth && layer.length > 0; far += 1) {
    const further: string[] = [];
    for (const id of layer) {
      for (const edge of next.get(id) ?? []) {
        edges.push(edge);
        const other = end(edge);
        if (seen.has(other)) continue;
        seen.add(other);
        further.push(other);
      }
    }
    layer = further;
  }
  seen.delete(start);
  return { nodes: [...seen], edges };
}
