import { processErrors } from './errors.ts';
import { eventJob } from './jobs.ts';
import { checkJoins } from './migrate-joins.ts';
import { missingAhead } from './migrate-needs.ts';
import { checkJob, checkToken } from './migrate-places.ts';
import type { MigrationFault, MigrationNote } from './migrate-texts.ts';
import { faultOf } from './migrate-texts.ts';
import type { ProcessModel, ProcessNode } from './model.ts';
import { Run, Trouble, type Options } from './run.ts';
import type { InstanceState, ScopeRow, TokenRow } from './state.ts';
import { settle } from './step.ts';

/** A process in one version, with those that it calls. */
export type ProcessVersion = { main: ProcessModel; called: ReadonlyMap<string, ProcessModel> };

export type MigrateOptions = Omit<Options, 'model'> & {
  /** Old node → new node of the same kind, where they do not have the same id. */
  mapping?: Readonly<Record<string, string>>;
  /** `yw:*` attributes that open work may not change: what it means outside the process. */
  fixed?: readonly string[];
  /** Variables that somebody will set before they are read, such as the outputs of decisions. */
  provided?: readonly string[];
};

export type Migrated = {
  /** Undefined where something stands against it. */
  state: InstanceState | undefined;
  faults: readonly MigrationFault[];
  notes: readonly MigrationNote[];
};

/** What the parts of a migration work on. */
export type Plan = {
  from: ProcessVersion;
  to: ProcessVersion;
  state: InstanceState;
  fixed: readonly string[];
  provided: readonly string[];
  faults: MigrationFault[];
  notes: MigrationNote[];
  /** Id of an old node in the new version. */
  mapped(node: string): string;
};

/**
 * Takes a running instance over to another version of its process: every place where it stands must be there again, by id or by `mapping`, and be of
 * the same kind. Work that is open keeps its id and what it was opened with; timers are asked anew only where their definition changed; waits that
 * only the new version has (boundary events, event sub-processes) are opened. Pure; with faults nothing is changed.
 * @throws `process.ended`
 */
export function migrateInstance(
  from: ProcessVersion,
  to: ProcessVersion,
  state: InstanceState,
  { mapping = {}, fixed = [], provided = [], ...options }: MigrateOptions,
): Migrated {
  if (state.instance.how !== null) throw processErrors.ended();
  const mapped = (node: string): string => (Object.hasOwn(mapping, node) ? (mapping[node] as string) : node);
  const plan: Plan = { from, to, state, fixed, provided, faults: [], notes: [], mapped };
  const flows = new Map<string, string | null>();
  for (const token of state.tokens) flows.set(token.id, checkToken(plan, token));
  const again = { ...options, model: (process: string) => to.called.get(process) };
  if (plan.faults.length === 0) for (const scope of state.scopes) checkJoins(plan, scope, flows);
  const moved = plan.faults.length === 0 ? rewritten(plan, flows) : undefined;
  const run = new Run(to.main, moved ?? state, again);
  for (const job of state.jobs) checkJob(plan, job, moved ? run : undefined);
  if (plan.faults.length > 0 || !moved) return { state: undefined, faults: once(plan.faults), notes: [] };
  openNewWaits(plan, run);
  if (plan.faults.length > 0) return { state: undefined, faults: once(plan.faults), notes: [] };
  missingAhead(plan, run);
  tryJoins(run);
  settle(run);
  return { state: run.outcome().state, faults: [], notes: plan.notes };
}

/** The model that runs a scope, as it was and as it will be. */
export function modelsOf(
  { from, to }: Plan,
  { process }: ScopeRow,
): { old: ProcessModel | undefined; next: ProcessModel | undefined } {
  if (process === from.main.id) return { old: from.main, next: to.main };
  return { old: from.called.get(process), next: to.called.get(process) };
}

/** The (sub-)process whose nodes a scope runs; the body of a multi-instance activity runs one node of its parent's. */
export function partOf({ state }: Plan, scope: ScopeRow): string {
  let at = scope;
  while (at.kind === 'loop') at = state.scopes.find(({ id }) => id === at.parent) as ScopeRow;
  return at.kind === 'process' || at.kind === 'called' ? at.process : (at.node as string);
}

/** The same in the new version. */
export function newPartOf(plan: Plan, scope: ScopeRow): string {
  const part = partOf(plan, scope);
  if (part === plan.from.main.id) return plan.to.main.id;
  return plan.from.called.has(part) ? part : plan.mapped(part);
}

export const scopeOf = ({ state }: Plan, id: string): ScopeRow => state.scopes.find((one) => one.id === id) as ScopeRow;

/** One place may be wrong in the same way for several tokens. */
function once(faults: readonly MigrationFault[]): MigrationFault[] {
  return faults.filter(
    (fault, at) => faults.findIndex((other) => other.node === fault.node && other.code === fault.code) === at,
  );
}

