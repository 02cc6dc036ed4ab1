// long-file: one connection's states and what moves it between them; read in one piece or not understood.
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, type LocalText } from '@platform/kernel';
import type { CaptureReader, SourceSession } from '@platform/sources';
import { openable, openSource } from '../adapters/open-source.ts';
import type { Connection, Fault, Line } from '../domain/line.ts';
import { ensureCapture, noteRetention, setCapturePosition, setCaptureState } from '../store/capture.ts';
import { noteEvent } from '../store/line-events.ts';
import { listLines, setLineState } from '../store/lines.ts';
import { dropPartitions } from '../store/rail-partitions.ts';
import { askRun } from '../store/run-views.ts';
import { holdLine, PlaceMoved } from './applying.ts';
import { BatchIds } from './batch-ids.ts';
import { CaptureLoop } from './capture-loop.ts';
import { overFault, warningText } from './connection-faults.ts';
import type { RailDeps, Runner, RunnerDeps } from './deps.ts';
import { judgeLog } from './log-guard.ts';
import { planLines, uniqueTables } from './plan-lines.ts';
import type { Sinks } from './sink.ts';
import { slotName } from './slot-name.ts';
import { faultOf as storeFaultOf, judge } from './snapshot-faults.ts';
import { WindowsOfLoop } from './windows-of-loop.ts';

const LOOK_EVERY_MS = 1_000;
const GUARD_EVERY_MS = 5_000;
/** So long what is under way at the source may take to end by itself. */
const GRACE_MS = 5_000;
const LEAST_BACK_OFF_MS = 500;
const MOST_BACK_OFF_MS = 30_000;

/** Lines that the capture carries now. A paused or held one takes a new snapshot when it goes on. */
const carried = (line: Line): boolean => line.mode === 'capture' && line.state !== 'paused' && line.state !== 'held';

const signatureOf = (lines: readonly Line[]): string =>
  lines
    .filter(carried)
    .map((line) => `${line.id}:${line.version}:${String(line.streamed)}`)
    .join();

/** All that runs for one connection while this process holds its lock: its source, its capture, its readings, and the watch over its log. */
export class ConnectionRail {
  readonly #deps: RailDeps;
  readonly #connection: Connection;
  readonly #startRuns: (deps: RunnerDeps) => Runner;
  readonly #stop = new AbortController();
  readonly #windows: WindowsOfLoop;
  readonly #sinks: Sinks | undefined;
  #capture: CaptureReader | undefined;
  #runner: Runner | undefined;
  #loop: CaptureLoop | undefined;
  #loopStop: AbortController | undefined;
  #signature = '';
  #look: (() => void) | undefined;
  #fault: Error | undefined;
  #warned = false;
  #backOff = 0;

  constructor(deps: RailDeps, connection: Connection, startRuns: (deps: RunnerDeps) => Runner, sinks?: Sinks) {
    this.#sinks = sinks;
    this.#deps = deps;
    this.#connection = connection;
    this.#startRuns = startRuns;
    this.#windows = new WindowsOfLoop(() => this.#capture);
  }

  /** Something about the connection's lines or runs may have changed. */
  wake(): void {
    this.#runner?.wake();
    this.#look?.();
  }

  stop(): void {
    this.#stop.abort(new Error('stopped'));
    this.#loopStop?.abort(new Error('stopped'));
    this.#look?.();
  }

