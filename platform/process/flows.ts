import type { ProcessNode, SequenceFlow } from './model.ts';
import { reachOf } from './reach.ts';
import { Trouble, type Run } from './run.ts';
import { consume } from './scopes.ts';
import type { TokenRow } from './state.ts';

/** A token goes on from its node by the flows whose conditions hold (BPMN 2.0 §13.4). @throws Trouble `no-flow`, `bad-expression` */
export function leave(run: Run, token: TokenRow, node: ProcessNode): void {
  const flows = chooseFlows(run, token, node);
  run.passed(token.scope, node.id);
  if (flows.length === 0) {
    consume(run, token);
    return;
  }
  for (const [index, flow] of flows.entries()) {
    run.passed(token.scope, flow.id);
    const next: TokenRow = {
      ...token,
      id: index === 0 ? token.id : run.id(),
      node: flow.target,
      flow: flow.id,
      state: 'moving',
      incident: null,
    };
    run.tokens.put(next.id, next);
    run.later(next.id, 'enter');
  }
}

function chooseFlows(run: Run, token: TokenRow, node: ProcessNode): SequenceFlow[] {
  const { flows } = run.modelOf(token.scope);
  const lookup = run.lookup(token.scope, token.local);
  const one = node.type === 'exclusive-gateway';
  const chosen: SequenceFlow[] = [];
  let conditions = 0;
  let held = 0;
  for (const id of node.outgoing) {
    if (id === node.defaultFlow) continue;
    const flow = flows[id] as SequenceFlow;
    if (flow.condition) {
      conditions += 1;
      if (!run.holds(node, flow.condition, lookup)) continue;
      held += 1;
    }
    chosen.push(flow);
    if (one) return chosen;
  }
  // The default flow is taken when no condition holds; flows without one are taken all the same (§8.3.13).
  if (node.defaultFlow && held === 0 && (conditions > 0 || chosen.length === 0))
    chosen.push(flows[node.defaultFlow] as SequenceFlow);
  if (chosen.length === 0 && node.outgoing.length > 0) throw new Trouble('no-flow', { node: node.name || node.id });
  return chosen;
}

/** A token comes to a parallel join: when every incoming flow has one, one of each goes on as one (§13.4.1). */
export function joinParallel(run: Run, token: TokenRow, node: ProcessNode): void {
  wait(run, token);
  const byFlow = waitingAt(run, token.scope, node.id);
  if (node.incoming.every((flow) => byFlow.has(flow))) merge(run, byFlow);
}

function wait(run: Run, token: TokenRow): void {
  run.tokens.put(token.id, { ...token, state: 'joining', incident: null });
}

/** The first token on each incoming flow. */
function waitingAt(run: Run, scope: string, node: string): Map<string, TokenRow> {
  const byFlow = new Map<string, TokenRow>();
  for (const token of run.tokens.values()) {
    if (token.state !== 'joining' || token.node !== node || token.scope !== scope) continue;
    const flow = token.flow as string;
    if (!byFlow.has(flow)) byFlow.set(flow, token);
  }
  return byFlow;
}

function merge(run: Run, byFlow: ReadonlyMap<string, TokenRow>): void {
  const [first, ...others] = [...byFlow.values()] as [TokenRow, ...TokenRow[]];
  for (const other of others) run.tokens.remove(other.id);
  run.tokens.put(first.id, { ...first, state: 'moving', flow: null, incident: null });
  run.later(first.id, 'leave');
}

/** A token comes to an inclusive join; whether it goes on is known when nothing else moves. */
export const joinInclusive = wait;

/**
 * Lets go the first inclusive join that may: at least one incoming flow has a token, and no token elsewhere can still come to an empty
 * incoming flow, except one that can also come to a flow which has a token (BPMN 2.0, formal/2011-01-03, §13.4.3).
 */
export function releaseInclusive(run: Run): boolean {
  const seen = new Set<string>();
  for (const token of run.tokens.values()) {
    if (token.state !== 'joining') continue;
    const key = `${token.scope} ${token.node}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const node = run.node(token.scope, token.node);
    if (node.type !== 'inclusive-gateway') continue;
    const byFlow = waitingAt(run, token.scope, node.id);
    if (!mayGo(run, token.scope, node, byFlow)) continue;
    merge(run, byFlow);
    return true;
  }
  return false;
}

function mayGo(run: Run, scope: string, gateway: ProcessNode, byFlow: ReadonlyMap<string, TokenRow>): boolean {
  const reach = reachOf(run.modelOf(scope), gateway.id);
  for (const token of run.tokens.values()) {
    if (token.scope !== scope || token.node === gateway.id) continue;
    const flows = [...(reach.get(token.node) ?? [])];
    if (flows.length > 0 && !flows.some((flow) => byFlow.has(flow))) return false;
  }
  return true;
}
