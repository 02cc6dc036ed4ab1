import type { EventDefinition, Expression, ProcessNode, TimerDefinition } from './model.ts';
import { Trouble, type Run } from './run.ts';
import type { JobKind, ScopeRow, TimerRequest, TokenRow } from './state.ts';
import { isTimer } from './timers.ts';

/** `yw:*` attributes with their expressions evaluated. @throws Trouble `bad-expression` */
export function attributesOf(
  run: Run,
  node: ProcessNode,
  scope: string,
  local: TokenRow['local'],
): Readonly<Record<string, unknown>> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node.attributes)) {
    attributes[name] = typeof value === 'string' ? value : run.value(node, value, run.lookup(scope, local));
  }
  return attributes;
}

/** What a call activity says of itself only; everything else holds for the tasks of the process it calls, where they do not say it. */
const OF_THE_CALL = ['in', 'out', 'nameEn', 'collection', 'element', 'output', 'outputs'];

/** What the calls around a scope say for the tasks in it. @throws Trouble `bad-expression` */
function saidByCalls(run: Run, scopeId: string): Record<string, unknown> {
  for (let at: string | null = scopeId; at !== null; ) {
    const scope: ScopeRow = run.scope(at);
    const host = scope.kind === 'called' && scope.token !== null ? run.tokens.get(scope.token) : undefined;
    if (host) {
      const said = attributesOf(run, run.node(host.scope, host.node), host.scope, host.local);
      const own = Object.entries(said).filter(([name]) => !OF_THE_CALL.includes(name));
      return { ...saidByCalls(run, host.scope), ...Object.fromEntries(own) };
    }
    at = scope.parent;
  }
  return {};
}

/** What holds for work at a node: its own attributes, and what the calls around it say. @throws Trouble `bad-expression` */
export function attributesInside(
  run: Run,
  node: ProcessNode,
  scope: string,
  local: TokenRow['local'],
): Readonly<Record<string, unknown>> {
  return { ...saidByCalls(run, scope), ...attributesOf(run, node, scope, local) };
}

/** Opens the work of a task. */
export function taskJob(run: Run, token: TokenRow, node: ProcessNode, kind: JobKind): void {
  const event = kind === 'message' ? (node.message?.name ?? null) : null;
  run.openJob(
    {
      scope: token.scope,
      token: token.id,
      node: node.id,
      kind,
      timer: null,
      event,
      correlation: correlationOf(run, node, node.message?.correlate ?? null, token.scope, token.local),
      index: token.index,
      attributes: attributesInside(run, node, token.scope, token.local),
    },
    token.local,
  );
}

/** Waits for a message, signal or timer; for errors and escalations there is nothing to wait for. */
export function eventJob(run: Run, scope: string, token: TokenRow | null, node: ProcessNode): void {
  const event = node.event as EventDefinition;
  if (event.kind !== 'message' && event.kind !== 'signal' && event.kind !== 'timer') return;
  const local = token?.local ?? null;
  openEventJob(run, scope, token, node, {
    timer: event.kind === 'timer' ? timerOf(run, node, event.timer, scope, local) : null,
    correlation: event.kind === 'message' ? correlationOf(run, node, event.correlate, scope, local) : null,
  });
}

/** Waits again after an event that does not interrupt; a cycle with what remains of it. */
export function openEventJob(
  run: Run,
  scope: string,
  token: TokenRow | null,
  node: ProcessNode,
  { timer, correlation }: { timer: TimerRequest | null; correlation: string | null },
): void {
  const event = node.event as Extract<EventDefinition, { kind: 'message' | 'signal' | 'timer' }>;
  const local = token?.local ?? null;
  const attributes = attributesOf(run, node, scope, local);
  run.openJob(
    {
      scope,
      token: token?.id ?? null,
      node: node.id,
      kind: event.kind,
      timer,
      event: event.kind === 'timer' ? null : event.name,
      correlation,
      index: token?.index ?? null,
      attributes,
    },
    local,
  );
}

/** @throws Trouble `bad-timer` */
export function timerOf(
  run: Run,
  node: ProcessNode,
  { kind, value }: TimerDefinition,
  scope: string,
  local: TokenRow['local'],
): TimerRequest {
  const given = typeof value === 'string' ? value : run.value(node, value, run.lookup(scope, local));
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string' || !isTimer(kind, text))
    throw new Trouble('bad-timer', { node: node.name || node.id, value: JSON.stringify(given ?? null) });
  return { kind, value: text };
}

export function correlationOf(
  run: Run,
  node: ProcessNode,
  expression: Expression | null,
  scope: string,
  local: TokenRow['local'],
): string | null {
  if (!expression) return null;
  const value = run.value(node, expression, run.lookup(scope, local));
  return value === null || value === undefined ? null : String(value);
}
