import { modelsOf, type Plan } from './migrate.ts';
import type { ProcessModel, SequenceFlow } from './model.ts';
import type { Run } from './run.ts';

/** Notes conditions ahead that read variables the instance lacks, that the old version did not read either, and that nobody ahead will set. */
export function missingAhead(plan: Plan, run: Run): void {
  const told = new Set<string>();
  for (const token of run.tokens.values()) {
    const scope = plan.state.scopes.find(({ id }) => id === token.scope);
    const { old, next } = scope ? modelsOf(plan, scope) : {};
    if (!old || !next) continue;
    const { nodes, flows } = ahead(next, token.node);
    const known = new Set([...plan.provided, 'result', 'loopCounter', ...nodes, ...readBy(old), ...setBy(next, nodes)]);
    const lookup = run.lookup(token.scope, token.local);
    for (const { id, source, condition } of flows) {
      if (!condition || told.has(id)) continue;
      const names = condition.names.filter((name) => !known.has(name) && lookup(name) === undefined);
      if (names.length === 0) continue;
      told.add(id);
      plan.notes.push({ code: 'missing', node: source, name: next.nodes[source]?.name || source, names });
    }
  }
}

function readBy(model: ProcessModel): string[] {
  return Object.values(model.flows).flatMap(({ condition }) => condition?.names ?? []);
}

/** Lists that multi-instance activities gather. */
function setBy(model: ProcessModel, nodes: ReadonlySet<string>): string[] {
  return [...nodes].flatMap((id) => {
    const loop = model.nodes[id]?.loop;
    return loop && loop.kind !== 'standard' ? [loop.element, ...(loop.outputs ? [loop.outputs] : [])] : [];
  });
}

/** What a token at a node may come to, sub-processes with what is in them. */
function ahead(model: ProcessModel, from: string): { nodes: ReadonlySet<string>; flows: SequenceFlow[] } {
  const nodes = new Set<string>();
  const flows: SequenceFlow[] = [];
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = model.nodes[id];
    if (!node || nodes.has(id)) continue;
    nodes.add(id);
    open.push(...node.boundary);
    const start = model.scopes[id]?.start;
    if (start) open.push(start);
    for (const flow of node.outgoing) {
      const way = model.flows[flow] as SequenceFlow;
      flows.push(way);
      open.push(way.target);
    }
  }
  return { nodes, flows };
}
