import { setTimeout as sleep } from 'node:timers/promises';
import type { Chunk } from '@platform/sources';
import { mayReadAt } from '../domain/hours.ts';
import type { Line } from '../domain/line.ts';
import { noteEvent } from '../store/line-events.ts';
import { findLine, setLineState } from '../store/lines.ts';
import {
  beginRun,
  countChunks,
  failRun,
  lineageOf,
  noteRunFault,
  openChunks,
  resumeRun,
  runMsOf,
  saveRunProgress,
  type RunTask,
} from '../store/runs.ts';
import { beginSeen, endSeen, seenThere } from '../store/seen-keys.ts';
import type { RunnerDeps } from './deps.ts';
import { ChunkOver, readChunk, type RunWork } from './snapshot-chunk.ts';
import { faultOf, judge, type Verdict } from './snapshot-faults.ts';
import { finishRun } from './snapshot-finish.ts';
import { planReading, snapshotOf, type ReadingPlan } from './snapshot-plan.ts';

/** Rows of a chunk: what a kill costs at most, read again in a second or two. */
const ROWS_PER_CHUNK = 250_000;
/** Of a captured line: while a chunk is merged, its connection's changes wait. */
const ROWS_PER_JOINED_CHUNK = 50_000;
const REPORT_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** How large chunks are; tests make them small. */
export type ChunkSizes = { readonly plain: number; readonly joined: number };
export const CHUNK_SIZES: ChunkSizes = { plain: ROWS_PER_CHUNK, joined: ROWS_PER_JOINED_CHUNK };

/** Turns for reading a chunk, shared by all runs of a connection so that its limit holds. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Carries out one run from where it stands to its end, or to what stops it; never throws but for the connection's own faults. */
export async function carryOut(
  deps: RunnerDeps,
  run: RunTask,
  line: Line,
  turns: Turns,
  workers: number,
  sizes: ChunkSizes,
): Promise<void> {
  const signal = deps.signal;
  for (let failures = 0; !signal.aborted; ) {
    let work: RunWork | undefined;
    try {
      work = await prepare(deps, run, line, failures > 0, sizes);
      if (!work) return;
      await withProgress(work, () => readChunks(work as RunWork, turns, workers));
      if (signal.aborted) return;
      await finishRun(work);
      deps.live.publish({ topic: 'exchange', data: { lineId: line.id, runId: run.id } });
      return;
    } catch (error) {
      if (signal.aborted || error instanceof ChunkOver) return;
      const verdict = judge(error);
      await note(deps, run, line, error, verdict);
      if (verdict === 'connection') throw error;
      if (verdict === 'held') return;
      if (verdict === 'anew') run = { ...run, definitionMark: null };
      failures += 1;
      await sleep(
        verdict === 'again' || verdict === 'anew'
          ? 250
          : Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** Math.min(failures, 5)),
        undefined,
        {
          signal,
        },
      ).catch(() => undefined);
    }
  }
}

/** Where the run stands: its chunks planned, or taken up again. Undefined when it is over. */
async function prepare(
  deps: RunnerDeps,
  run: RunTask,
  line: Line,
  again: boolean,
  sizes: ChunkSizes,
): Promise<RunWork | undefined> {
  // As it is now: it may have been changed since the run was found.
  const now = await deps.database.read(async (tx) => ({
    line: await findLine(tx, line.id),
    lineage: await lineageOf(tx, line.id),
  }));
  if (!now.line || now.line.state === 'paused' || now.line.state === 'held') return undefined;
  const plan = await planReading(
    deps,
    deps.session,
    now.line,
    [],
    now.line.mode === 'capture' ? now.lineage : undefined,
  );
  const known = await deps.database.read(async (tx) => ({
    ms: await runMsOf(tx, run.id),
    seen: await seenThere(tx, run.id),
    chunks: await openChunks(tx, run.id),
  }));
  const begun = run.state === 'running' || again;
  const goesOn = begun && run.definitionMark === plan.mark && run.startedAt !== null && (run.straight || known.seen);
  const task = goesOn ? run : await begin(deps, run, plan, sizes);
  if (goesOn) await deps.database.transaction((tx) => resumeRun(tx, run.id));
  Object.assign(run, task, { state: 'running' });
  await deps.database.transaction((tx) => setLineState(tx, line.id, 'snapshot', null));
  const began = performance.now();
  const before = goesOn ? known.ms : 0;
  const single = (await deps.database.read((tx) => countChunks(tx, run.id))) === 1;
  return {
    deps,
    run: task,
    plan,
    straight: task.straight,
    single,
    signal: deps.signal,
    underWay: 0,
    runMs: () => before + performance.now() - began,
  };
}

