import type { Loop, ProcessNode } from './model.ts';
import { Trouble, type Run } from './run.ts';
import { removeScope } from './scopes.ts';
import type { LoopState, ScopeRow, TokenRow } from './state.ts';

/** More instances than this are a mistake in the data. */
const INSTANCES_MOST = 5_000;

/** Whether a token is one instance of a multi-instance activity, not the activity as a whole. */
export function isInstance(run: Run, token: TokenRow): boolean {
  return run.scope(token.scope).kind === 'loop';
}

/** Begins a multi-instance activity (BPMN 2.0 §13.3.7) or a standard loop (§13.3.6). @throws Trouble */
export function startLoop(run: Run, token: TokenRow, node: ProcessNode, loop: Loop): void {
  const lookup = run.lookup(token.scope, token.local);
  const state: LoopState = { total: null, started: 0, completed: 0, items: null, outputs: [] };
  if (loop.kind === 'standard') {
    if (loop.testBefore && !run.holds(node, loop.condition, lookup)) return run.later(token.id, 'finish');
  } else if (loop.collection) {
    const items = run.value(node, loop.collection, lookup);
    if (!Array.isArray(items) || items.length > INSTANCES_MOST) throw badLoop(node, items);
    state.items = items;
    state.total = items.length;
  } else if (loop.cardinality) {
    const total = run.value(node, loop.cardinality, lookup);
    if (!Number.isInteger(total) || (total as number) < 0 || (total as number) > INSTANCES_MOST)
      throw badLoop(node, total);
    state.total = total as number;
  }
  if (state.total === 0) {
    if (loop.kind !== 'standard' && loop.outputs) run.assign(token.scope, token.id, { [loop.outputs]: [] });
    return run.later(token.id, 'finish');
  }
  const { process, version } = run.scope(token.scope);
  const body: ScopeRow = {
    id: run.id(),
    instance: run.instance.id,
    kind: 'loop',
    parent: token.scope,
    token: token.id,
    node: node.id,
    process,
    version,
    index: null,
    loop: state,
  };
  const first = loop.kind === 'parallel' ? (state.total ?? 1) : 1;
  for (let index = 0; index < first; index++) newInstance(run, body, node, loop, index, token.local);
  run.scopes.put(body.id, { ...body, loop: { ...state, started: first } });
}

function badLoop(node: ProcessNode, value: unknown): Trouble {
  const shown = Array.isArray(value) ? `${value.length}` : JSON.stringify(value ?? null);
  return new Trouble('bad-loop', { node: node.name || node.id, value: shown, most: INSTANCES_MOST });
}

function newInstance(
  run: Run,
  body: ScopeRow,
  node: ProcessNode,
  loop: Loop,
  index: number,
  outer: TokenRow['local'],
): void {
  const item = body.loop?.items?.[index];
  const local =
    loop.kind === 'standard'
      ? outer
      : { ...outer, loopCounter: index + 1, ...(body.loop?.items ? { [loop.element]: item ?? null } : {}) };
  const token: TokenRow = {
    id: run.id(),
    instance: run.instance.id,
    scope: body.id,
    node: node.id,
    flow: null,
    state: 'moving',
    index,
    local,
    incident: null,
  };
  run.tokens.put(token.id, token);
  run.later(token.id, 'enter');
}

/** One instance is done: its output is gathered, the next begins, or the activity as a whole is done. @throws Trouble */
export function finishInstance(run: Run, token: TokenRow, node: ProcessNode): void {
  const body = run.scope(token.scope);
  const loop = node.loop as Loop;
  const before = body.loop as LoopState;
  const lookup = run.lookup(token.scope, token.local);
  const outputs =
    loop.kind !== 'standard' && loop.output
      ? [...before.outputs, { index: token.index as number, value: run.value(node, loop.output, lookup) }]
      : before.outputs;
  const state: LoopState = { ...before, completed: before.completed + 1, outputs };
  const host = run.tokens.get(body.token as string) as TokenRow;
  if (goesOn(run, node, loop, state, token)) {
    run.tokens.remove(token.id);
    const next = loop.kind === 'parallel' ? 0 : 1;
    run.scopes.put(body.id, { ...body, loop: { ...state, started: state.started + next } });
    if (next === 1) newInstance(run, body, node, loop, state.started, host.local);
    return;
  }
  removeScope(run, body);
  if (loop.kind !== 'standard' && loop.outputs) run.assign(host.scope, host.id, { [loop.outputs]: gathered(state) });
  run.later(host.id, 'finish');
}

function goesOn(run: Run, node: ProcessNode, loop: Loop, state: LoopState, token: TokenRow): boolean {
  const lookup = run.lookup(token.scope, token.local);
  if (loop.kind === 'standard') {
    if (loop.maximum !== null && state.completed >= loop.maximum) return false;
    return run.holds(node, loop.condition, lookup);
  }
  if (state.completed === state.total) return false;
  if (!loop.until) return true;
  // The names are those of the instance attributes in BPMN 2.0, table 10.30.
  const counters: Record<string, unknown> = {
    numberOfInstances: state.total,
    numberOfCompletedInstances: state.completed,
    numberOfActiveInstances: loop.kind === 'parallel' ? (state.total as number) - state.completed : 0,
    numberOfTerminatedInstances: 0,
    ...(loop.outputs ? { [loop.outputs]: gathered(state) } : {}),
  };
  return !run.holds(node, loop.until, (name) => (Object.hasOwn(counters, name) ? counters[name] : lookup(name)));
}

/** The outputs so far in the order of the instances. */
function gathered(state: LoopState): unknown[] {
  return state.outputs.toSorted((a, b) => a.index - b.index).map((output) => output.value);
}
