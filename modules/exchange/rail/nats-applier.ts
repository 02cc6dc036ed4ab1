import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@platform/kernel';
import type { LaneMessage, Lanes } from '@platform/rail';
import { noteMinute } from '../store/line-minutes.ts';
import { findLine, listLines, noteApplied, setLineState } from '../store/lines.ts';
import { advancePartition, findPlan, listPartitions, type PartitionPlace } from '../store/rail-partitions.ts';
import { askRun } from '../store/run-views.ts';
import { holdLine, keylessFault } from './applying.ts';
import { applyLine, type LineTally } from './apply-line.ts';
import { BatchIds } from './batch-ids.ts';
import type { Commit } from './batch.ts';
import type { RailDeps } from './deps.ts';
import { LineBatch } from './line-batch.ts';
import { planLine, type LinePlan } from './line-plan.ts';
import { fillBatch, readSections, type Section } from './nats-codec.ts';
import type { LaneInfo } from './nats-point.ts';

/** What goes into one hub transaction at most; a message that is greater goes alone. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_MESSAGES = 500;
/** Above this the lane is not read on until the hub has caught up. */
const WAITING_BYTES = 32 * 1024 * 1024;
const TELL_MS = 250;
const AGAIN_MS = 500;
const PUBLISH_MS = 1_000;
const OUT_OF_REACH = 'rail.nats-unreachable';

/** Another process took the partition over. */
class PartitionMoved extends Error {
  constructor() {
    super('Another process applies this partition');
  }
}

/** A message that its follower names as the one before it did not come: a node that catches up may leave one out. */
class LaneGap extends Error {
  constructor() {
    super('A message of the lane was left out on the way');
  }
}
/** So often a lane is read again from the same place before what is missing counts as gone. */
const MOST_GAPS = 8;

type Waiting = { readonly message: LaneMessage; readonly sections: readonly Section[] };

/**
 * Applies one lane of a connection, in order, for as long as `signal` lets it. Its place moves in the transaction that applies; a message that comes
 * again is known by its sequence. Whatever breaks, it begins again from the place on the hub.
 * @throws when another process applies the lane, or the nodes cannot be reached from here
 */
export async function applyLane(
  deps: RailDeps,
  lanes: Lanes,
  place: PartitionPlace,
  signal: AbortSignal,
): Promise<void> {
  let gaps = { at: -1, seen: 0 };
  while (!signal.aborted) {
    try {
      await new LaneApplier(deps, lanes, place, gaps.seen >= MOST_GAPS).run(signal);
    } catch (error) {
      if (signal.aborted) return;
      // Where the nodes are out of our reach, another process may reach them.
      if (error instanceof PartitionMoved || (error instanceof DomainError && error.code === OUT_OF_REACH)) throw error;
      deps.log.warn(
        { module: 'exchange', connection: place.connectionId, lane: place.no, error },
        'a lane could not be applied and is begun again',
      );
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      const now = await placeNow(deps, place).catch(() => undefined);
      if (now) place = now;
      if (error instanceof LaneGap) gaps = { at: place.sequence, seen: gaps.at === place.sequence ? gaps.seen + 1 : 1 };
    }
  }
}

async function placeNow(deps: RailDeps, place: PartitionPlace): Promise<PartitionPlace | undefined> {
  return (await deps.database.read((tx) => listPartitions(tx, place.connectionId))).find((one) => one.no === place.no);
}

class LaneApplier {
  readonly #deps: RailDeps;
  readonly #lanes: Lanes;
  #place: PartitionPlace;
  readonly #ids: BatchIds;
  readonly #plans = new Map<string, LinePlan | undefined>();
  readonly #gone: boolean;
  #queue: Waiting[] = [];
  #bytes = 0;
  readonly #publish = new Set<string>();
  #publishedAt = 0;
  #wake: (() => void) | undefined;
  #room: (() => void) | undefined;

  /** @param gone what is missing right behind the place will not come any more */
  constructor(deps: RailDeps, lanes: Lanes, place: PartitionPlace, gone: boolean) {
    this.#gone = gone;
    this.#deps = deps;
    this.#lanes = lanes;
    this.#place = place;
    // One a lane: what is told of a batch must not run ahead of rows that another lane is still writing under it.
    this.#ids = new BatchIds(deps);
  }

