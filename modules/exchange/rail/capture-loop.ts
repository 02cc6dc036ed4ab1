// long-file: one state machine; what it does when is only to be checked in one piece

import type { BulkEvent, CaptureReader, CaptureStream, TableShape } from '@platform/sources';
import { advanceCapture } from '../store/capture.ts';
import { Applying, PlaceMoved } from './applying.ts';
import { Batch, type Commit } from './batch.ts';
import type { BatchIds } from './batch-ids.ts';
import { holdColumns, judgeShape, type NewColumns } from './capture-drift.ts';
import type { RailDeps } from './deps.ts';
import type { LinePlan } from './line-plan.ts';
import { PositionWaiters } from './position-waiters.ts';
import type { Sink } from './sink.ts';
import { tidyMemory } from './tidy-memory.ts';

/** Small transactions are gathered for so long when the hub is idle: a batch costs the hub about as much as fifty rows. */
const LINGER_MS = 15;
/** A position without changes of ours is written down this often, so that the source may forget its log. */
const IDLE_NOTE_MS = 2_000;
const NUDGE_MS = 25;

/**
 * Transactions of which is remembered that they came. One may be told before snapshots see it, for as long as the source waits for a standby;
 * there are never more of those than the source has connections.
 */
const RECENT = 5_000;

/** Why a loop ended by itself: the stream must be opened anew, with other columns. */
export type LoopEnd = 'closed' | 'reopen';

/**
 * Decision 0008 §3: gathers whole transactions of one connection and applies them in their order, one hub transaction at a time, while the next
 * batch gathers. The source is told that it may forget only what a committed hub transaction holds.
 */
export class CaptureLoop {
  readonly #deps: RailDeps;
  readonly #connectionId: string;
  readonly #capture: CaptureReader;
  readonly #stream: CaptureStream;
  readonly #ids: BatchIds;
  /** Changes are applied elsewhere: `kept` is then what is durable on the way, `passed` still what the lake holds. */
  readonly #sink: Sink | undefined;
  readonly plans: readonly LinePlan[];
  readonly #byTable: readonly (readonly LinePlan[])[];
  /** All up to here is in the lake and written down. */
  #kept: string;
  /** All up to here is in the lake; ahead of `kept` only by log without changes of ours. */
  #passed: string;
  #batch: Batch;
  #inTransaction = false;
  #transaction = '';
  /** The great transaction that is being applied in parts. */
  #great: { applying: Pick<Applying, 'part' | 'commit' | 'abandon'>; received: Date } | undefined;
  #busy: Promise<void> | undefined;
  #failure: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiters = new PositionWaiters();
  #holds = 0;
  #notedAt = performance.now();
  #reopen: NewColumns | undefined;
  #fresh: LinePlan[] = [];
  #wakers: (() => void)[] = [];
  #recent: string[] = [];
  #recentAt = 0;
  #publishedAt = 0;
  #publish = new Set<string>();

  constructor(options: {
    deps: RailDeps;
    connectionId: string;
    capture: CaptureReader;
    stream: CaptureStream;
    ids: BatchIds;
    plans: readonly LinePlan[];
    byTable: readonly (readonly LinePlan[])[];
    after: string;
    sink?: Sink;
  }) {
    this.#deps = options.deps;
    this.#connectionId = options.connectionId;
    this.#capture = options.capture;
    this.#stream = options.stream;
    this.#ids = options.ids;
    this.plans = options.plans;
    this.#byTable = options.byTable;
    this.#kept = options.after;
    this.#passed = options.after;
    this.#sink = options.sink;
    this.#batch = this.#newBatch('');
    if (this.#sink && !this.#sink.idle) this.#passed = '';
    this.#sink?.listen({
      applied: (position) => {
        if (this.#passed === '' || this.#capture.compare(position, this.#passed) > 0) this.#passed = position;
        this.#settle();
      },
      failed: (error) => {
        this.#failure ??= error;
        this.#wake();
        void this.#stream.close();
      },
    });
  }

