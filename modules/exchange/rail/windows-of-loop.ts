import type { CaptureReader, SnapshotMark } from '@platform/sources';
import type { Line } from '../domain/line.ts';
import { keyValues } from './final-states.ts';
import type { CaptureLoop } from './capture-loop.ts';
import type { LinePlan } from './line-plan.ts';
import { Notes } from './notes.ts';
import { WindowBroken, type Settled, type Window, type Windows } from './windows.ts';

/** How long a chunk waits when the capture has to see more before it can be joined. */
const AGAIN_MS = 500;

/** Windows over whatever loop runs at the time; a loop that ends breaks those open over it. */
export class WindowsOfLoop implements Windows {
  #loop: CaptureLoop | undefined;
  readonly #waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();
  #ended = false;
  readonly #open = new WeakMap<LinePlan, number>();
  readonly #capture: () => CaptureReader | undefined;

  constructor(capture: () => CaptureReader | undefined) {
    this.#capture = capture;
  }

  /** A loop runs from now on, or none. */
  over(loop: CaptureLoop | undefined): void {
    this.#loop = loop;
    if (loop) for (const { resolve } of this.#waiting) resolve();
  }

  /** The connection's rail ends. */
  end(): void {
    this.#ended = true;
    for (const { reject } of this.#waiting) reject(new WindowBroken());
  }

  async open(line: Pick<Line, 'id'>, signal?: AbortSignal): Promise<Window> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#ended) throw new WindowBroken();
      const loop = this.#loop;
      const plan = loop?.plans.find((one) => one.line.id === line.id && !one.fault);
      if (loop && plan) {
        this.#open.set(plan, (this.#open.get(plan) ?? 0) + 1);
        plan.notes ??= new Notes([...loop.recent]);
        // Rows that chunks bring may be inserted by the capture as well.
        plan.certain = false;
        return this.#window(loop, plan);
      }
      const waiting = Promise.withResolvers<void>();
      this.#waiting.add(waiting);
      // The loop that runs may not take this line yet, and whoever asks may be told to end meanwhile.
      const again = setTimeout(waiting.resolve, AGAIN_MS);
      await waiting.promise.finally(() => {
        clearTimeout(again);
        this.#waiting.delete(waiting);
      });
    }
  }

  #window(loop: CaptureLoop, plan: LinePlan): Window {
    let closed = false;
    return {
      settle: (mark, signal) => this.#settle(loop, plan, mark, signal),
      close: () => {
        if (!closed) this.#open.set(plan, (this.#open.get(plan) ?? 1) - 1);
        closed = true;
      },
    };
  }

  /** The line follows its changes: no chunk is to come, so nothing need be noted any more. */
  forget(plan: LinePlan): void {
    if ((this.#open.get(plan) ?? 0) > 0 || (plan.certain && !plan.notes)) return;
    plan.notes = undefined;
    plan.certain = true;
  }

  async #settle(loop: CaptureLoop, plan: LinePlan, mark: SnapshotMark, signal?: AbortSignal): Promise<Settled> {
    const capture = this.#capture();
    if (!capture) throw new WindowBroken();
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    aborted.catch(() => undefined);
    let release: () => void;
    try {
      signal?.throwIfAborted();
      await Promise.race([loop.passed(mark.position), aborted]);
      release = await loop.hold();
    } catch (error) {
      signal?.throwIfAborted();
      throw Object.assign(new WindowBroken(), { cause: error });
    }
    const notes = plan.notes as Notes;
    const { skipAll, skip, partial } = notes.unseen((transaction) => capture.saw(mark.snapshot, transaction));
    if (partial || plan.fault) {
      release();
      await new Promise((resume) => setTimeout(resume, AGAIN_MS));
      throw new WindowBroken();
    }
    return { skipAll, skip: skip.map((key) => keyValues(key)), end: release };
  }
}