function rewritten(plan: Plan, flows: ReadonlyMap<string, string | null>): InstanceState {
  const { from, to, state, mapped } = plan;
  const nameOf = (process: string): string => (process === from.main.id ? to.main.id : process);
  const versionOf = (process: string): string =>
    process === from.main.id ? to.main.version : (to.called.get(process)?.version as string);
  const done = Object.fromEntries(
    Object.entries(state.instance.done).map(([process, ids]) => {
      const next = process === from.main.id ? to.main : to.called.get(process);
      return [nameOf(process), ids.map(mapped).filter((id) => next?.nodes[id] ?? next?.flows[id])];
    }),
  );
  const scopes = state.scopes.map((scope) => ({
    ...scope,
    node: scope.node === null ? null : mapped(scope.node),
    process: nameOf(scope.process),
    version: versionOf(scope.process),
  }));
  return {
    instance: { ...state.instance, process: to.main.id, version: to.main.version, done },
    scopes,
    tokens: state.tokens.map((token) => ({
      ...token,
      node: mapped(token.node),
      flow: flows.get(token.id) ?? null,
    })),
    jobs: state.jobs.map((job) => ({ ...job, node: mapped(job.node) })),
    variables: state.variables,
  };
}

/** Waits that only the new version has, where the case stands. One that is there by an old node is open still, or has happened. */
function openNewWaits(plan: Plan, run: Run): void {
  for (const scope of plan.state.scopes) {
    const { old, next } = modelsOf(plan, scope);
    if (!old || !next) continue;
    const known = new Set(Object.keys(old.nodes).map(plan.mapped));
    const open = (node: string, token: TokenRow | null): void => {
      if (known.has(node)) return;
      const drawn = next.nodes[node] as ProcessNode;
      try {
        const before = run.jobs.all().length;
        eventJob(run, scope.id, token, drawn);
        if (run.jobs.all().length > before) plan.notes.push({ code: 'wait-opened', node, name: drawn.name || node });
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        plan.faults.push(faultOf('cannot-wait', drawn));
      }
    };
    if (scope.kind !== 'loop')
      for (const event of next.scopes[newPartOf(plan, scope)]?.events ?? [])
        for (const start of next.scopes[event]?.starts ?? []) open(start, null);
    for (const token of run.tokens.values()) {
      if (token.scope !== scope.id || token.state !== 'at' || scope.kind === 'loop') continue;
      const drawn = next.nodes[token.node] as ProcessNode;
      for (const boundary of drawn.boundary) open(boundary, token);
      if (drawn.type === 'event-gateway')
        for (const flow of drawn.outgoing) open(next.flows[flow]?.target as string, token);
    }
  }
}

/** A parallel join that waits for fewer flows in the new version may have all of them now; inclusive ones are tried by `settle`. */
function tryJoins(run: Run): void {
  const seen = new Set<string>();
  for (const token of run.tokens.values()) {
    const key = `${token.scope} ${token.node}`;
    if (token.state !== 'joining' || seen.has(key)) continue;
    const { type, incoming } = run.node(token.scope, token.node);
    if (type !== 'parallel-gateway') continue;
    seen.add(key);
    const there = new Set<string | null>();
    for (const other of run.tokens.values())
      if (other.scope === token.scope && other.node === token.node && other.state === 'joining') there.add(other.flow);
    if (incoming.every((flow) => there.has(flow))) run.later(token.id, 'enter');
  }
}

/** Where a running instance stands, to be shown before it is moved. */
export type StandingPlace = { node: string; name: string; type: ProcessNode['type']; process: string };

/** The places that a migration must find again, and the nodes of the new version that each may be mapped to. */
export function standingPlaces(
  from: ProcessVersion,
  to: ProcessVersion,
  state: InstanceState,
): (StandingPlace & { choices: { node: string; name: string }[] })[] {
  const places = new Map<string, StandingPlace & { choices: { node: string; name: string }[] }>();
  const add = (scopeId: string, node: string): void => {
    const scope = state.scopes.find(({ id }) => id === scopeId) as ScopeRow;
    const own = scope.process === from.main.id;
    const drawn = (own ? from.main : from.called.get(scope.process))?.nodes[node];
    const next = own ? to.main : to.called.get(scope.process);
    if (!drawn || places.has(node)) return;
    const choices = Object.values(next?.nodes ?? {}).filter(({ type }) => type === drawn.type);
    places.set(node, {
      node,
      name: drawn.name || node,
      type: drawn.type,
      process: scope.process,
      choices: choices.map(({ id, name }) => ({ node: id, name: name || id })),
    });
  };
  for (const { scope, node } of state.tokens) add(scope, node);
  for (const { scope, node } of state.jobs) add(scope, node);
  return [...places.values()];
}
