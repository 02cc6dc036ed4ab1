import { copyBytes, type Tx } from '@platform/database';
import { readCopyBatch, type Chunk, type ChunkReading, type CopyBatch } from '@platform/sources';
import type { BadLine, CheckedBatch } from '../domain/line-checker.ts';
import { noteMinute } from '../store/line-minutes.ts';
import { analyseStage } from '../store/merge.ts';
import { emptyStage, leaveOut, mergeStage, shareResource, stageHasDoubles } from '../store/merge-lines.ts';
import { keepQuarantined, type NewQuarantined } from '../store/quarantine.ts';
import { endChunk, holdRun, shareRun, type RunTask } from '../store/runs.ts';
import { noteSeen, noteSeenKeys, toldByLoad, toldTwice } from '../store/seen-keys.ts';
import { quarantinedRow } from './bad-rows.ts';
import type { RunnerDeps } from './deps.ts';
import { demandLineage } from './lineage.ts';
import { snapshotOf, type ReadingPlan } from './snapshot-plan.ts';
import type { Settled } from './windows.ts';

/** What the chunks of one attempt share. */
export type RunWork = {
  readonly deps: RunnerDeps;
  readonly run: RunTask;
  readonly plan: ReadingPlan;
  readonly straight: boolean;
  /** Whether all the table is one chunk, so that rows have numbers. */
  readonly single: boolean;
  readonly signal: AbortSignal;
  /** Rows of chunks under way, for the progress shown. */
  underWay: number;
  runMs(): number;
};

/** Two rows of the source have one key in the lake. The chunk is read anew, row by row, to find which. */
class Doubles extends Error {
  readonly keys: readonly (readonly string[])[];
  constructor(keys: readonly (readonly string[])[]) {
    super('Rows of one key');
    this.keys = keys;
  }
}
/** The chunk was ended by someone else, or its run is over. */
export class ChunkOver extends Error {}

const UNIQUE_VIOLATION = '23505';

/** Reads one chunk and puts it into the lake, in one transaction with its end: after a crash it has happened or not. */
export async function readChunk(work: RunWork, chunk: Chunk): Promise<void> {
  let taken: Set<string> | undefined;
  if (work.straight) {
    try {
      if (await straightChunk(work, chunk)) return;
    } catch (error) {
      // Some key is there twice: the way through the stage tells which.
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    }
  }
  for (;;) {
    try {
      return await stagedChunk(work, chunk, taken);
    } catch (error) {
      if (!(error instanceof Doubles)) throw error;
      taken ??= new Set();
      for (const key of error.keys) taken.add(JSON.stringify(key));
    }
  }
}

/** Into the empty table as it comes. @returns false when the table no longer takes in this run */
async function straightChunk(work: RunWork, chunk: Chunk): Promise<boolean> {
  const { deps, plan, run } = work;
  return deps.database.transaction(async (tx) => {
    await shareRun(tx, run.id);
    if (!(await deps.lake.takesIn(tx, plan.table, run.id))) return false;
    const pass = passOf(work);
    try {
      const reading = await open(work, chunk);
      await copyBytes(tx, { schema: 'lake', table: plan.table.name, columns: plan.items }, pass.through(reading));
      await end(work, tx, chunk, pass, { inserted: pass.good, updated: 0 });
    } finally {
      pass.over();
    }
    return true;
  });
}

/** Through a stage: compared with what the lake has, joined to the capture where there is one. */
async function stagedChunk(work: RunWork, chunk: Chunk, taken: Set<string> | undefined): Promise<void> {
  const { deps, plan, run } = work;
  const window = plan.line.mode === 'capture' ? await deps.windows.open(plan.line, work.signal) : undefined;
  let settled: Settled | undefined;
  const pass = passOf(work, taken);
  try {
    await deps.database.transaction(async (tx) => {
      const stage = await deps.lake.openStage(tx, plan.table, plan.items);
      const reading = await open(work, chunk);
      await copyBytes(tx, stage.target, pass.through(reading));
      await analyseStage(tx, stage);
      if (!taken && (await stageHasDoubles(tx, plan.table, stage))) throw new Doubles([]);
      // One after the other: a key that two chunks tell must be seen by the later one.
      await holdRun(tx, run.id);
      const told = work.straight
        ? await toldByLoad(tx, plan.table, run.id, stage)
        : await toldTwice(tx, plan.table, run.id, stage);
      if (told.length > 0) throw new Doubles(told);
      if (!work.straight) {
        await noteSeen(tx, plan.table, run.id, stage);
        await noteSeenKeys(tx, plan.table, run.id, pass.soundKeys);
      }
      await shareResource(tx, plan.resource.id);
      if (window) {
        const mark = reading.mark();
        if (!mark) throw new Error('A source that captures must tell where its chunks stand');
        settled = await window.settle(mark, work.signal);
        if (settled.skipAll) await emptyStage(tx, stage);
        else await leaveOut(tx, plan.table, stage, settled.skip);
      }
      const load = { id: run.id, sourceId: plan.line.id, at: deps.clock.now() };
      const merged = await mergeStage(tx, plan.table, stage, plan.items, load);
      await end(work, tx, chunk, pass, merged);
    });
  } finally {
    settled?.end();
    window?.close();
    pass.over();
  }
}

