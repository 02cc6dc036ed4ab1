import { isDeepStrictEqual } from 'node:util';
import {
  advance,
  migrateInstance,
  processErrors,
  startInstance,
  type Command,
  type InstanceState,
  type JobRow,
  type Migrated,
} from '@platform/process';
import { shanghaiDate, startOfShanghaiDay, type Clock, type Ids, type WorkingCalendar } from '@platform/kernel';
import type { Matter } from '@modules/matters/contract';
import { holdsDecision, isLink, type TaskResult } from '../domain/links.ts';
import { timerAt } from '../domain/timer-at.ts';
import type { Trace } from '../domain/contents.ts';
import type { CaseRecord } from '../store/case-record.ts';
import type { FlowRows } from '../store/flow-rows.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { modelNamed, type CaseProcess } from './process-models.ts';

export type FlowDeps = { clock: Clock; ids: Ids; calendar: WorkingCalendar };

/** What a process may ask for while it goes on, past the people who do its tasks. */
export type Judge = () => Promise<Trace>;

/**
 * The process of one case in one transaction: the engine's state and the case's tasks, kept in step. Nothing is written here;
 * `saveFlow` writes what differs from what was loaded.
 */
export class Flow {
  readonly loaded: FlowRows;
  readonly process: CaseProcess;
  readonly matter: Matter;
  readonly #deps: FlowDeps;
  readonly #judge: Judge;
  readonly #form: () => Readonly<Record<string, unknown>>;
  readonly #tasks: Map<string, TaskRecord>;
  #state: InstanceState | undefined;

  constructor(
    deps: FlowDeps,
    given: {
      loaded: FlowRows;
      process: CaseProcess;
      matter: Matter;
      judge: Judge;
      /** Opened only when an expression reads it. */
      form: () => Readonly<Record<string, unknown>>;
    },
  ) {
    this.#deps = deps;
    this.loaded = given.loaded;
    this.process = given.process;
    this.matter = given.matter;
    this.#judge = given.judge;
    this.#form = given.form;
    this.#state = given.loaded.state;
    this.#tasks = new Map(given.loaded.tasks.map((task) => [task.id, task]));
  }

  get state(): InstanceState | undefined {
    return this.#state;
  }

  /** A process runs for the case. */
  get running(): boolean {
    return this.#state !== undefined && this.#state.instance.how === null;
  }

