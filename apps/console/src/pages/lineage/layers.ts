import { LINEAGE_KINDS, type LineageGraph, type LineageNode } from '../../api/lineage.ts';

export type Placed = { node: LineageNode; column: number; row: number };
export type Layout = {
  placed: Placed[];
  /** Columns from the farthest upstream to the farthest downstream. */
  columns: number;
  rows: number;
  /** How many nodes of a column are not drawn, by column. */
  more: Map<number, number>;
};

/** Puts nodes into columns by how far they are from the chosen one: what it comes from to the left, what it leads to to the right. At most `most` a column. */
export function layOut(graph: Pick<LineageGraph, 'node' | 'nodes' | 'edges'>, most: number): Layout {
  const place = new Map<string, number>([[graph.node.id, 0]]);
  for (const direction of [1, -1] as const) {
    let layer = [graph.node.id];
    for (let far = 1; layer.length > 0; far += 1) {
      const next: string[] = [];
      for (const id of layer)
        for (const edge of graph.edges) {
          const [here, there] = direction === 1 ? [edge.from, edge.to] : [edge.to, edge.from];
          if (here !== id || place.has(there)) continue;
          place.set(there, far * direction);
          next.push(there);
        }
      layer = next;
    }
  }
  const known = new Map([graph.node, ...graph.nodes].map((node) => [node.id, node]));
  const leads = new Set(graph.edges.map(({ from }) => from));
  const ends = new Set([...place.keys()].filter((id) => !leads.has(id)));
  const distances = [...new Set(place.values())].toSorted((a, b) => a - b);
  const more = new Map<number, number>();
  const placed = distances.flatMap((distance, column) => {
    const nodes = [...place].flatMap(([id, at]) => (at === distance ? (known.get(id) ?? []) : []));
    // What the way goes on from stands first: it must not fall out of sight behind what ends here.
    nodes.sort(
      (a, b) =>
        Number(ends.has(a.id)) - Number(ends.has(b.id)) ||
        LINEAGE_KINDS.indexOf(a.kind) - LINEAGE_KINDS.indexOf(b.kind) ||
        a.id.localeCompare(b.id),
    );
    if (nodes.length > most) more.set(column, nodes.length - most);
    return nodes.slice(0, most).map((node, row) => ({ node, column, row }));
  });
  return {
    placed,
    columns: distances.length,
    rows: Math.max(1, ...placed.map(({ row }) => row + 1)),
    more,
  };
}