async function begin(deps: RunnerDeps, run: RunTask, plan: ReadingPlan, sizes: ChunkSizes): Promise<RunTask> {
  const joined = plan.line.mode === 'capture';
  const chunks = await snapshotOf(deps.session).plan(plan.shape, joined ? sizes.joined : sizes.plain);
  const at = deps.clock.now();
  // What an attempt with other definitions took straight in stays, but what comes now has to be compared with it.
  if (run.straight) await deps.lake.closeIntake(plan.table, run.id);
  const straight = !joined && (await deps.lake.openIntake(plan.table, { source: plan.line.id, load: run.id, at }));
  await deps.database.transaction(async (tx) => {
    await beginRun(tx, { id: run.id, at, definitionMark: plan.mark, straight, chunks });
    if (straight) await endSeen(tx, run.id);
    else await beginSeen(tx, plan.table, run.id);
  });
  return { ...run, state: 'running', startedAt: at, definitionMark: plan.mark, straight };
}

async function readChunks(work: RunWork, turns: Turns, workers: number): Promise<void> {
  const { deps, run } = work;
  const waiting = await deps.database.read((tx) => openChunks(tx, run.id));
  const stop = new AbortController();
  const signal = AbortSignal.any([work.signal, stop.signal]);
  let failure: Error | undefined;
  const worker = async (): Promise<void> => {
    try {
      for (let chunk = waiting.shift(); chunk && !signal.aborted; chunk = waiting.shift()) {
        await hoursOf(deps, signal);
        const next: Chunk = chunk;
        await turns(() => readChunk(work, next));
      }
    } catch (error) {
      failure ??= error as Error;
      // The others end what they have under way: it counts.
      stop.abort();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(workers, waiting.length)) }, worker));
  if (failure) throw failure;
}

/** Waits until the source may be read. */
async function hoursOf(deps: RunnerDeps, signal: AbortSignal): Promise<void> {
  while (!mayReadAt(deps.connection.limits.hours, deps.clock.now()) && !signal.aborted) {
    await sleep(1_000, undefined, { signal }).catch(() => undefined);
  }
}

/** Tells how far the run is each second while `reading` goes on. */
async function withProgress(work: RunWork, reading: () => Promise<void>): Promise<void> {
  const { deps, run, plan } = work;
  let telling = Promise.resolve();
  const timer = setInterval(() => {
    telling = telling
      .then(() => deps.database.transaction((tx) => saveRunProgress(tx, run.id, work.underWay, work.runMs())))
      .then(() => deps.live.publish({ topic: 'exchange', data: { lineId: plan.line.id, runId: run.id } }))
      // Progress is for looking at; what stops the run is told by the chunk that meets it.
      .catch(() => undefined);
  }, REPORT_MS);
  try {
    await reading();
  } finally {
    clearInterval(timer);
    await telling;
  }
}

async function note(deps: RunnerDeps, run: RunTask, line: Line, error: unknown, verdict: Verdict): Promise<void> {
  const at = deps.clock.now();
  const number = deps.ids.next().slice(-8);
  const fault = faultOf(error, at, number);
  const cause = error instanceof Error ? error : new Error(String(error));
  deps.log.warn(
    { module: 'exchange', line: line.id, run: run.id, code: fault.code, verdict, number, error: cause },
    'a snapshot stopped',
  );
  if (verdict === 'again' || verdict === 'anew') return;
  await deps.database
    .transaction(async (tx) => {
      if (verdict === 'held') {
        await failRun(tx, run.id, at, fault);
        await endSeen(tx, run.id);
        await setLineState(tx, line.id, 'held', fault);
        const id = deps.ids.next();
        const event = { id, connectionId: line.connectionId, lineId: line.id, at, kind: 'held', text: fault.text };
        await noteEvent(tx, { ...event, actor: 'exchange' });
      } else {
        await noteRunFault(tx, run.id, fault);
        await setLineState(tx, line.id, 'failed', fault);
      }
    })
    .then(() => deps.live.publish({ topic: 'exchange', data: { lineId: line.id, runId: run.id } }))
    // The store itself is what fails: it is told when it is back.
    .catch(() => undefined);
}
