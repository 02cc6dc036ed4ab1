import type { ProcessModel } from './model.ts';

type Reach = ReadonlyMap<string, ReadonlySet<string>>;

/** Found once a model: it does not change. */
const known = new WeakMap<ProcessModel, Map<string, Reach>>();

/**
 * For each node, the incoming flows of `gateway` that a token at that node may still come in by without passing the gateway.
 * A boundary event counts as a way on from its activity: BPMN 2.0 §13.4.3 speaks of sequence flows only, but a join that did not wait
 * for an exception path would fire twice.
 */
export function reachOf(model: ProcessModel, gateway: string): Reach {
  let ofModel = known.get(model);
  if (!ofModel) known.set(model, (ofModel = new Map()));
  let reach = ofModel.get(gateway);
  if (!reach) ofModel.set(gateway, (reach = findReach(model, gateway)));
  return reach;
}

function findReach(model: ProcessModel, gateway: string): Reach {
  const reach = new Map<string, Set<string>>();
  for (const incoming of model.nodes[gateway]?.incoming ?? []) {
    const seen = new Set<string>();
    const open = [model.flows[incoming]?.source as string];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === gateway || seen.has(id)) continue;
      seen.add(id);
      const flows = reach.get(id) ?? new Set();
      reach.set(id, flows.add(incoming));
      const node = model.nodes[id];
      if (node?.attachedTo) open.push(node.attachedTo);
      for (const flow of node?.incoming ?? []) open.push(model.flows[flow]?.source as string);
    }
  }
  return reach;
}
