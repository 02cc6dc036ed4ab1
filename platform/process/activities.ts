import { attributesOf, correlationOf, eventJob, taskJob } from './jobs.ts';
import { finishInstance, isInstance, startLoop } from './loops.ts';
import type { ProcessNode } from './model.ts';
import { Trouble, type Run } from './run.ts';
import { cancelBody, consume, openScope } from './scopes.ts';
import type { JobKind, TokenRow } from './state.ts';

const JOBS: Partial<Record<ProcessNode['type'], JobKind>> = {
  'user-task': 'user',
  'manual-task': 'manual',
  'service-task': 'service',
  'business-rule-task': 'decision',
  'receive-task': 'message',
};

/** A token comes to an activity: its work opens, then its boundary events. @throws Trouble */
export function enterActivity(run: Run, token: TokenRow, node: ProcessNode): void {
  const at: TokenRow = { ...token, state: 'at', incident: null };
  run.tokens.put(at.id, at);
  const instance = isInstance(run, at);
  if (node.loop && !instance) startLoop(run, at, node, node.loop);
  else startWork(run, at, node);
  // Boundary events stand on the activity as a whole, not on each of its instances (BPMN 2.0 §10.2.8).
  if (!instance) for (const id of node.boundary) eventJob(run, at.scope, at, run.node(at.scope, id));
}

function startWork(run: Run, token: TokenRow, node: ProcessNode): void {
  const kind = JOBS[node.type];
  if (kind) {
    taskJob(run, token, node, kind);
    return;
  }
  const inside = { parent: token.scope, token: token.id, node: node.id, index: token.index };
  if (node.type === 'sub-process') {
    const { process, version } = run.scope(token.scope);
    const begin = token.local ? { values: token.local } : {};
    openScope(run, { kind: 'sub-process', process, version, ...inside }, begin);
  } else if (node.type === 'call-activity') callProcess(run, token, node, inside);
  else if (node.type === 'send-task') send(run, token, node);
  else run.later(token.id, 'finish');
}

/** A send task with a handler (`yw:service`) is work like a service task; else its message goes out at once. */
function send(run: Run, token: TokenRow, node: ProcessNode): void {
  if (node.attributes['service'] !== undefined) {
    taskJob(run, token, node, 'send');
    return;
  }
  const { scope, local } = token;
  run.effect({
    type: 'message-thrown',
    node: node.id,
    name: node.message?.name ?? (node.name || node.id),
    correlation: correlationOf(run, node, node.message?.correlate ?? null, scope, local),
    attributes: attributesOf(run, node, scope, local),
  });
  run.later(token.id, 'finish');
}

type Inside = { parent: string; token: string; node: string; index: number | null };

/** A called process has variables of its own: copies of those `yw:in` names, or of all the caller's. */
function callProcess(run: Run, token: TokenRow, node: ProcessNode, inside: Inside): void {
  const process = node.calls as string;
  const model = run.options.model?.(process);
  if (!model?.scopes[model.id]?.start) throw new Trouble('no-called-process', { node: node.name || node.id, process });
  const { in: given } = node.attributes;
  const names =
    typeof given === 'string' ? given.split(/[\s,]+/).filter(Boolean) : visibleNames(run, token.scope, token.local);
  const lookup = run.lookup(token.scope, token.local);
  const values = Object.fromEntries(names.map((name) => [name, lookup(name) ?? null]));
  const { version } = model;
  if (![...run.scopes.values()].some((one) => one.kind === 'called' && one.process === model.id))
    run.beginsAnew(model.id);
  const scope = openScope(run, { kind: 'called', process: model.id, version, ...inside }, { values });
  run.effect({ type: 'called', scope: scope.id, node: node.id, process: model.id, version });
}

function visibleNames(run: Run, scopeId: string, local: TokenRow['local']): string[] {
  const names = new Set<string>(Object.keys(local ?? {}));
  for (let at: string | null = scopeId; at !== null; ) {
    for (const name of Object.keys(run.variables.get(at)?.values ?? {})) names.add(name);
    const scope = run.scope(at);
    at = scope.kind === 'called' ? null : scope.parent;
  }
  return [...names];
}

/** The work of an activity (or one instance of it) is done: its boundary events are lifted, the token goes on. @throws Trouble */
export function finishActivity(run: Run, token: TokenRow, node: ProcessNode): void {
  if (isInstance(run, token)) {
    finishInstance(run, token, node);
    return;
  }
  cancelBody(run, token);
  if (node.type === 'event-sub-process') {
    run.passed(token.scope, node.id);
    consume(run, token);
  } else run.later(token.id, 'leave');
}