  /** Works until stopped or the source or hub is lost. @throws what ended it */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    let session: SourceSession | undefined;
    let guard: Promise<void> | undefined;
    let forced: NodeJS.Timeout | undefined;
    // Where the network has gone without a word, a question to the source is never answered: without its connections all that waits ends.
    signal.addEventListener('abort', () => {
      forced = setTimeout(() => void session?.close().catch(() => undefined), GRACE_MS);
    });
    try {
      session = await openSource(this.#deps, openable(this.#deps, this.#connection));
      // Told to end meanwhile, since the lock is gone: nothing is wrong with the connection.
      if (signal.aborted) return;
      this.#capture = session.capture;
      this.#runner = this.#startRuns({
        ...this.#deps,
        connection: this.#connection,
        session,
        windows: this.#windows,
        signal,
        onFault: (error) => {
          this.#fault ??= error;
          this.stop();
        },
      });
      guard = this.#guard(signal);
      await this.#captures(session, signal);
    } finally {
      this.stop();
      this.#windows.end();
      await this.#runner?.stop().catch(() => undefined);
      await guard?.catch(() => undefined);
      await session?.close().catch(() => undefined);
      clearTimeout(forced);
    }
    // A runner's fault of the connection ended the rest in order.
    if (this.#fault) throw this.#fault;
  }

  /** Keeps a stream open over the lines that the capture carries, a new one whenever they change. */
  async #captures(session: SourceSession, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lines = await this.#lines();
      const wanted = lines.filter(carried);
      this.#signature = signatureOf(lines);
      if (!session.capture || wanted.length === 0) {
        await this.#wait(LOOK_EVERY_MS);
        continue;
      }
      try {
        await this.#stream(session, session.capture, wanted, signal);
        this.#backOff = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (!(await this.#survive(error as Error, wanted))) throw error;
      }
    }
  }

  async #stream(
    session: SourceSession,
    capture: CaptureReader,
    lines: readonly Line[],
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = this.#connection;
    const { database } = this.#deps;
    const name = slotName(this.#deps.hub.name, id);
    const plans = await planLines(this.#deps, session, lines, (line, fault) => this.#hold(line, fault));
    if (plans.length === 0) return;
    const kept = await database.transaction((tx) => ensureCapture(tx, id, name));
    const tables = uniqueTables(plans);
    const prepared = await capture.prepare(
      name,
      tables.map(({ shape }) => shape),
    );
    if (prepared.fresh && kept.position !== null) {
      await this.#lost(plans.map((plan) => plan.line));
      return;
    }
    if (!this.#sinks) await database.transaction((tx) => dropPartitions(tx, id));
    const sink = await this.#sinks?.open({
      connectionId: id,
      capture,
      plans,
      kept: kept.position,
      prepared: prepared.position,
    });
    // Whoever waits for the lanes waits no longer than this process runs the connection: others apply them, and may be gone.
    const release = (): void => void sink?.close();
    signal.addEventListener('abort', release, { once: true });
    const stop = new AbortController();
    this.#loopStop = stop;
    let looking: Promise<void> | undefined;
    try {
      // Last, so that what lanes still hold of an older stretch of the log is marked as over by then.
      if (kept.position === null) await database.transaction((tx) => setCapturePosition(tx, id, prepared.position));
      const after = sink?.after ?? kept.position ?? prepared.position;
      const stream = await capture.open({ name, tables, after, signal: AbortSignal.any([signal, stop.signal]) });
      const byTable = tables.map(({ shape }) =>
        plans.filter(({ line }) => line.table.schema === shape.schema && line.table.table === shape.table),
      );
      const loop = new CaptureLoop({
        deps: this.#deps,
        connectionId: id,
        capture,
        stream,
        ids: new BatchIds(this.#deps),
        plans,
        byTable,
        after,
        ...(sink ? { sink } : {}),
      });
      this.#loop = loop;
      this.#windows.over(loop);
      looking = this.#watch(loop, stop);
      await loop.run(() => database.transaction((tx) => setCaptureState(tx, id, 'running', null)));
    } finally {
      await sink?.close();
      signal.removeEventListener('abort', release);
      // A chunk that is being put in was joined up to where this loop stood: what comes after must wait for it.
      await this.#loop?.released();
      this.#loop = undefined;
      this.#windows.over(undefined);
      stop.abort(new Error('over'));
      this.#look?.();
      await looking;
    }
  }

  /** Looks each second whether the lines are still those that the stream carries. */
  async #watch(loop: CaptureLoop, stop: AbortController): Promise<void> {
    while (!stop.signal.aborted && this.#loop === loop) {
      await this.#wait(LOOK_EVERY_MS);
      if (stop.signal.aborted || this.#loop !== loop) return;
      const lines = await this.#lines().catch(() => undefined);
      if (!lines) continue;
      if (signatureOf(lines) !== this.#signature) {
        stop.abort(new Error('other lines'));
        return;
      }
      this.#backOff = 0;
      for (const plan of loop.plans) {
        const line = lines.find((one) => one.id === plan.line.id);
        if (line?.state === 'live') this.#windows.forget(plan);
      }
    }
  }

  #lines(): Promise<Line[]> {
    return this.#deps.database.read((tx) => listLines(tx, { connectionId: this.#connection.id }));
  }

  async #hold(line: Line, fault: Fault): Promise<void> {
    await this.#deps.database.transaction((tx) => holdLine(this.#deps, tx, { line }, fault));
    this.#deps.live.publish({ topic: 'exchange', data: { lineId: line.id } });
  }

  /** Whether the capture can go on after this fault, by itself or later; false when the connection has to be opened anew. */
  async #survive(error: Error, lines: readonly Line[]): Promise<boolean> {
    if (error instanceof DomainError && error.code === 'sources.log-lost') {
      await this.#lost(lines);
      return true;
    }
    if (error instanceof DomainError && error.code.startsWith('database.')) {
      // The hub is away: the watch over the source's log goes on meanwhile.
      await this.#pause();
      return true;
    }
    const verdict = error instanceof DomainError ? 'held' : judge(error);
    if (verdict === 'again' || verdict === 'wait') {
      // Full, out of memory, locked out: the hub itself says "later". People are told, and the watch over the source's log goes on.
      await this.#tellStore(error);
      await this.#pause();
      return true;
    }
    // The place was taken back under us: by ourselves for the log's budget, or by a person.
    return error instanceof PlaceMoved && this.#loopStop?.signal.aborted === true;
  }

  async #tellStore(error: Error): Promise<void> {
    const { id } = this.#connection;
    const { clock, database, ids, live, log } = this.#deps;
    const number = ids.next().slice(-8);
    log.warn({ module: 'exchange', connection: id, number, error }, 'changes could not be brought into the lake');
    const fault = storeFaultOf(error, clock.now(), number);
    // It may be too full for that as well.
    await database.transaction((tx) => setCaptureState(tx, id, 'backing-off', fault)).catch(() => undefined);
    live.publish({ topic: 'exchange', data: { connectionId: id } });
  }

  async #pause(): Promise<void> {
    this.#backOff = Math.min(MOST_BACK_OFF_MS, Math.max(LEAST_BACK_OFF_MS, this.#backOff * 2));
    await sleep(this.#backOff, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }

  /** The source no longer has what we need: all its lines are read anew, and the capture begins where the log is now. */
  async #lost(lines: readonly Line[]): Promise<void> {
    const { id } = this.#connection;
    const at = this.#deps.clock.now();
    await this.#capture?.drop(slotName(this.#deps.hub.name, id)).catch(() => undefined);
    await this.#deps.database.transaction(async (tx) => {
      await setCapturePosition(tx, id, null);
      for (const line of lines) {
        await setLineState(tx, line.id, 'waiting', null);
        await askRun(tx, {
          id: this.#deps.ids.next(),
          lineId: line.id,
          reason: 'log-lost',
          at,
          deletionsConfirmed: false,
          trace: this.#deps.ids.next(),
        });
      }
      await noteEvent(tx, {
        id: this.#deps.ids.next(),
        connectionId: id,
        at,
        kind: 'log-lost',
        text: {
          zh: '来源已不再保留我们需要的日志（复制槽被删除或失效）。各线路将重新做快照，湖中已有数据保留。',
          en: 'The source no longer keeps the log we need (the slot was dropped or became invalid). Its lines are read anew; what is in the lake stays.',
        },
        actor: 'exchange',
      });
    });
    this.#deps.live.publish({ topic: 'exchange', data: { connectionId: id } });
  }

  /** Watches the log that the source keeps for us, also while the hub is away (decision 0008 §7). */
  async #guard(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.#guardEvery, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || !this.#capture || this.#signature === '') continue;
      try {
        await this.#lookAtLog(this.#capture);
      } catch (error) {
        this.#deps.log.warn(
          { module: 'exchange', connection: this.#connection.id, error: error as Error },
          'the retained log could not be looked at',
        );
      }
    }
  }

  get #guardEvery(): number {
    return GUARD_EVERY_MS;
  }

  async #lookAtLog(capture: CaptureReader): Promise<void> {
    const { id, limits } = this.#connection;
    const name = slotName(this.#deps.hub.name, id);
    const kept = await capture.retention(name);
    if (kept.lost) {
      this.#loopStop?.abort(new Error('log lost'));
      return;
    }
    const { level, share } = judgeLog(kept, limits);
    if (level === 'over') {
      await this.#overBudget(capture, name, share);
      return;
    }
    await this.#deps.database.transaction(async (tx) => {
      await noteRetention(tx, id, kept);
      if (level === 'warning' && !this.#warned) await this.#note(tx, 'log-budget', warningText(share));
    });
    this.#warned = level === 'warning';
    if (this.#warned) this.#deps.live.publish({ topic: 'exchange', data: { connectionId: id } });
  }

  /** Rather than fill the disk of the source: the slot goes, whatever the hub says; the lines wait for a person and a new snapshot. */
  async #overBudget(capture: CaptureReader, name: string, share: number): Promise<void> {
    const { id } = this.#connection;
    this.#loopStop?.abort(new Error('log budget'));
    await capture.drop(name);
    this.#deps.log.error(
      { module: 'exchange', connection: id, share },
      'the log kept for us exceeded its budget; the slot was dropped',
    );
    for (let told = false; !told && !this.#stop.signal.aborted; ) {
      told = await this.#deps.database
        .transaction(async (tx) => {
          const at = this.#deps.clock.now();
          await setCapturePosition(tx, id, null);
          const fault = overFault(at);
          await setCaptureState(tx, id, 'stopped', fault);
          for (const line of (await listLines(tx, { connectionId: id })).filter(carried)) {
            await holdLine(this.#deps, tx, { line }, fault);
            await askRun(tx, {
              id: this.#deps.ids.next(),
              lineId: line.id,
              reason: 'log-lost',
              at,
              deletionsConfirmed: false,
              trace: this.#deps.ids.next(),
            });
          }
          await this.#note(tx, 'log-budget', fault.text);
        })
        .then(
          () => true,
          async () => {
            await this.#pause();
            return false;
          },
        );
    }
    this.#warned = false;
    this.#deps.live.publish({ topic: 'exchange', data: { connectionId: id } });
    this.#look?.();
  }

  async #note(tx: Parameters<typeof noteEvent>[0], kind: string, text: LocalText): Promise<void> {
    await noteEvent(tx, {
      id: this.#deps.ids.next(),
      connectionId: this.#connection.id,
      at: this.#deps.clock.now(),
      kind,
      text,
      actor: 'exchange',
    });
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#look = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
