import type { Ids, TextParams } from '@platform/kernel';
import { processErrors } from './errors.ts';
import { holds, type Lookup, missingFrom, NotYesNo, valueOf } from './expression.ts';
import type { Expression, ProcessModel, ProcessNode } from './model.ts';
import { Rows } from './rows.ts';
import type { Effect, Incident, InstanceState, JobRow, Outcome, ScopeRow, TokenRow, VariablesRow } from './state.ts';

/** What the core takes from outside. */
export type Options = {
  ids: Ids;
  /** Finds the models of called processes; without a version the one in force. Also asked for an instance's own versions. */
  model?: (process: string, version?: string) => ProcessModel | undefined;
  /** What expressions may read beside the variables and is not kept with the instance, such as a form. */
  context?: Readonly<Record<string, unknown>>;
  /** Steps a command may take without waiting; 10,000 unless told. */
  stepsMost?: number;
};

/** A step to be taken by a token: come to its node, end the work there, go on from it. */
export type Phase = 'enter' | 'finish' | 'leave';

/** Stops one token; becomes an {@link Incident}. */
export class Trouble extends Error {
  readonly code: Exclude<Incident['code'], 'stuck'>;
  readonly params: TextParams;

  constructor(code: Exclude<Incident['code'], 'stuck'>, params: TextParams) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

const STEPS_MOST = 10_000;

/** The state while one command runs: reads fall through to the rows given, writes stay here until {@link Run.outcome}. */
export class Run {
  readonly scopes: Rows<ScopeRow>;
  readonly tokens: Rows<TokenRow>;
  readonly jobs: Rows<JobRow>;
  readonly variables: Rows<VariablesRow>;
  readonly options: Options;
  readonly #model: ProcessModel;
  readonly #before: InstanceState;
  readonly #effects: Effect[] = [];
  readonly #done = new Map<string, Set<string>>();
  readonly #anew = new Set<string>();
  readonly #queue: { token: string; phase: Phase }[] = [];
  #next = 0;
  instance: InstanceState['instance'];

  constructor(model: ProcessModel, state: InstanceState, options: Options) {
    this.#model = model;
    this.#before = state;
    this.options = options;
    this.instance = state.instance;
    this.scopes = new Rows(state.scopes, (row) => row.id);
    this.tokens = new Rows(state.tokens, (row) => row.id);
    this.jobs = new Rows(state.jobs, (row) => row.id);
    this.variables = new Rows(state.variables, (row) => row.scope);
  }

  id(): string {
    return this.options.ids.next();
  }

  scope(id: string): ScopeRow {
    return this.scopes.get(id) as ScopeRow;
  }

