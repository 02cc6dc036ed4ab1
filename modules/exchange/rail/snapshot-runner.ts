import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { rawTable } from '@platform/lake';
import type { Line } from '../domain/line.ts';
import { isDue } from '../domain/schedule.ts';
import { listLines } from '../store/lines.ts';
import { askRun, type RunReason } from '../store/run-views.ts';
import { forgetStraight, lastRuns, leftStraight, openRuns, runWanted } from '../store/runs.ts';
import { followCursor } from './cursor-line.ts';
import type { Runner, RunnerDeps } from './deps.ts';
import { judge } from './snapshot-faults.ts';
import { carryOut, CHUNK_SIZES, type ChunkSizes, type Turns } from './snapshot-run.ts';

const LOOK_MS = 1_000;
/** How often a cursor line without a schedule is read. */
const CURSOR_MINUTES = 1;
/** Runs of one connection side by side: a second small table need not wait for a large one. */
const RUNS_AT_ONCE = 2;

/** Carries out the whole readings and cursor readings of one connection's lines, within its limits, until stopped. */
export function startRuns(deps: RunnerDeps, sizes: ChunkSizes = CHUNK_SIZES): Runner {
  const stop = new AbortController();
  const signal = AbortSignal.any([deps.signal, stop.signal]);
  const { connections } = deps.connection.limits;
  // One connection stays free where there are three, for looking at the source while chunks are read.
  const places = Math.max(1, Math.min(connections > 2 ? connections - 1 : connections, availableParallelism() + 1));
  const turns = turnsOf(places);
  /** What is under way, by line. */
  const active = new Map<string, { work: Promise<void>; abort: AbortController; runId?: string }>();
  const cursorAt = new Map<string, number>();
  /** Lines whose work ended since the list of open runs was asked for: what it says of them is old. */
  const ended = new Set<string>();
  let woken: (() => void) | undefined;

  const begin = (line: Line, runId: string | undefined, work: (own: RunnerDeps) => Promise<void>): void => {
    const abort = new AbortController();
    const own = { ...deps, signal: AbortSignal.any([signal, abort.signal]) };
    const under = work(own)
      .catch((error: unknown) => {
        if (!own.signal.aborted) deps.onFault(error as Error);
      })
      .finally(() => {
        active.delete(line.id);
        ended.add(line.id);
        woken?.();
      });
    active.set(line.id, { work: under, abort, ...(runId === undefined ? {} : { runId }) });
  };

  /** Gives tables their indexes back that a run which was cancelled or failed left without. */
  async function tidy(): Promise<void> {
    for (const { id, resource } of await deps.database.read((tx) => leftStraight(tx, deps.connection.id))) {
      const known = deps.catalogue.find(resource);
      if ([...active.values()].some((one) => one.runId === id)) continue;
      if (known) await deps.lake.closeIntake(rawTable(known), id);
      await deps.database.transaction((tx) => forgetStraight(tx, id));
    }
  }

  async function look(): Promise<void> {
    await tidy();
    const now = deps.clock.now();
    ended.clear();
    const { lines, runs, last } = await deps.database.read(async (tx) => ({
      lines: await listLines(tx, { connectionId: deps.connection.id }),
      runs: await openRuns(tx, deps.connection.id),
      last: await lastRuns(tx, deps.connection.id),
    }));
    for (const line of lines) {
      const before = last.get(line.id);
      const reason = before?.open ? undefined : reasonToRead(line, before, now);
      if (reason) await ask(line, reason);
    }
    for (const [lineId, under] of active) {
      const line = lines.find((one) => one.id === lineId);
      const wanted =
        under.runId === undefined
          ? line && running(line)
          : await deps.database.read((tx) => runWanted(tx, under.runId as string));
      if (!wanted) under.abort.abort();
    }
    for (const run of runs) {
      const line = lines.find((one) => one.id === run.lineId);
      if (!line || active.has(line.id) || ended.has(line.id) || active.size >= RUNS_AT_ONCE + 8) continue;
      if ([...active.values()].filter((one) => one.runId !== undefined).length >= RUNS_AT_ONCE) continue;
      begin(line, run.id, (own) => carryOut(own, { ...run }, line, turns, places, sizes));
    }
    for (const line of lines) {
      if (line.mode !== 'cursor' || !running(line) || active.has(line.id)) continue;
      const read = cursorAt.get(line.id) ?? line.appliedAt?.getTime();
      const schedule = line.schedule ?? { everyMinutes: CURSOR_MINUTES };
      const due = line.state === 'waiting' || isDue(schedule, read === undefined ? undefined : new Date(read), now);
      if (!due) continue;
      cursorAt.set(line.id, now.getTime());
      begin(line, undefined, (own) => turns(() => followCursor(own, line)));
    }
  }

  async function ask(line: Line, reason: RunReason): Promise<void> {
    const at = deps.clock.now();
    await deps.database.transaction((tx) =>
      askRun(tx, {
        id: deps.ids.next(),
        lineId: line.id,
        reason,
        at,
        deletionsConfirmed: false,
        trace: deps.ids.next(),
      }),
    );
  }

  const loop = (async () => {
    while (!signal.aborted) {
      try {
        await look();
      } catch (error) {
        if (!signal.aborted)
          deps.log.warn(
            { module: 'exchange', connection: deps.connection.id, verdict: judge(error), error },
            'looking for runs failed',
          );
      }
      await Promise.race([
        sleep(LOOK_MS, undefined, { signal }).catch(() => undefined),
        new Promise<void>((resolve) => {
          woken = resolve;
        }),
      ]);
    }
  })();

  return {
    wake: () => woken?.(),
    async stop() {
      stop.abort();
      woken?.();
      await loop;
      await Promise.all([...active.values()].map((one) => one.work));
    },
  };
}

const running = (line: Line): boolean => line.state !== 'paused' && line.state !== 'held';

/** Why a line without an open run has to be read whole now. */
function reasonToRead(line: Line, before: { at: Date; done: boolean } | undefined, now: Date): RunReason | undefined {
  if (line.mode === 'cursor' || !running(line)) return undefined;
  // A line that waits has just been made, or a person let it go on.
  if (line.state === 'waiting') return before?.done ? 'asked' : 'first';
  const scheduled = line.mode === 'snapshot' && line.state === 'live' && line.schedule !== null;
  return scheduled && isDue(line.schedule as NonNullable<Line['schedule']>, before?.at, now) ? 'schedule' : undefined;
}

/** At most `places` at once, in the order in which they ask. */
function turnsOf(places: number): Turns {
  let taken = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (taken >= places) await new Promise<void>((resolve) => queue.push(resolve));
    else taken += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      // The place goes over to who waits longest.
      if (next) next();
      else taken -= 1;
    }
  };
}