  async run(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const both = AbortSignal.any([signal, over.signal]);
    let reading: Error | undefined;
    const read = this.#read(both).catch((error: Error) => {
      reading = error;
      this.#wake?.();
    });
    const telling = setInterval(() => this.#wake?.(), TELL_MS);
    try {
      while (!signal.aborted) {
        // What came before it broke off is taken first: from there on it is read again.
        if (this.#queue.length > 0) await this.#apply(this.#next());
        else if (reading) throw reading;
        else {
          await this.#tell();
          if (this.#queue.length === 0) await this.#more(signal);
        }
      }
    } finally {
      clearInterval(telling);
      over.abort();
      this.#room?.();
      await read;
    }
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#wake = go;
      signal.addEventListener('abort', go);
    });
  }

  async #read(signal: AbortSignal): Promise<void> {
    let before = this.#place.sequence;
    let first = true;
    for await (const message of this.#lanes.read(this.#place.no, before, signal)) {
      // Each message names the one before it, so that none can be missed unseen.
      const { after } = JSON.parse(message.info) as LaneInfo;
      if (after > before && !(first && this.#gone)) throw new LaneGap();
      first = false;
      before = message.sequence;
      this.#queue.push({ message, sections: readSections(message.body) });
      this.#bytes += message.body.length;
      this.#wake?.();
      while (this.#bytes > WAITING_BYTES && !signal.aborted)
        await new Promise<void>((resolve) => (this.#room = resolve));
    }
  }

  /** As many messages as go into one transaction: until there are enough, or a line's changes are to be taken in another way. */
  #next(): Waiting[] {
    const taken: Waiting[] = [];
    const plans = new Set<string>();
    let bytes = 0;
    while (this.#queue[0] && taken.length < MOST_MESSAGES) {
      const { message, sections } = this.#queue[0];
      if (taken.length > 0 && bytes + message.body.length > MOST_BYTES) break;
      // The same line under two plans: the first is applied before the second begins.
      const another = sections.some((one) => !plans.has(one.plan) && this.#follows(one.plan, plans));
      if (taken.length > 0 && another) break;
      for (const { plan } of sections) plans.add(plan);
      taken.push(this.#queue.shift() as Waiting);
      bytes += message.body.length;
    }
    this.#bytes -= bytes;
    this.#room?.();
    return taken;
  }

  /** Whether the line of this plan has changes under another one among these; so long as a plan is not known yet, it may. */
  #follows(hash: string, plans: ReadonlySet<string>): boolean {
    const line = this.#plans.get(hash)?.line.id;
    return line === undefined || [...plans].some((other) => this.#plans.get(other)?.line.id === line);
  }

  async #apply(waiting: readonly Waiting[]): Promise<void> {
    const { clock, database, live } = this.#deps;
    const batches = new Map<string, LineBatch>();
    const commits = new Map<string, Commit>();
    let transactions = 0;
    let sourceAt: Date | undefined;
    const last = (waiting.at(-1) as Waiting).message;
    const first = JSON.parse((waiting[0] as Waiting).message.info) as LaneInfo;
    if (first.after > this.#place.sequence) await this.#readAnew(first.after);
    for (const { message, sections } of waiting) {
      const info = JSON.parse(message.info) as LaneInfo;
      transactions += info.transactions;
      if (info.at !== undefined) sourceAt = new Date(info.at);
      for (const section of sections) {
        const plan = await this.#plan(section.plan);
        if (!plan || plan.fault) continue;
        let batch = batches.get(section.plan);
        if (!batch) batches.set(section.plan, (batch = new LineBatch(plan)));
        fillBatch(batch, section);
        if (plan.line.streamed)
          for (const mark of section.marks)
            if (mark.position !== undefined && mark.at !== undefined)
              commits.set(mark.transaction, { position: mark.position, committedAt: new Date(mark.at) });
      }
    }
    const parts = [...batches.values()].sort((a, b) => (a.plan.line.id < b.plan.line.id ? -1 : 1));
    const done = await database.transaction(async (tx) => {
      const at = clock.now();
      const commitOf = (transaction: string): Commit =>
        commits.get(transaction) ?? { position: '', committedAt: sourceAt ?? at };
      const tallies: { plan: LinePlan; tally: LineTally }[] = [];
      for (const batch of parts) {
        const { plan } = batch;
        tallies.push({
          plan,
          tally: await applyLine(this.#deps, tx, batch, { batchId: this.#ids.of(plan.line), at, commitOf }),
        });
        if (batch.keyless > 0 && !plan.fault) {
          plan.fault = keylessFault(plan, at);
          await holdLine(this.#deps, tx, plan, plan.fault);
        }
      }
      const afterwards: (() => void)[] = [];
      // Lanes of one connection write to the same lines' figures: always in one order, and last, so that they wait for one another but a moment.
      for (const { plan, tally } of tallies) {
        const { inserted, updated, deleted, rejected, bytes, rowsChange } = tally;
        const lagMs = sourceAt === undefined ? undefined : Math.max(0, at.getTime() - sourceAt.getTime());
        if (inserted + updated + deleted > 0) {
          const after = await this.#ids.wrote(tx, plan.line, { inserted, updated, deleted });
          if (after) afterwards.push(after);
        }
        await noteMinute(tx, plan.line.id, { at, inserted, updated, deleted, rejected, bytes, transactions, lagMs });
        await noteApplied(tx, plan.line.id, { sourceAt, appliedAt: at, rowsChange });
      }
      const changes = tallies.reduce((sum, { tally }) => sum + tally.inserted + tally.updated + tally.deleted, 0);
      if (!(await advancePartition(tx, this.#place, last.sequence, { changes, at }))) throw new PartitionMoved();
      return afterwards;
    });
    this.#place = { ...this.#place, sequence: last.sequence };
    for (const each of done) each();
    for (const { plan } of parts) this.#publish.add(plan.line.id);
    if (performance.now() - this.#publishedAt < PUBLISH_MS) return;
    this.#publishedAt = performance.now();
    for (const lineId of this.#publish) live.publish({ topic: 'exchange', data: { lineId } });
    this.#publish.clear();
  }

  /**
   * Messages that nobody applied here are gone: the hub was set back to an earlier state. What they brought comes with a new reading of all lines,
   * joined to what comes after them.
   */
  async #readAnew(after: number): Promise<void> {
    const { clock, database, ids, log } = this.#deps;
    const { connectionId } = this.#place;
    log.error(
      { module: 'exchange', connection: connectionId, lane: this.#place.no, after },
      'a lane has lost messages; its lines are read anew',
    );
    await database.transaction(async (tx) => {
      const at = clock.now();
      for (const line of (await listLines(tx, { connectionId })).filter(
        (one) => one.mode === 'capture' && one.state !== 'paused' && one.state !== 'held',
      )) {
        await setLineState(tx, line.id, 'waiting', null);
        await askRun(tx, {
          id: ids.next(),
          lineId: line.id,
          reason: 'log-lost',
          at,
          deletionsConfirmed: false,
          trace: ids.next(),
        });
      }
      if (!(await advancePartition(tx, this.#place, after, { changes: 0, at }))) throw new PartitionMoved();
    });
    this.#place = { ...this.#place, sequence: after };
  }

  /** Tells other modules of rows that have entered the lake and wait to be told. */
  async #tell(): Promise<void> {
    const due = this.#ids.due();
    if (due.length === 0) return;
    const after = await this.#deps.database.transaction(async (tx) => {
      const all: (() => void)[] = [];
      for (const line of due) all.push(await this.#ids.tell(tx, line));
      return all;
    });
    for (const each of after) each();
  }

  /** How changes under this hash are taken; undefined for a line that is no longer in use. */
  async #plan(hash: string): Promise<LinePlan | undefined> {
    if (this.#plans.has(hash)) return this.#plans.get(hash);
    const { catalogue, database, settings, table } = this.#deps;
    const found = await database.read(async (tx) => {
      const kept = await findPlan(tx, hash);
      const line = kept && (await findLine(tx, kept.line_id));
      return kept && line && { kept, line };
    });
    const plan =
      found &&
      planLine({
        line: { ...found.line, mapping: found.kept.definition.mapping, streamed: found.kept.definition.streamed },
        resource: catalogue.resource(found.line.resource),
        shape: found.kept.definition.shape,
        heldColumns: found.kept.definition.held,
        // Other lanes and readings set rows aside as well.
        quarantined: true,
        table,
        demo: settings.demo,
      });
    if (plan) plan.certain = false;
    this.#plans.set(hash, plan);
    return plan;
  }
}
