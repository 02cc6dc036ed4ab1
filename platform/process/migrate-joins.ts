import { modelsOf, newPartOf, partOf, type Plan } from './migrate.ts';
import { faultOf } from './migrate-texts.ts';
import type { ProcessModel, ProcessNode } from './model.ts';
import { reachOf } from './reach.ts';
import type { ScopeRow, TokenRow } from './state.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * Tokens side by side must meet again where they would have met, else what follows is done twice; and no join may wait for a branch that was never
 * begun, else the case stands still. What stood like that before the move is not held against it.
 */
export function checkJoins(plan: Plan, scope: ScopeRow, flows: ReadonlyMap<string, string | null>): void {
  const { old, next } = modelsOf(plan, scope);
  if (scope.kind === 'loop' || !old || !next) return;
  const tokens = plan.state.tokens.filter((token) => token.scope === scope.id);
  const moved = tokens.map((token) => ({
    ...token,
    node: plan.mapped(token.node),
    flow: flows.get(token.id) ?? null,
  }));
  for (const join of joinsOf(old, partOf(plan, scope))) {
    const were = tokens.map((token) => flowsTo(old, join, token));
    const meets = apart(were);
    if (meets.length === 0) continue;
    const node = next.nodes[plan.mapped(join.id)];
    const are = node?.type === join.type ? moved.map((token) => flowsTo(next, node, token)) : [];
    const stillMeet = ([one, other]: readonly [number, number]): boolean => disjoint(are[one], are[other]);
    if (!meets.every(stillMeet)) plan.faults.push(faultOf('join-gone', join));
  }
  const lacked = new Set(
    joinsOf(old, partOf(plan, scope)).flatMap((join) => (lacks(old, join, tokens) ? [plan.mapped(join.id)] : [])),
  );
  for (const join of joinsOf(next, newPartOf(plan, scope)))
    if (!lacked.has(join.id) && lacks(next, join, moved)) plan.faults.push(faultOf('join-waits', join));
}

function joinsOf(model: ProcessModel, within: string): ProcessNode[] {
  return Object.values(model.nodes).filter(
    (node) =>
      node.within === within &&
      node.incoming.length > 1 &&
      (node.type === 'parallel-gateway' || node.type === 'inclusive-gateway'),
  );
}

/** The incoming flows of a join by which a token has come or may come. */
function flowsTo(model: ProcessModel, join: ProcessNode, token: TokenRow): ReadonlySet<string> {
  if (token.node !== join.id) return reachOf(model, join.id).get(token.node) ?? NONE;
  return token.flow === null ? NONE : new Set([token.flow]);
}

/** Pairs that come to the join by different flows. */
function apart(flows: readonly ReadonlySet<string>[]): (readonly [number, number])[] {
  return flows.flatMap((one, at) =>
    flows.flatMap((other, index) => (index > at && disjoint(one, other) ? [[at, index] as const] : [])),
  );
}

function disjoint(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  return Boolean(one?.size && other?.size) && [...(one as ReadonlySet<string>)].every((flow) => !other?.has(flow));
}

/** Whether a token lies in one branch before a parallel join for another of whose flows nobody can come. */
function lacks(model: ProcessModel, join: ProcessNode, tokens: readonly TokenRow[]): boolean {
  if (join.type !== 'parallel-gateway') return false;
  const flows = tokens.map((token) => flowsTo(model, join, token));
  const come = new Set(flows.flatMap((some) => [...some]));
  return come.size > 0 && come.size < join.incoming.length;
}
