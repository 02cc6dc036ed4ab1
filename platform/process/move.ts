import { processErrors } from './errors.ts';
import type { ProcessNode } from './model.ts';
import type { Run } from './run.ts';
import { cancelBody, definitionOf } from './scopes.ts';
import type { TokenRow } from './state.ts';

/**
 * Moves a case on purpose: the first token goes to the node, the others end with all that hung on them. A token inside a sub-process may
 * go to a node outside it; then the whole sub-process is left. A token put before a join does not wait for others.
 * @throws `process.unknown-token`, `process.bad-move`
 */
export function moveTokens(run: Run, tokenIds: readonly string[], nodeId: string): void {
  const first = tokenIds[0] === undefined ? undefined : run.tokens.get(tokenIds[0]);
  if (!first) throw processErrors.unknownToken();
  const model = run.modelOf(first.scope);
  const target = Object.hasOwn(model.nodes, nodeId) ? model.nodes[nodeId] : undefined;
  const refused = (what: string, whatZh: string) =>
    processErrors.badMove({ node: target?.name || nodeId, what, whatZh });
  if (!target) throw refused('the process has no such node', '流程中没有这个环节');
  if (target.type === 'boundary-event' || target.type === 'event-sub-process' || isEventStart(target, model.scopes))
    throw refused('it happens of itself; choose a task, gateway or end', '它只能由事件触发；请选择任务、网关或结束');
  const carriers = new Map<string, TokenRow>();
  for (const id of tokenIds) {
    const token = run.tokens.get(id);
    if (!token) throw processErrors.unknownToken();
    const carrier = carrierAt(run, token, target.within);
    if (!carrier) throw refused('it is inside a sub-process; choose the sub-process', '它在子流程内；请选择该子流程');
    carriers.set(carrier.id, carrier);
  }
  const [mover, ...others] = [...carriers.values()] as [TokenRow, ...TokenRow[]];
  if (others.some((other) => other.scope !== mover.scope))
    throw refused('the places are in different sub-processes', '所选位置分属不同的子流程');
  for (const carrier of carriers.values()) cancelBody(run, carrier);
  for (const other of others) run.tokens.remove(other.id);
  run.tokens.put(mover.id, { ...mover, node: target.id, flow: null, state: 'moving', incident: null });
  const isJoin = target.incoming.length > 1 && /^(parallel|inclusive)-gateway$/.test(target.type);
  run.later(mover.id, isJoin ? 'leave' : 'enter');
}

function isEventStart(target: ProcessNode, scopes: Readonly<Record<string, { start: string | null }>>): boolean {
  return target.type === 'start-event' && scopes[target.within]?.start !== target.id;
}

/** The token, or the one outside that waits for its (sub-)process, in the scope that runs `within`. */
function carrierAt(run: Run, token: TokenRow, within: string): TokenRow | undefined {
  const { process } = run.scope(token.scope);
  for (let at: TokenRow | undefined = token; at; ) {
    const scope = run.scope(at.scope);
    if (scope.process === process && definitionOf(run, scope)?.id === within) return at;
    at = scope.token === null ? undefined : run.tokens.get(scope.token);
  }
  return undefined;
}
