import { setTimeout as sleep } from 'node:timers/promises';
import { openLanes, type Lane, type Lanes, type NatsConnection } from '@platform/rail';
import { advanceCapture } from '../store/capture.ts';
import { readRows } from '../store/apply.ts';
import { ensurePartitions, keepPlan, listPartitions } from '../store/rail-partitions.ts';
import { holdLine, PlaceMoved } from './applying.ts';
import type { LineTally } from './apply-line.ts';
import type { Batch } from './batch.ts';
import type { RailDeps } from './deps.ts';
import { keyOf, keyValues, type Key } from './final-states.ts';
import type { Fault } from '../domain/line.ts';
import type { LinePlan } from './line-plan.ts';
import type { SectionWriter } from './nats-codec.ts';
import {
  laneState,
  leftOut,
  pointAfter,
  type LaneInfo,
  type LaneState,
  type MarkInfo,
  type Point,
} from './nats-point.ts';
import { RoutedBatch, type Routing } from './nats-route.ts';
import { definitionOf } from './plan-definition.ts';
import type { Sink, SinkOptions } from './sink.ts';
import { Standstill } from './standstill.ts';

/** Keys of a connection go to so many lanes, and no more machines than that can apply. Fixed when its stream is made. */
const PARTITIONS = 8;
const LOOK_MS = 40;
const TRIM_EVERY_MS = 10_000;

type SinkDeps = Pick<RailDeps, 'database' | 'clock' | 'ids' | 'log'>;

/**
 * Publishes what a connection's capture tells. The source may forget what JetStream holds durably; the capture's place on the hub moves on when the
 * lanes' appliers have it in the lake. A process that dies in the middle of a batch leaves some lanes further than others: what each lane holds
 * stands in its last message, and what comes again is left out there, change by change.
 */
export async function openNatsSink(deps: RailDeps, nats: NatsConnection, options: SinkOptions): Promise<Sink> {
  return openSinkOver(
    deps,
    await openLanes(nats, { hub: deps.hub.name, connection: options.connectionId, partitions: PARTITIONS }),
    options,
  );
}

/** The same over lanes that are open. */
export async function openSinkOver(deps: SinkDeps, lanes: Lanes, options: SinkOptions): Promise<Sink> {
  const { connectionId, capture, plans, kept, prepared } = options;
  const places = await deps.database.read((tx) => listPartitions(tx, connectionId));
  // Without lanes the capture went on past what they hold: that must not come after what is newer.
  if (!places.some((place) => place.stream === lanes.identity)) await lanes.trim(Number.MAX_SAFE_INTEGER);
  const mark = await lanes.last('mark');
  const marks = mark && (JSON.parse(mark.info) as MarkInfo);
  const marked = marks?.position;
  const begun = kept ?? prepared;
  // Begun anew, what an older stream of the source told means nothing any more.
  const goesOn = kept !== null && marked !== undefined && capture.compare(marked, kept) > 0;
  const after = goesOn ? marked : begun;
  const states: LaneState[] = [];
  for (let lane = 0; lane < lanes.partitions; lane += 1)
    states.push(await laneState(lanes, lane, mark?.sequence ?? 0, kept === null ? undefined : (marks?.ahead ?? {})));
  const hashes = new Map<LinePlan, string>();
  await deps.database.transaction(async (tx) => {
    await ensurePartitions(tx, connectionId, lanes.identity, lanes.partitions);
    for (const plan of plans) {
      const { hash, definition } = definitionOf(plan);
      hashes.set(plan, hash);
      await keepPlan(tx, hash, plan.line.id, definition, deps.clock.now());
    }
  });
  const sink = new NatsSink(deps, {
    connectionId,
    lanes,
    states,
    hashes,
    after,
    hubAt: begun,
    markSequence: mark?.sequence ?? 0,
    capture,
  });
  // What lanes and marks say of an older stretch of the source's log is over from here on.
  if (kept === null) {
    await sink.note(begun).catch(async (error: unknown) => {
      await sink.close();
      throw error;
    });
  }
  return sink;
}

class NatsSink implements Sink {
  readonly after: string;
  readonly #deps: SinkDeps;
  readonly #connectionId: string;
  readonly #lanes: Lanes;
  readonly #states: LaneState[];
  readonly #compare: (a: string, b: string) => number;
  readonly #routing: Routing;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;
  /** Batches that are durable and not all in the lake: the lanes' sequences they end with. */
  #queue: { position: string; need: readonly number[]; mark: number }[] = [];
  #markSequence: number;
  #hubAt: string;
  #partial = new Map<LinePlan, Map<Key, string>>();
  #listener: Parameters<Sink['listen']>[0] | undefined;
  #waiting: { need: readonly number[]; resolve: () => void; reject: (error: Error) => void }[] = [];
  #failure: Error | undefined;
  #trimmedAt = performance.now();
  /** Messages below are in the lake, marks and all. */
  #trimTo = 0;
  #trimmed = 0;
  #running = 0;
  #count = 0;
  readonly #standstill: Standstill;
  readonly #life: string;