async function open(work: RunWork, chunk: Chunk): Promise<ChunkReading> {
  const { shape, checker } = work.plan;
  return snapshotOf(work.deps.session).read(shape, checker.columns, chunk, { signal: work.signal });
}

async function end(
  work: RunWork,
  tx: Tx,
  chunk: Chunk,
  pass: Pass,
  merged: { inserted: number; updated: number },
): Promise<void> {
  const { deps, run, plan } = work;
  await demandLineage(tx, plan);
  await keepQuarantined(tx, pass.kept);
  const at = deps.clock.now();
  const rejected = pass.kept.length;
  await noteMinute(tx, plan.line.id, { at, ...merged, deleted: 0, rejected, bytes: pass.bytes, transactions: 1 });
  const tally = { read: pass.read, good: pass.good, rejected, ...merged };
  if (!(await endChunk(tx, run.id, chunk.no, at, tally, work.runMs()))) throw new ChunkOver();
}

type Pass = {
  read: number;
  good: number;
  bytes: number;
  readonly kept: NewQuarantined[];
  readonly soundKeys: (readonly string[])[];
  through(reading: ChunkReading): AsyncGenerator<Buffer>;
  /** Takes its rows out of those under way. */
  over(): void;
};

/** What passes the checks on its way into the store. `taken`: keys that are told already; then rows are looked at one by one. */
function passOf(work: RunWork, taken?: ReadonlySet<string>): Pass {
  const { deps, plan, run } = work;
  const keyPlaces = plan.resource.key.map((name) => plan.items.indexOf(name));
  const seen = taken && new Set(taken);
  let shown = 0;
  const pass: Pass = {
    read: 0,
    good: 0,
    bytes: 0,
    kept: [],
    soundKeys: [],
    async *through(reading) {
      for await (const batch of reading.batches) {
        const checked = seen ? oneByOne(batch, seen) : plan.checker.checkBatch(batch);
        for (const bad of checked.bad) {
          const rowNo = work.single ? { rowNo: pass.read + bad.at + 1 } : {};
          pass.kept.push(quarantinedRow(deps, plan, bad, { runId: run.id, ...rowNo }));
          if (bad.key) pass.soundKeys.push(bad.key);
        }
        pass.read += batch.rows;
        pass.good += checked.goodRows;
        pass.bytes += batch.bytes.length;
        work.underWay += batch.rows;
        shown += batch.rows;
        yield checked.good;
      }
    },
    over() {
      work.underWay -= shown;
      shown = 0;
    },
  };

  function oneByOne(batch: CopyBatch, keys: Set<string>): CheckedBatch {
    const good: Buffer[] = [];
    const bad: BadLine[] = [];
    for (let from = 0, at = 0; from < batch.bytes.length; at += 1) {
      const to = batch.bytes.indexOf(10, from) + 1;
      const line = { bytes: batch.bytes.subarray(from, to), rows: 1 };
      from = to;
      const checked = plan.checker.checkBatch(line);
      if (checked.goodRows === 0) {
        for (const one of checked.bad) bad.push({ ...one, at });
        continue;
      }
      const values = readCopyBatch({ bytes: checked.good, rows: 1 })[0] ?? [];
      const key = JSON.stringify(keyPlaces.map((place) => values[place]));
      if (keys.has(key)) {
        const came = readCopyBatch(line)[0] ?? [];
        bad.push({
          at,
          bytes: Buffer.from(line.bytes.subarray(0, -1)),
          values: came,
          reasons: [{ code: 'duplicate-key' }],
        });
      } else {
        keys.add(key);
        good.push(checked.good);
      }
    }
    return { good: Buffer.concat(good), goodRows: good.length, bad };
  }
  return pass;
}
