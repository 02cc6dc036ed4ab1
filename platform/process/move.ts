import { processErrors } from './errors.ts';
import type { ProcessModel, ProcessNode } from './model.ts';
import type { Run } from './run.ts';
import { cancelBody, definitionOf, newToken } from './scopes.ts';
import type { Arrived, TokenRow } from './state.ts';

/**
 * Moves a case on purpose: the first token goes to the node, the others end with all that hung on them. A token inside a sub-process or a called
 * process may go to a node outside it; then the whole of it is left. The node is looked for from the first token outwards. A token put before a
 * join does not wait for others.
 * @throws `process.unknown-token`, `process.bad-move`
 */
export function moveTokens(
  run: Run,
  tokenIds: readonly string[],
  nodeId: string,
  arrived: readonly Arrived[] = [],
): void {
  const first = tokenIds[0] === undefined ? undefined : run.tokens.get(tokenIds[0]);
  if (!first) throw processErrors.unknownToken();
  const place = placeOf(run, first, nodeId);
  const refused = (what: string, whatZh: string) =>
    processErrors.badMove({ node: place?.target.name || nodeId, what, whatZh });
  if (!place) throw refused('the process has no such node', '流程中没有这个环节');
  const { target, process, scopes } = place;
  if (target.type === 'boundary-event' || target.type === 'event-sub-process' || isEventStart(target, scopes))
    throw refused('it happens of itself; choose a task, gateway or end', '它只能由事件触发；请选择任务、网关或结束');
  const carriers = new Map<string, TokenRow>();
  for (const id of tokenIds) {
    const token = run.tokens.get(id);
    if (!token) throw processErrors.unknownToken();
    const carrier = carrierAt(run, token, process, target.within);
    if (!carrier) throw refused('it is inside a sub-process; choose the sub-process', '它在子流程内；请选择该子流程');
    carriers.set(carrier.id, carrier);
  }
  const [mover, ...others] = [...carriers.values()] as [TokenRow, ...TokenRow[]];
  if (others.some((other) => other.scope !== mover.scope))
    throw refused('the places are in different sub-processes', '所选位置分属不同的子流程');
  for (const carrier of carriers.values()) cancelBody(run, carrier);
  for (const other of others) run.tokens.remove(other.id);
  for (const { node, flow } of arrived) {
    if (!run.modelOf(mover.scope).nodes[node]?.incoming.includes(flow))
      throw refused('a flow counted as passed does not lead to that join', '视为已经过的路径不通向该汇合网关');
    const waiting = newToken(run, mover.scope, node, null);
    run.tokens.put(waiting.id, { ...waiting, flow, state: 'joining' });
  }
  run.tokens.put(mover.id, { ...mover, node: target.id, flow: null, state: 'moving', incident: null });
  const isJoin = target.incoming.length > 1 && /^(parallel|inclusive)-gateway$/.test(target.type);
  run.later(mover.id, isJoin ? 'leave' : 'enter');
}

function isEventStart(target: ProcessNode, scopes: Readonly<Record<string, { start: string | null }>>): boolean {
  return target.type === 'start-event' && scopes[target.within]?.start !== target.id;
}

type Place = { target: ProcessNode; process: string; scopes: ProcessModel['scopes'] };

/** The node of that id in the process of the token, else in the one that called it. */
function placeOf(run: Run, token: TokenRow, nodeId: string): Place | undefined {
  for (let at: TokenRow | undefined = token; at; at = hostOf(run, at)) {
    const { nodes, scopes, id: process } = run.modelOf(at.scope);
    const target = Object.hasOwn(nodes, nodeId) ? nodes[nodeId] : undefined;
    if (target) return { target, process, scopes };
  }
  return undefined;
}

/** The token outside that waits for the scope of this one. */
function hostOf(run: Run, { scope }: TokenRow): TokenRow | undefined {
  const { token } = run.scope(scope);
  return token === null ? undefined : run.tokens.get(token);
}

/** The token, or the one outside that waits for its (sub-)process, in the scope that runs `within` of that process. */
function carrierAt(run: Run, token: TokenRow, process: string, within: string): TokenRow | undefined {
  for (let at: TokenRow | undefined = token; at; at = hostOf(run, at)) {
    const scope = run.scope(at.scope);
    if (scope.process === process && definitionOf(run, scope)?.id === within) return at;
  }
  return undefined;
}