  get tasks(): readonly TaskRecord[] {
    return [...this.#tasks.values()];
  }

  /** Tasks that are open to people or systems. */
  get open(): readonly TaskRecord[] {
    return this.tasks.filter((task) => task.state === 'open' && (task.kind === 'user' || task.kind === 'service'));
  }

  task(id: string): TaskRecord | undefined {
    return this.#tasks.get(id);
  }

  put(task: TaskRecord): void {
    this.#tasks.set(task.id, task);
  }

  /** Nobody and nothing has to act before the rules' word can count. */
  get decidable(): boolean {
    return !this.tasks.some((task) => task.state === 'open' && holdsDecision(task.kind, task.link));
  }

  /** Nodes and flows passed, for the picture of a process that is over; those of a called process behind its id (`site-check/visit`). */
  get passed(): string[] {
    const done: Readonly<Record<string, readonly string[]>> = this.#state?.instance.done ?? {};
    const { main, called } = this.process;
    return [
      ...(done[main.id] ?? []),
      ...[...called.keys()].flatMap((id) => (done[id] ?? []).map((passed) => `${id}/${passed}`)),
    ];
  }

  /** Begins the process of a case that was handed in, up to its first waits. */
  async begin(record: CaseRecord, variables: Readonly<Record<string, unknown>>): Promise<void> {
    const outcome = startInstance(this.process.main, { ...this.#options(), id: record.id, variables });
    this.#state = outcome.state;
    await this.#settle(record);
  }

  /** Ends a task; its result is known to the process as `result` and under the task's node. */
  async complete(
    record: CaseRecord,
    task: TaskRecord,
    ended: TaskRecord,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    this.put(ended);
    if (task.job === null || !this.running) return;
    const result: TaskResult = ended.result ?? 'done';
    await this.#do(record, {
      type: 'complete-job',
      jobId: task.id,
      variables: { ...variables, result, ...(task.node === null ? {} : { [task.node]: result }) },
    });
  }

  /** Tells the process of something it may wait for; false when it does not. */
  async message(record: CaseRecord, name: string, variables: Readonly<Record<string, unknown>>): Promise<boolean> {
    if (!this.running || !this.#state?.jobs.some((job) => job.kind === 'message' && job.event === name)) return false;
    await this.#do(record, { type: 'deliver-message', name, variables });
    return true;
  }

  /** One of the engine's own commands: a timer fired, a case moved on purpose, work that failed. */
  async command(record: CaseRecord, command: Command): Promise<void> {
    await this.#do(record, command);
  }

  /**
   * Takes the running process over from another version to the one this flow goes by. Open work keeps its row, whoever holds it and what it was opened
   * with; a timer whose definition changed runs from when it began. With faults nothing has happened.
   */
  async migrate(record: CaseRecord, from: CaseProcess, mapping: Readonly<Record<string, string>>): Promise<Migrated> {
    const { ids, context } = this.#options();
    const given = { ids, context, mapping, fixed: MEANING, provided: SAID };
    const moved = migrateInstance(from, this.process, this.#state as InstanceState, given);
    if (!moved.state) return moved;
    for (const { id, ...job } of moved.state.jobs) {
      const task = this.#tasks.get(id);
      if (!task || isDeepStrictEqual(task.job, job)) continue;
      const process = moved.state.scopes.find((scope) => scope.id === job.scope)?.process ?? this.process.main.id;
      const drawn = task.node === job.node ? undefined : modelNamed(this.process, process)?.nodes[job.node];
      const nameEn = drawn?.attributes['nameEn'];
      this.put({
        ...task,
        job,
        node: job.node,
        ...(drawn
          ? { titleZh: drawn.name || drawn.id, titleEn: typeof nameEn === 'string' ? nameEn : drawn.name }
          : {}),
        ...(job.timer && !isDeepStrictEqual(job.timer, task.job?.timer)
          ? { dueAt: timerAt(job.timer, task.openedAt, this.#deps.calendar) }
          : {}),
      });
    }
    this.#state = moved.state;
    await this.#settle(record);
    return moved;
  }

  /** Ends the process wherever it is; open work is cancelled. */
  cancel(): void {
    if (this.running)
      this.#state = advance(this.process.main, this.#state as InstanceState, { type: 'cancel' }, this.#options()).state;
    for (const task of this.tasks) this.#drop(task);
  }

  /** Whoever was asked to sign a task need not any more. */
  dropSigners(task: Pick<TaskRecord, 'id'>): void {
    for (const other of this.tasks) if (other.askedBy === task.id) this.#drop(other);
  }

  /** Work that no process drew: for a person of `organisation`. */
  addTask(
    record: CaseRecord,
    given: Pick<TaskRecord, 'titleZh' | 'titleEn' | 'organisation' | 'link'> & Partial<TaskRecord>,
  ): TaskRecord {
    const task = this.#dated(record, {
      ...BLANK,
      id: this.#deps.ids.next(),
      caseId: record.id,
      matter: record.matter,
      openedAt: this.#deps.clock.now(),
      ...given,
    });
    this.put(task);
    return task;
  }

  /** The limits of open tasks follow those of the case. */
  date(record: CaseRecord): void {
    for (const task of this.tasks) {
      if (task.state !== 'open' || task.kind === 'timer') continue;
      const dated = this.#dated(record, task);
      const same =
        dated.workOrder === task.workOrder &&
        dated.amberFrom?.getTime() === task.amberFrom?.getTime() &&
        dated.statutoryDueAt?.getTime() === task.statutoryDueAt?.getTime();
      if (!same) this.put(dated);
    }
  }

  #options() {
    const form = this.#form;
    return {
      ids: this.#deps.ids,
      model: (process: string) => this.process.called.get(process),
      context: {
        get form() {
          return form();
        },
      },
    };
  }

  async #do(record: CaseRecord, command: Command): Promise<void> {
    this.#state = advance(this.process.main, this.#state as InstanceState, command, this.#options()).state;
    await this.#settle(record);
  }

  /** Does what needs nobody: rules, things only told; then brings the tasks in step with the engine's open jobs. */
  async #settle(record: CaseRecord): Promise<void> {
    for (let done = 0; ; done += 1) {
      const job = this.running ? this.#state?.jobs.find((one) => isAutomatic(one)) : undefined;
      if (!job) break;
      // The engine counts its steps within one command; a ring of rules takes a command a round, and would hold up the whole city.
      if (done === AUTOMATIC_MOST)
        throw processErrors.runsWithoutWaiting({ node: this.#nameOf(job), steps: AUTOMATIC_MOST });
      const variables = job.kind === 'decision' ? wordsOf(await this.#judge()) : {};
      this.#state = advance(
        this.process.main,
        this.#state as InstanceState,
        { type: 'complete-job', jobId: job.id, variables },
        this.#options(),
      ).state;
    }
    const jobs = new Map((this.running ? (this.#state as InstanceState).jobs : []).map((job) => [job.id, job]));
    for (const task of this.tasks) {
      if (task.job !== null && (task.state === 'open' || task.state === 'failed') && !jobs.has(task.id))
        this.#drop(task);
    }
    for (const job of jobs.values()) if (!this.#tasks.has(job.id)) this.put(this.#taskOf(record, job));
  }

  /** Work is kept as cancelled; a wait that is over leaves nothing. */
  #drop(task: TaskRecord): void {
    if (task.state !== 'open' && task.state !== 'failed') return;
    const isNew = !this.loaded.tasks.some(({ id }) => id === task.id);
    if (isNew || (task.kind !== 'user' && task.kind !== 'service')) this.#tasks.delete(task.id);
    else this.put({ ...task, state: 'cancelled', closedAt: this.#deps.clock.now(), job: null });
    this.dropSigners(task);
  }

  #nameOf({ scope, node }: Pick<JobRow, 'scope' | 'node'>): string {
    const process = this.#state?.scopes.find(({ id }) => id === scope)?.process ?? this.process.main.id;
    return modelNamed(this.process, process)?.nodes[node]?.name || node;
  }

  #taskOf(record: CaseRecord, { id, ...job }: JobRow): TaskRecord {
    const now = this.#deps.clock.now();
    const text = (name: string): string | null => {
      const value = job.attributes[name];
      return typeof value === 'string' && value !== '' ? value : null;
    };
    const link = text('link');
    const name = this.#nameOf(job);
    const days = Number(job.attributes['days'] ?? Number.NaN);
    const ownDue = Number.isInteger(days) && days >= 0;
    const task: TaskRecord = {
      ...BLANK,
      id,
      caseId: record.id,
      kind: job.kind === 'manual' ? 'user' : (job.kind as TaskRecord['kind']),
      node: job.node,
      link: isLink(link) ? link : null,
      titleZh: name,
      titleEn: text('nameEn') ?? name,
      matter: record.matter,
      organisation: text('organisation') ?? record.organisation,
      role: text('role'),
      system: text('system'),
      openedAt: now,
      ownDue: ownDue || job.kind === 'timer',
      dueAt:
        job.kind === 'timer' && job.timer
          ? timerAt(job.timer, now, this.#deps.calendar)
          : ownDue
            ? this.#deps.calendar.dueAt(now, days).at
            : null,
      // What the engine needs again; `form` and other people's words are not among the attributes.
      job,
    };
    return this.#dated(record, task);
  }

  #dated(record: CaseRecord, task: TaskRecord): TaskRecord {
    const dueAt = task.ownDue ? task.dueAt : (record.deadline?.at ?? null);
    return {
      ...task,
      dueAt,
      amberFrom: task.ownDue ? dayBefore(dueAt) : (record.deadline?.amberFrom ?? null),
      statutoryDueAt: record.statutory?.at ?? null,
      workOrder: dueAt ? dueAt.getTime() : UNDATED + task.openedAt.getTime(),
    };
  }
}

/** What open work means outside the process: the law's act, the system it is lent to, the clocks it stops. */
const MEANING = ['link', 'system', 'special'];

/** Variables that handling a case sets. */
const SAID = ['verdict', 'reason', 'organisation', 'routeTo', 'committed', 'credit', 'paid'];

const UNDATED = 10 ** 15;

/** A task with a limit of its own turns amber with its last day. */
function dayBefore(dueAt: Date | null): Date | null {
  return dueAt && startOfShanghaiDay(shanghaiDate(new Date(dueAt.getTime() - 1)));
}

const BLANK = {
  kind: 'user',
  state: 'open',
  node: null,
  role: null,
  holder: null,
  closedAt: null,
  dueAt: null,
  ownDue: false,
  amberFrom: null,
  statutoryDueAt: null,
  workOrder: 0,
  result: null,
  sealedOpinion: null,
  byAccount: null,
  byOrganisation: null,
  askedBy: null,
  system: null,
  takenUntil: null,
  attempts: 0,
  resultKey: null,
  failure: null,
  urged: 0,
  job: null,
} as const;

/** What a case does by itself on one act, at most: more than any multi-instance activity has instances. */
const AUTOMATIC_MOST = 6000;

/** Rules judge at once; what is only sent is told by events; a service without a system has nothing to wait for. */
function isAutomatic(job: JobRow): boolean {
  if (job.kind === 'decision' || job.kind === 'send') return true;
  return job.kind === 'service' && typeof job.attributes['system'] !== 'string';
}

/** The rules' word as variables: the verdict, the reason's code and the decision's own outputs. */
export function wordsOf(trace: Trace): Record<string, unknown> {
  return { ...trace.outputs, verdict: trace.verdict, reason: trace.reason ?? null };
}