  constructor(
    deps: SinkDeps,
    begun: {
      connectionId: string;
      lanes: Lanes;
      states: LaneState[];
      hashes: Map<LinePlan, string>;
      after: string;
      hubAt: string;
      markSequence: number;
      capture: SinkOptions['capture'];
    },
  ) {
    this.#deps = deps;
    this.#connectionId = begun.connectionId;
    this.#lanes = begun.lanes;
    this.#states = begun.states;
    this.after = begun.after;
    this.#hubAt = begun.hubAt;
    this.#markSequence = begun.markSequence;
    this.#compare = (a, b) => begun.capture.compare(a, b);
    this.#life = deps.ids.next();
    this.#standstill = new Standstill(deps.log, begun.connectionId);
    this.#routing = {
      partitions: begun.lanes.partitions,
      hashOf: (plan) => begun.hashes.get(plan) as string,
      partial: (plan, key, transaction) => {
        if (!plan.notes) return;
        const keys = this.#partial.get(plan) ?? new Map<Key, string>();
        this.#partial.set(plan, keys.set(key, transaction));
      },
    };
    if (this.#compare(begun.after, begun.hubAt) > 0)
      this.#queue.push({ position: begun.after, need: this.#needs(), mark: begun.markSequence });
    this.#watching = this.#watch();
  }

  batch(plans: readonly (readonly LinePlan[])[], transaction: string): Batch {
    return new RoutedBatch(plans, transaction, this.#routing);
  }

  open(): ReturnType<Sink['open']> {
    const lines = new Set<string>();
    return {
      part: async (batch) => {
        await this.#publish(batch as RoutedBatch, lines);
      },
      commit: async (ending, faulty) => {
        await this.#hold(faulty);
        await this.#mark(ending.to);
        const none: LineTally = { inserted: 0, updated: 0, deleted: 0, rejected: 0, bytes: 0, rowsChange: 0 };
        return new Map([...lines].map((id) => [id, none]));
      },
      abandon: async () => undefined,
    };
  }

  note(position: string): Promise<void> {
    return this.#mark(position);
  }

  get idle(): boolean {
    return this.#queue.length === 0 && this.#running === 0;
  }

  listen(listener: Parameters<Sink['listen']>[0]): void {
    this.#listener = listener;
    if (this.#failure) listener.failed(this.#failure);
    else listener.applied(this.#hubAt);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#fail(new Error('The rail to JetStream was closed'));
    await this.#watching;
  }

  /** Waits until the lake has all that was published; then looks which rows told in part it lacks. */
  async drained(): Promise<void> {
    await this.#applied();
    for (const [plan, keys] of this.#partial) {
      const { notes, table, items, keyPlaces } = plan;
      if (!notes) continue;
      const wanted = [...keys.keys()].map(keyValues);
      const rows = await this.#deps.database.read((tx) => readRows(tx, table, items, wanted));
      const there = new Set(rows.map((row) => keyOf(keyPlaces.map((place) => row[place] as string))));
      for (const [key, transaction] of keys) if (!there.has(key)) notes.partly(key, transaction);
    }
    this.#partial.clear();
  }

  #needs(): number[] {
    return this.#states.map((state) => state.need);
  }

  #applied(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.push({ need: this.#needs(), resolve, reject }));
  }

  async #publish(batch: RoutedBatch, lines: Set<string>): Promise<void> {
    this.#running += 1;
    try {
      let transactions = batch.transactions;
      for (const { alone, lanes } of batch.segments) {
        if (alone) {
          await this.#applied();
          lines.add(alone.plan.line.id);
          await this.#append(alone.lane, [alone.section], batch, transactions);
          await this.#applied();
          transactions = 0;
        }
        const all = [...lanes].map(([lane, sections], index) =>
          this.#append(lane, [...sections.values()], batch, index === 0 ? transactions : 0),
        );
        await allSettled(all);
        if (lanes.size > 0) transactions = 0;
      }
      for (const { lanes } of batch.segments)
        for (const sections of lanes.values()) for (const { lineId } of sections.values()) lines.add(lineId);
      for (const state of this.#states) {
        if (!state.resume) continue;
        if (batch.turns.has(state.resume.transaction)) state.resume.reached = true;
        else if (state.resume.reached) state.resume = undefined;
      }
    } finally {
      this.#running -= 1;
    }
  }