  #newBatch(transaction: string): Batch {
    return this.#sink?.batch(this.#byTable, transaction) ?? new Batch(this.#byTable, transaction);
  }

  #open(): Pick<Applying, 'part' | 'commit' | 'abandon'> {
    return this.#sink?.open() ?? new Applying(this.#deps, this.#ids);
  }

  /**
   * Runs until the stream ends. `begin` comes first; what it throws ends the loop as well, so that nobody waits for one that never ran.
   * @throws what ended it; all that was applied is kept, the rest comes again
   */
  async run(begin: () => Promise<unknown>): Promise<LoopEnd> {
    const nudging = setInterval(() => this.#tick(), NUDGE_MS);
    try {
      await begin();
      const events = this.#stream.bulk?.() ?? this.#stream;
      for await (const event of events) {
        const wait = this.#take(event);
        if (wait) await wait;
        if (this.#failure) throw this.#failure;
        if (this.#reopen) break;
      }
      if (this.#failure) throw this.#failure;
      await this.#finish();
      return this.#reopen ? 'reopen' : 'closed';
    } catch (error) {
      this.#failure ??= error as Error;
      throw error;
    } finally {
      clearInterval(nudging);
      clearTimeout(this.#timer);
      await this.#great?.applying.abandon();
      await this.#busy?.catch(() => undefined);
      await this.#stream.close();
      // Whoever asks to hold it from now on is told so.
      this.#failure ??= new Error('The loop ended');
      this.#waiters.fail(this.#failure);
      this.#wake();
    }
  }

  /** Resolves when nobody holds the loop any more: only then may another one go on in its place. */
  async released(): Promise<void> {
    while (this.#holds > 0) await new Promise<void>((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#wakers.splice(0)) resolve();
  }

  /** What is being applied goes in before the loop ends. */
  async #finish(): Promise<void> {
    await this.#great?.applying.abandon();
    this.#great = undefined;
    // What has gathered but was not begun comes again when the stream is opened anew.
    await this.#busy;
    if (this.#failure) throw this.#failure;
    if (this.#reopen) await holdColumns(this.#deps, this.#reopen, this.#faulty());
  }

  /** @returns to be waited for before the next event */
  #take(event: BulkEvent): Promise<void> | undefined {
    switch (event.kind) {
      case 'begin':
        this.#inTransaction = true;
        this.#transaction = event.transaction;
        this.#recent[this.#recentAt++ % RECENT] = event.transaction;
        this.#batch.begin(event.transaction);
        if (event.commit && this.#streams) this.#batch.commits.set(event.transaction, event.commit);
        return undefined;
      case 'packed':
        this.#mark();
        this.#batch.addPacked(event.packed);
        return (this.#great ? this.#batch.half : this.#batch.overfull) ? this.#part() : undefined;
      case 'changes':
        this.#mark();
        this.#batch.addChanges(event.changes, event.bytes);
        return (this.#great ? this.#batch.half : this.#batch.overfull) ? this.#part() : undefined;
      case 'commit': {
        this.#inTransaction = false;
        const commit: Commit = { position: event.position, committedAt: event.committedAt };
        if (this.#streams) this.#batch.commits.set(event.transaction, commit);
        this.#batch.commit = commit;
        this.#batch.position = event.position;
        this.#batch.transactions += 1;
        if (this.#great) return this.#endGreat();
        return this.#consider();
      }
      case 'idle':
        if (this.#inTransaction) return undefined;
        if (this.#batch.position === undefined || this.#capture.compare(event.position, this.#batch.position) > 0)
          this.#batch.position = event.position;
        return this.#consider();
      case 'shape':
        return this.#shape(event.table, event.shape);
    }
  }

  get #streams(): boolean {
    return this.#sink !== undefined || this.plans.some((plan) => plan.line.streamed);
  }

  #mark(): void {
    this.#batch.since ??= performance.now();
    this.#batch.received ??= this.#deps.clock.now();
  }

  /** Applies the batch when the hub is free and it is time; makes the reader wait when too much has gathered. */
  #consider(): Promise<void> | undefined {
    const batch = this.#batch;
    if (this.#inTransaction || this.#great || batch.position === undefined || this.#failure) return undefined;
    if (this.#busy || this.#holds > 0) {
      if (!batch.full) return undefined;
      return this.#free().then(() => this.#consider());
    }
    if (batch.empty && this.#fresh.length === 0) {
      // Log of others: passed at once, written down now and then.
      if (!this.#sink || this.#sink.idle) this.#passed = batch.position;
      this.#settle();
      if (performance.now() - this.#notedAt > IDLE_NOTE_MS && batch.position !== this.#kept) this.#apply(batch);
      return undefined;
    }
    const waited = performance.now() - (batch.since ?? 0);
    if (!batch.full && waited < LINGER_MS && this.#fresh.length === 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#consider();
      }, LINGER_MS - waited);
      return undefined;
    }
    this.#apply(batch);
    return undefined;
  }

  /** Begins to apply a batch of whole transactions; the next one gathers meanwhile. */
  #apply(batch: Batch): void {
    this.#batch = this.#newBatch(this.#transaction);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work(async () => {
      const from = this.#kept;
      const to = batch.position as string;
      if (this.#sink && batch.empty && this.#fresh.length === 0) await this.#sink.note(to);
      else if (batch.empty && this.#fresh.length === 0) {
        const at = this.#deps.clock.now();
        const mine = await this.#deps.database.transaction((tx) =>
          advanceCapture(tx, this.#connectionId, from, to, { received: at, applied: at }),
        );
        if (!mine) throw new PlaceMoved();
      } else {
        const applying = this.#open();
        const part = applying.part(batch);
        part.catch(() => undefined);
        await part;
        await this.#commit(applying, from, to, batch);
      }
      this.#keep(to);
    }, batch.bytes);
  }

  async #commit(
    applying: Pick<Applying, 'part' | 'commit' | 'abandon'>,
    from: string,
    to: string,
    batch: Batch,
    received = batch.received,
  ): Promise<void> {
    const faulty = this.#faulty();
    const tallies = await applying.commit(
      {
        connectionId: this.#connectionId,
        from,
        to,
        commit: batch.commit,
        transactions: batch.transactions,
        received: received ?? this.#deps.clock.now(),
      },
      faulty,
    );
    for (const id of tallies.keys()) this.#publish.add(id);
    for (const plan of faulty) this.#publish.add(plan.line.id);
    if (faulty.length > 0) this.#fresh = this.#fresh.filter((plan) => !faulty.includes(plan));
    this.#tellPages();
  }

  readonly #toldFaults = new Set<LinePlan>();

  /** Lines that can take no more, each told once. */
  #faulty(): LinePlan[] {
    const faulty = this.plans.filter((plan) => plan.fault && !this.#toldFaults.has(plan));
    for (const plan of faulty) this.#toldFaults.add(plan);
    return faulty;
  }

  #work(work: () => Promise<void>, bytes = 0): void {
    const busy = work().then(
      () => {
        this.#busy = undefined;
        tidyMemory(bytes);
        this.#wake();
        void this.#consider();
      },
      (error: Error) => {
        this.#busy = undefined;
        this.#failure ??= error;
        this.#wake();
        // The reader may be waiting for the source: closing wakes it.
        void this.#stream.close();
      },
    );
    this.#busy = busy;
  }

  /** Resolves when nothing is being applied and nobody holds the loop. */
  async #free(): Promise<void> {
    // A great transaction that has begun goes on while someone waits to hold the loop: they wait for its end.
    while ((this.#busy || (this.#holds > 0 && !this.#great)) && !this.#failure)
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
  }

  /** A transaction greater than a batch: what has gathered goes into a hub transaction that stays open until the source's commit. */
  async #part(): Promise<void> {
    await this.#free();
    if (this.#failure) return;
    const batch = this.#batch;
    if (!this.#inTransaction) return;
    this.#batch = this.#newBatch(this.#transaction);
    this.#batch.commits.clear();
    for (const [transaction, commit] of batch.commits) this.#batch.commits.set(transaction, commit);
    this.#batch.transactions = batch.transactions;
    this.#great ??= { applying: this.#open(), received: batch.received ?? this.#deps.clock.now() };
    const { applying } = this.#great;
    this.#work(() => applying.part(batch), batch.bytes);
  }

  async #endGreat(): Promise<void> {
    await this.#free();
    if (this.#failure || !this.#great) return;
    const { applying, received } = this.#great;
    const batch = this.#batch;
    this.#great = undefined;
    this.#batch = this.#newBatch(this.#transaction);
    this.#work(async () => {
      const from = this.#kept;
      const to = batch.position as string;
      if (!batch.empty) await applying.part(batch);
      await this.#commit(applying, from, to, batch, received);
      this.#keep(to);
    });
  }

  #keep(position: string): void {
    this.#kept = position;
    if (!this.#sink && this.#capture.compare(position, this.#passed) > 0) this.#passed = position;
    this.#notedAt = performance.now();
    this.#stream.acknowledge(position);
    this.#settle();
  }

  // Windows: who joins a chunk waits until the loop has passed its mark, then holds the loop for a moment.

  /** The transactions that came last. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  /** Resolves when the lake holds all up to `position`. */
  passed(position: string): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#has(position)) return Promise.resolve();
    return this.#waiters.wait(position);
  }

  #has(position: string): boolean {
    return this.#passed !== '' && this.#capture.compare(this.#passed, position) >= 0;
  }

  #settle(): void {
    this.#waiters.settle((position) => this.#has(position));
  }

  /** Keeps the loop from applying until the returned function is called. @throws when the loop ended */
  async hold(): Promise<() => void> {
    this.#holds += 1;
    while (this.#busy || this.#great) {
      if (this.#failure) break;
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
    let over = false;
    const release = (): void => {
      if (over) return;
      over = true;
      this.#holds -= 1;
      this.#wake();
      void this.#consider();
    };
    try {
      if (this.#failure) throw this.#failure;
      await this.#sink?.drained();
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  /** Each 25 ms: asks the source where it stands while someone waits for it, and tells pages and modules what is due. */
  #tick(): void {
    if (this.#failure) return;
    if (this.#waiters.any || performance.now() - this.#notedAt > IDLE_NOTE_MS) {
      if (this.#waiters.any || performance.now() - this.#nudgedAt > 1_000) {
        this.#nudgedAt = performance.now();
        this.#stream.nudge();
      }
    }
    if (!this.#busy && !this.#great && this.#holds === 0) {
      const due = this.#ids.due();
      if (due.length > 0)
        this.#work(async () => {
          const after = await this.#deps.database.transaction(async (tx) => {
            const all: (() => void)[] = [];
            for (const line of due) all.push(await this.#ids.tell(tx, line));
            return all;
          });
          for (const each of after) each();
        });
    }
    this.#tellPages();
  }
  #nudgedAt = 0;

  #tellPages(): void {
    if (this.#publish.size === 0 || performance.now() - this.#publishedAt < 1_000) return;
    this.#publishedAt = performance.now();
    for (const lineId of this.#publish) this.#deps.live.publish({ topic: 'exchange', data: { lineId } });
    this.#publish.clear();
  }

  // Drift.

  /** A table looks different from here on. New columns: the stream is opened anew to get them. What a line cannot take stops that line alone. */
  #shape(table: number, shape: TableShape): undefined {
    for (const plan of this.#byTable[table] ?? []) {
      if (plan.fault) continue;
      const { fault, added } = judgeShape(plan, shape, this.#deps.clock.now());
      if (fault) {
        plan.fault = fault;
        this.#fresh.push(plan);
      } else if (added.length > 0) this.#reopen = { plan, shape, columns: added };
    }
  }
}
