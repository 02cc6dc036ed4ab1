import type { ProcessModel, ProcessNode } from '@platform/process';

/** What a case passes without anyone or anything being waited for: gateways, events thrown, rules, and services that no system is asked for. */
const PASSED: ReadonlySet<ProcessNode['type']> = new Set<ProcessNode['type']>([
  'task',
  'business-rule-task',
  'send-task',
  'service-task',
  'exclusive-gateway',
  'parallel-gateway',
  'inclusive-gateway',
  'throw-event',
  'sub-process',
  'start-event',
  'end-event',
]);

/**
 * Rings of a process in which nothing waits, each as the ids of its nodes. What comes into one never stops going round, or is never in it: the
 * same rules over the same case say the same again.
 */
export function ringsWithoutWaiting(model: ProcessModel): string[][] {
  const { nodes, flows, scopes } = model;
  const passed = ({ type, attributes }: ProcessNode): boolean =>
    PASSED.has(type) && !(type === 'service-task' && attributes['system'] !== undefined);
  const onwards = (node: ProcessNode): readonly string[] => {
    // A sub-process is as long as what is in it, and goes on where that ends.
    if (node.type === 'sub-process') return scopes[node.id]?.starts ?? [];
    const leaves = node.type === 'end-event' ? (nodes[node.within]?.outgoing ?? []) : node.outgoing;
    return leaves.flatMap((flow) => flows[flow]?.target ?? []);
  };
  const rings: string[][] = [];
  const done = new Set<string>();
  for (const first of Object.keys(nodes)) {
    // The way from `first` to where we are, with what is still to be tried at each place; no recursion, as a file may hold thousands of nodes.
    const way: { id: string; left: string[] }[] = [];
    const step = (id: string): void => {
      const node = nodes[id];
      if (!node || done.has(id) || !passed(node)) return;
      const at = way.findIndex((one) => one.id === id);
      if (at >= 0) rings.push(way.slice(at).map((one) => one.id));
      else way.push({ id, left: [...onwards(node)] });
    };
    step(first);
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const next = here.left.pop();
      if (next !== undefined) step(next);
      else {
        done.add(here.id);
        way.pop();
      }
    }
  }
  return rings;
}