  async #append(
    lane: number,
    given: readonly SectionWriter[],
    batch: RoutedBatch,
    transactions: number,
  ): Promise<void> {
    const state = this.#states[lane] as LaneState;
    const sections = state.resume ? leftOut(state.resume, given, batch.turns) : given;
    const filled = sections.filter((section) => section.count > 0);
    if (filled.length === 0) return;
    for (const section of filled) {
      for (const mark of section.marks) {
        const commit = batch.commits.get(mark.transaction);
        if (commit) Object.assign(mark, { position: commit.position, at: commit.committedAt.toISOString() });
      }
    }
    const to = pointAfter(state.point, filled, batch.turns);
    const at = batch.commit?.committedAt.toISOString();
    const info: LaneInfo = {
      ...(state.point ? { from: state.point } : {}),
      after: state.need,
      to,
      transactions,
      ...(at === undefined ? {} : { at }),
    };
    const body = Buffer.concat(filled.map((section) => section.encode()));
    state.sequence = await this.#tell(lane, JSON.stringify(info), body, state.sequence);
    state.need = state.sequence;
    state.point = to;
  }

  #tell(lane: Lane, info: string, body: Buffer, expected: number): Promise<number> {
    // Messages that were let go of no longer count as the lane's last.
    const before = expected < this.#trimmed ? 0 : expected;
    return this.#lanes.append(lane, { id: `${this.#life}.${this.#count++}`, info, body, expected: before });
  }

  async #mark(position: string): Promise<void> {
    this.#running += 1;
    try {
      const ahead: Record<number, Point> = {};
      this.#states.forEach(({ resume }, lane) => {
        if (resume && !resume.reached) ahead[lane] = { transaction: resume.transaction, done: resume.done };
      });
      this.#markSequence = await this.#tell(
        'mark',
        JSON.stringify({ position, ahead } satisfies MarkInfo),
        Buffer.alloc(0),
        this.#markSequence,
      );
      this.#queue.push({ position, need: this.#needs(), mark: this.#markSequence });
      if (performance.now() - this.#trimmedAt > TRIM_EVERY_MS && this.#trimTo > this.#trimmed) await this.#trim();
    } finally {
      this.#running -= 1;
    }
  }

  /** Between two messages of ours, so that nobody waits for a place that is gone. */
  async #trim(): Promise<void> {
    this.#trimmedAt = performance.now();
    const to = this.#trimTo;
    try {
      await this.#lanes.trim(to);
      this.#trimmed = to;
    } catch (error) {
      // Whether it was done is not known, so neither is what the lanes' last messages are: the process begins anew from what there is.
      this.#fail(error as Error);
      throw error;
    }
  }

  async #hold(faulty: readonly LinePlan[]): Promise<void> {
    if (faulty.length === 0) return;
    await this.#deps.database.transaction(async (tx) => {
      for (const plan of faulty) await holdLine(this.#deps, tx, plan, plan.fault as Fault);
    });
  }

  /** Follows how far the lanes are in the lake, while anything is on its way. */
  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted && !this.#failure) {
      if (this.#queue.length > 0 || this.#waiting.length > 0) {
        try {
          await this.#look();
        } catch (error) {
          this.#fail(error as Error);
          return;
        }
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const places = await this.#deps.database.read((tx) => listPartitions(tx, this.#connectionId));
    const there = new Map(
      places.map((place) => [place.no, place.stream === this.#lanes.identity ? place.sequence : 0]),
    );
    const has = (need: readonly number[]): boolean =>
      need.every((sequence, lane) => (there.get(lane) ?? 0) >= sequence);
    this.#standstill.look(there, this.#queue[0]?.need ?? this.#waiting[0]?.need ?? []);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ need, resolve }) => {
      if (!has(need)) return true;
      resolve();
      return false;
    });
    let passed: { position: string; mark: number } | undefined;
    while (this.#queue[0] && has(this.#queue[0].need)) passed = this.#queue.shift();
    if (!passed) return;
    const at = this.#deps.clock.now();
    const { position, mark } = passed;
    if (position !== this.#hubAt) {
      const mine = await this.#deps.database.transaction((tx) =>
        advanceCapture(tx, this.#connectionId, this.#hubAt, position, { received: at, applied: at }),
      );
      if (!mine) throw new PlaceMoved();
      this.#hubAt = position;
    }
    this.#trimTo = Math.max(this.#trimTo, mark);
    this.#listener?.applied(position);
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    if (!this.#stop.signal.aborted) this.#listener?.failed(error);
  }
}

/** Waits for all, so that none is under way when the first failure is told. */
async function allSettled(all: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(all)).find((one) => one.status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}
