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

/** A join that a node reaches by some of its incoming flows only: the node lies in one branch before it. */
export type BranchJoin = {
  join: string;
  /** A parallel join waits for all its flows; an inclusive one for those that can still come. */
  parallel: boolean;
  incoming: readonly string[];
  /** The incoming flows by which a token at that node may come; none, or all of them, where it is in no single branch. */
  flowsFrom: (node: string) => ReadonlySet<string>;
};

const NONE: ReadonlySet<string> = new Set();

/** The joins in one of whose branches a node lies. */
export function joinsInBranches(model: ProcessModel, node: string): BranchJoin[] {
  return Object.values(model.nodes).flatMap(({ id, type, incoming }) => {
    if ((type !== 'parallel-gateway' && type !== 'inclusive-gateway') || incoming.length < 2) return [];
    const flowsFrom = (from: string): ReadonlySet<string> => reachOf(model, id).get(from) ?? NONE;
    const { size } = flowsFrom(node);
    if (size === 0 || size === incoming.length) return [];
    return [{ join: id, parallel: type === 'parallel-gateway', incoming, flowsFrom }];
  });
}
