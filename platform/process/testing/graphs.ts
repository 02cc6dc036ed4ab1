import type { Random } from './random.ts';
import { file, Writer, type Dialect } from './write-bpmn.ts';

/** An unstructured model: joins that match no split, paths that jump, loops back to tasks. */
export type Graph = { nodes: { id: string; kind: GraphKind; out: number[] }[] };
export type GraphKind = 'task' | 'exclusive' | 'parallel' | 'inclusive' | 'end' | 'terminate';

/** A random graph whose nodes can all be reached. `kinds` weights the nodes by how often they are named. */
export function randomGraph(random: Random, size: number, kinds: readonly GraphKind[]): Graph {
  const nodes: Graph['nodes'] = [{ id: 'n0', kind: 'task', out: [] }];
  const free = (at: number): boolean => {
    const { kind, out } = nodes[at] as Graph['nodes'][number];
    if (kind === 'end' || kind === 'terminate') return false;
    return kind === 'task' ? out.length === 0 : out.length < 3;
  };
  for (let at = 1; at < size; at++) {
    const sources = nodes.map((_, index) => index).filter(free);
    if (sources.length === 0) break;
    const [source] = [sources[random.below(sources.length)] as number];
    const kind = kinds[random.below(kinds.length)] as GraphKind;
    nodes.push({ id: `n${at}`, kind, out: [] });
    nodes[source]?.out.push(at);
  }
  for (const [at, node] of nodes.entries()) {
    if (node.kind === 'end' || node.kind === 'terminate') continue;
    const isGateway = node.kind !== 'task';
    const more = isGateway ? 1 + random.below(2) : 1;
    while (node.out.length < more) {
      const to = nextOf(random, nodes, at);
      if (to === undefined || node.out.includes(to)) break;
      node.out.push(to);
    }
  }
  return { nodes };
}

/** Mostly forward; sometimes from an exclusive gateway back to a task, where the loop waits. */
function nextOf(random: Random, nodes: Graph['nodes'], at: number): number | undefined {
  const back = nodes[at]?.kind === 'exclusive' && random.chance(0.3);
  const from = nodes
    .map((_, index) => index)
    .filter((index) => (back ? index <= at && nodes[index]?.kind === 'task' : index > at));
  return from[random.below(from.length)];
}

const TAGS: Record<GraphKind, string> = {
  task: 'userTask',
  exclusive: 'exclusiveGateway',
  parallel: 'parallelGateway',
  inclusive: 'inclusiveGateway',
  end: 'endEvent',
  terminate: 'endEvent',
};

export function writeGraph({ nodes }: Graph, dialect: Dialect): string {
  const writer = new Writer(dialect, 'p');
  writer.node('startEvent', 'start');
  writer.flow('start', 'n0');
  for (const { id, kind, out } of nodes) {
    const chooses = (kind === 'exclusive' || kind === 'inclusive') && out.length > 1;
    const inside = kind === 'terminate' ? '<terminateEventDefinition/>' : '';
    writer.node(TAGS[kind], id, chooses ? `default="${id}_b0"` : '', inside);
    for (const [index, to] of out.entries()) {
      const condition = chooses && index > 0 ? { condition: `${id}_c${index}` } : {};
      writer.flow(id, `n${to}`, { id: `${id}_b${index}`, ...condition });
    }
    if (out.length === 0 && kind !== 'end' && kind !== 'terminate')
      writer.flow(id, writer.node('endEvent', `${id}_end`), { id: `${id}_b0` });
  }
  return file(writer.lines);
}
