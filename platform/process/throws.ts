import { attributesOf, correlationOf } from './jobs.ts';
import { isInstance } from './loops.ts';
import type { EventDefinition, ProcessNode } from './model.ts';
import { triggerAll } from './triggers.ts';
import type { Run } from './run.ts';
import {
  cancelBody,
  completeScope,
  consume,
  definitionOf,
  emptyScope,
  endInstance,
  newToken,
  openScope,
} from './scopes.ts';
import type { ScopeRow, TokenRow } from './state.ts';

/** A token comes to an intermediate throw event or an end event. @throws Trouble */
export function throwEvent(run: Run, token: TokenRow, node: ProcessNode): void {
  const event = node.event as EventDefinition;
  const { scope, local } = token;
  const isEnd = node.type === 'end-event';
  if (event.kind === 'message') {
    const correlation = correlationOf(run, node, event.correlate, scope, local);
    const attributes = attributesOf(run, node, scope, local);
    run.effect({ type: 'message-thrown', node: node.id, name: event.name, correlation, attributes });
  } else if (event.kind === 'signal') {
    run.effect({ type: 'signal-thrown', node: node.id, name: event.name });
    triggerAll(run, event.name, undefined);
  } else if (event.kind === 'terminate') {
    terminate(run, token, node);
    return;
  } else if (event.kind === 'error') {
    run.passed(scope, node.id);
    run.tokens.put(token.id, { ...token, state: 'at' });
    if (!raise(run, 'error', event.code, scope, null)) endInstance(run, 'failed', event.code);
    return;
  } else if (event.kind === 'escalation') {
    // Others may go on beside it; only an interrupting catcher takes this token too.
    const caught = raise(run, 'escalation', event.code, scope, null);
    run.effect({ type: 'escalated', node: node.id, code: event.code, caught });
  }
  const still = run.tokens.get(token.id);
  if (!still) return;
  if (isEnd) {
    run.passed(scope, node.id);
    consume(run, still);
  } else run.later(token.id, 'leave');
}

/** A terminate end event ends its own process or sub-process, nothing above it (BPMN 2.0 §13.5.6). */
function terminate(run: Run, token: TokenRow, node: ProcessNode): void {
  run.passed(token.scope, node.id);
  const scope = run.scope(token.scope);
  if (scope.parent === null) {
    endInstance(run, 'terminated');
    return;
  }
  emptyScope(run, scope);
  completeScope(run, scope);
}

/**
 * Raises an error or escalation where it arose and outwards: event sub-processes of the scope, then boundary events of the activity
 * whose scope it is (BPMN 2.0 §13.5.3, §13.5.4). `from` is the token of an activity that itself reports it.
 * @returns whether it was caught
 */
export function raise(
  run: Run,
  kind: 'error' | 'escalation',
  code: string | null,
  scopeId: string,
  from: TokenRow | null,
): boolean {
  if (from && catchAtBoundary(run, kind, code, from)) return true;
  let inEventSubProcess = false;
  for (let scope: ScopeRow | undefined = run.scope(scopeId); scope; ) {
    if (!inEventSubProcess && catchInside(run, kind, code, scope)) return true;
    if (scope.parent === null) return false;
    const host = run.tokens.get(scope.token as string) as TokenRow;
    if (catchAtBoundary(run, kind, code, host)) return true;
    // What arises in an event sub-process is not for its neighbours in the same scope.
    inEventSubProcess = scope.kind === 'event-sub-process' || (scope.kind === 'loop' && inEventSubProcess);
    scope = run.scope(host.scope);
  }
  return false;
}

function catchAtBoundary(run: Run, kind: 'error' | 'escalation', code: string | null, host: TokenRow): boolean {
  if (isInstance(run, host)) return false;
  const events = run.node(host.scope, host.node).boundary.map((id) => run.node(host.scope, id));
  const event = catcher(events, kind, code);
  if (!event) return false;
  leaveByBoundary(run, host, event);
  return true;
}

function catchInside(run: Run, kind: 'error' | 'escalation', code: string | null, scope: ScopeRow): boolean {
  const { scopes } = run.modelOf(scope.id);
  const starts = (definitionOf(run, scope)?.events ?? []).flatMap((id) => scopes[id]?.starts ?? []);
  const event = catcher(
    starts.map((id) => run.node(scope.id, id)),
    kind,
    code,
  );
  if (!event) return false;
  startEventSubProcess(run, scope, event);
  return true;
}

/** One that names the code before one that takes all. */
function catcher(events: ProcessNode[], kind: string, code: string | null): ProcessNode | undefined {
  const codeOf = (node: ProcessNode) => (node.event as { code: string | null }).code;
  const possible = events.filter((node) => node.event?.kind === kind);
  return (
    possible.find((node) => code !== null && codeOf(node) === code) ?? possible.find((node) => codeOf(node) === null)
  );
}

/** A boundary event happened: the activity is cancelled and its token goes on from there, or a new token goes beside it. */
export function leaveByBoundary(run: Run, host: TokenRow, event: ProcessNode): void {
  if (!event.interrupting) {
    newToken(run, host.scope, event.id, 'leave');
    return;
  }
  cancelBody(run, host);
  run.tokens.put(host.id, { ...host, node: event.id, flow: null, state: 'moving', incident: null });
  run.later(host.id, 'leave');
}

/** The start of an event sub-process happened: it runs in its scope, alone if it interrupts. */
export function startEventSubProcess(run: Run, scope: ScopeRow, start: ProcessNode): void {
  if (start.interrupting) emptyScope(run, scope);
  const host = newToken(run, scope.id, start.within, null);
  const { process, version } = scope;
  const inside = { parent: scope.id, token: host.id, node: start.within, index: null };
  openScope(run, { kind: 'event-sub-process', process, version, ...inside }, { at: start.id, phase: 'leave' });
}
