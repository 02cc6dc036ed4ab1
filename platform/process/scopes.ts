import { eventJob } from './jobs.ts';
import type { ScopeDefinition } from './model.ts';
import type { Run } from './run.ts';
import type { Ending, ScopeRow, TokenRow } from './state.ts';

type NewScope = Pick<ScopeRow, 'kind' | 'parent' | 'token' | 'node' | 'process' | 'version' | 'index'>;

/** The part of the model a scope runs; undefined for the body of a multi-instance activity. */
export function definitionOf(run: Run, scope: ScopeRow): ScopeDefinition | undefined {
  if (scope.kind === 'loop') return undefined;
  const own = scope.kind === 'process' || scope.kind === 'called';
  return run.modelOf(scope.id).scopes[own ? scope.process : (scope.node as string)];
}

/** Begins a process or sub-process: waits for its event sub-processes, and a token at its start. */
export function openScope(
  run: Run,
  scope: NewScope,
  begin: { at?: string; phase?: 'enter' | 'leave'; values?: Readonly<Record<string, unknown>> } = {},
): ScopeRow {
  const row: ScopeRow = { id: run.id(), instance: run.instance.id, loop: null, ...scope };
  run.scopes.put(row.id, row);
  if (begin.values) run.write(row.id, begin.values);
  const definition = definitionOf(run, row);
  const model = run.modelOf(row.id);
  for (const id of definition?.events ?? []) {
    for (const start of model.scopes[id]?.starts ?? []) eventJob(run, row.id, null, run.node(row.id, start));
  }
  const start = begin.at ?? definition?.start;
  if (start) newToken(run, row.id, start, begin.phase ?? 'enter');
  return row;
}

export function newToken(run: Run, scope: string, node: string, phase: 'enter' | 'leave' | null): TokenRow {
  const token: TokenRow = {
    id: run.id(),
    instance: run.instance.id,
    scope,
    node,
    flow: null,
    state: phase ? 'moving' : 'at',
    index: null,
    local: null,
    incident: null,
  };
  run.tokens.put(token.id, token);
  if (phase) run.later(token.id, phase);
  return token;
}

/** Takes a token away; its scope is done when it was the last. */
export function consume(run: Run, token: TokenRow): void {
  run.tokens.remove(token.id);
  for (const other of run.tokens.values()) if (other.scope === token.scope) return;
  completeScope(run, run.scope(token.scope));
}

/** Ends a scope whose tokens are gone; the token that waited for it goes on. */
export function completeScope(run: Run, scope: ScopeRow): void {
  if (scope.parent === null) {
    endInstance(run, 'completed');
    return;
  }
  const host = run.tokens.get(scope.token as string) as TokenRow;
  const values = run.variables.get(scope.id)?.values;
  removeScope(run, scope);
  if (values && scope.kind === 'called') run.assign(host.scope, host.id, results(run, host, values));
  else if (values && host.local) run.tokens.put(host.id, { ...host, local: { ...host.local, ...values } });
  run.later(host.id, 'finish');
}

/** What a called process gives back: what `yw:out` names, or all it holds. */
function results(run: Run, host: TokenRow, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { out } = run.node(host.scope, host.node).attributes;
  if (typeof out !== 'string') return { ...values };
  const names = out.split(/[\s,]+/).filter((name) => Object.hasOwn(values, name));
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** Removes a scope with everything in it. */
export function removeScope(run: Run, scope: ScopeRow): void {
  emptyScope(run, scope);
  run.variables.remove(scope.id);
  run.scopes.remove(scope.id);
}

/** Cancels all that happens in a scope; the scope stays. */
export function emptyScope(run: Run, scope: ScopeRow): void {
  for (const token of run.tokens.values()) if (token.scope === scope.id) run.tokens.remove(token.id);
  for (const child of run.scopes.values()) if (child.parent === scope.id) removeScope(run, child);
  for (const job of run.jobs.values()) if (job.scope === scope.id) run.cancelJob(job);
}

/** Cancels what hangs on a token: its open work, boundary events, sub-process. The token stays. */
export function cancelBody(run: Run, token: TokenRow): void {
  for (const job of run.jobs.values()) if (job.token === token.id) run.cancelJob(job);
  for (const child of run.scopes.values()) if (child.token === token.id) removeScope(run, child);
}

/** The outermost scope and its variables stay, to be read. */
export function endInstance(run: Run, how: Ending, error: string | null = null): void {
  for (const scope of run.scopes.values()) if (scope.parent === null) emptyScope(run, scope);
  run.instance = { ...run.instance, how, error };
  run.effect({ type: 'instance-ended', how, error });
}