  /** The model a scope runs; called processes keep the version they began with. */
  modelOf(scopeId: string): ProcessModel {
    const { process, version } = this.scope(scopeId);
    if (process === this.#model.id && version === this.#model.version) return this.#model;
    const found = this.options.model?.(process, version);
    if (!found || found.version !== version)
      throw processErrors.unknownModel({ process, version: version.slice(0, 12) });
    return found;
  }

  node(scopeId: string, nodeId: string): ProcessNode {
    return this.modelOf(scopeId).nodes[nodeId] as ProcessNode;
  }

  /** Puts a step at the end of the queue, so that parallel paths go on in turns. */
  later(token: string, phase: Phase): void {
    this.#queue.push({ token, phase });
  }

  /** The next step, or undefined when all wait. @throws `process.runs-without-waiting` */
  nextStep(): { token: TokenRow; phase: Phase } | undefined {
    for (;;) {
      const step = this.#queue[this.#next];
      if (!step) return undefined;
      this.#next += 1;
      const token = this.tokens.get(step.token);
      if (!token) continue;
      if (this.#next > (this.options.stepsMost ?? STEPS_MOST)) {
        const { name, id } = this.node(token.scope, token.node);
        throw processErrors.runsWithoutWaiting({ node: name || id, steps: this.#next - 1 });
      }
      return { token, phase: step.phase };
    }
  }

  effect(effect: Effect): void {
    this.#effects.push(effect);
  }

  openJob(job: Omit<JobRow, 'id' | 'instance'>, local: TokenRow['local'] = null): void {
    const row: JobRow = { id: this.id(), instance: this.instance.id, ...job };
    this.jobs.put(row.id, row);
    const { name } = this.node(job.scope, job.node);
    this.effect({ type: 'job-opened', job: row, name: name || job.node, local });
  }

  cancelJob(job: JobRow): void {
    const fresh = this.jobs.isFresh(job.id);
    this.jobs.remove(job.id);
    if (!fresh) {
      this.effect({ type: 'job-cancelled', jobId: job.id, node: job.node, kind: job.kind });
      return;
    }
    const at = this.#effects.findIndex((effect) => effect.type === 'job-opened' && effect.job.id === job.id);
    this.#effects.splice(at, 1);
  }

  /** Notes that a node or flow was passed, for the diagram. */
  passed(scopeId: string, elementId: string): void {
    const { process } = this.scope(scopeId);
    let done = this.#done.get(process);
    if (!done) this.#done.set(process, (done = new Set(this.instance.done[process])));
    done.add(elementId);
  }

  /** A process called again begins its diagram anew: what an earlier call passed, this one has not. */
  beginsAnew(process: string): void {
    this.#anew.add(process);
    this.#done.set(process, new Set());
  }

  /** Looks up variables from a token's place outwards, to the border of its process. */
  lookup(scopeId: string, local: TokenRow['local'] = null): Lookup {
    return (name) => {
      if (local && Object.hasOwn(local, name)) return local[name];
      for (let at: string | null = scopeId; at !== null; ) {
        const values = this.variables.get(at)?.values;
        if (values && Object.hasOwn(values, name)) return values[name];
        const scope: ScopeRow = this.scope(at);
        if (scope.kind === 'called') break;
        at = scope.parent;
      }
      const { context } = this.options;
      return context && Object.hasOwn(context, name) ? context[name] : undefined;
    };
  }

  /**
   * Sets variables where they are known, else in the process. What an instance of a multi-instance activity sets stays with it:
   * the opinions of several departments must not overwrite each other.
   */
  assign(scopeId: string, tokenId: string | null, values: Readonly<Record<string, unknown>> | undefined): void {
    if (!values) return;
    const token = tokenId === null ? undefined : this.tokens.get(tokenId);
    if (token?.local) {
      this.tokens.put(token.id, { ...token, local: { ...token.local, ...values } });
      return;
    }
    for (const [name, value] of Object.entries(values)) this.write(this.#homeOf(name, scopeId), { [name]: value });
  }

  #homeOf(name: string, scopeId: string): string {
    for (let at = scopeId; ; ) {
      const scope = this.scope(at);
      const values = this.variables.get(at)?.values;
      if ((values && Object.hasOwn(values, name)) || scope.parent === null) return at;
      if (scope.kind === 'called' || scope.index !== null) return at;
      at = scope.parent;
    }
  }

  /** Sets variables in this very scope. */
  write(scope: string, values: Readonly<Record<string, unknown>>): void {
    const before = this.variables.get(scope)?.values;
    this.variables.put(scope, { scope, instance: this.instance.id, values: { ...before, ...values } });
  }

  /** @throws Trouble `bad-expression` */
  value(node: ProcessNode, expression: Expression, lookup: Lookup): unknown {
    return this.#evaluated(node, expression, lookup, () => valueOf(expression, lookup));
  }

  /** @throws Trouble `bad-expression`, `missing-value` */
  holds(node: ProcessNode, condition: Expression, lookup: Lookup): boolean {
    return this.#evaluated(node, condition, lookup, () => holds(condition, lookup));
  }

  #evaluated<T>(node: ProcessNode, expression: Expression, lookup: Lookup, work: () => T): T {
    try {
      return work();
    } catch (error) {
      const what = String((error as { params?: TextParams }).params?.['what'] ?? (error as Error).message);
      const missing = missingFrom(expression, lookup).join(', ');
      const about = { node: node.name || node.id, expression: expression.text, what };
      if (missing === '') throw new Trouble('bad-expression', about);
      throw new Trouble(error instanceof NotYesNo ? 'missing-value' : 'bad-expression', { ...about, missing });
    }
  }

  outcome(): Outcome {
    if (this.#done.size > 0) {
      const done = { ...this.instance.done };
      for (const [process, ids] of this.#done)
        if (this.#anew.has(process) || ids.size !== done[process]?.length) done[process] = [...ids];
      if (Object.keys(done).some((process) => done[process] !== this.instance.done[process]))
        this.instance = { ...this.instance, done };
    }
    const { instance, scopes, tokens, jobs, variables } = this;
    return {
      state: { instance, scopes: scopes.all(), tokens: tokens.all(), jobs: jobs.all(), variables: variables.all() },
      changes: {
        put: {
          instance: instance === this.#before.instance ? null : instance,
          scopes: scopes.written(),
          tokens: tokens.written(),
          jobs: jobs.written(),
          variables: variables.written(),
        },
        removed: {
          scopes: scopes.removed(),
          tokens: tokens.removed(),
          jobs: jobs.removed(),
          variables: variables.removed(),
        },
      },
      effects: this.#effects,
    };
  }
}
