/** Something that stands below another of its kind. */
export type Node = { id: string; parent?: string | undefined };

export type TreeFault = { kind: 'unknown-parent'; node: Node } | { kind: 'circle'; node: Node; path: string[] };

/** The first parent that does not exist or comes back to its own child; undefined when every chain ends at a top. */
export function treeFault(nodes: readonly Node[]): TreeFault | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const sound = new Set<string>();
  for (const start of nodes) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let node: Node | undefined = start;
    while (node && !sound.has(node.id)) {
      if (onPath.has(node.id)) {
        return { kind: 'circle', node, path: [...path.slice(path.indexOf(node.id)), node.id] };
      }
      path.push(node.id);
      onPath.add(node.id);
      if (node.parent === undefined) break;
      const above: Node | undefined = byId.get(node.parent);
      if (!above) return { kind: 'unknown-parent', node };
      node = above;
    }
    for (const id of path) sound.add(id);
  }
  return undefined;
}

/** Ids right below each id; the tops stand under undefined. Order is kept. */
export function childrenOf(nodes: readonly Node[]): Map<string | undefined, string[]> {
  const below = new Map<string | undefined, string[]>();
  for (const node of nodes) {
    const siblings = below.get(node.parent);
    if (siblings) siblings.push(node.id);
    else below.set(node.parent, [node.id]);
  }
  return below;
}

/** `id` and everything below it, each after the one above it. The nodes must be a tree ({@link treeFault}). */
export function subtreeOf(below: ReadonlyMap<string | undefined, readonly string[]>, id: string): string[] {
  const found = [id];
  for (let index = 0; index < found.length; index += 1) found.push(...(below.get(found[index]) ?? []));
  return found;
}
