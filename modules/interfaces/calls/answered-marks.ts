import type { Clock } from '@platform/kernel';
import type { ModuleDatabase, Sql } from '@platform/database';
import { markAnswered, type Mark } from '../store/calls.ts';

const MARK_MS = 100;

type Open = { left: number; unsent: string[] };

/**
 * Knows of each batch which answers have left. A batch whose answers are all out (or whose callers are gone) is marked with the next batch,
 * or soon after when there is none. What was never marked, because the process was killed, was recorded and perhaps not received.
 */
export class AnsweredMarks {
  readonly #db: ModuleDatabase;
  readonly #clock: Clock;
  readonly #open = new Map<string, Open>();
  #due: Mark[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: ModuleDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** A batch was committed; so many answers are about to leave. */
  opened(batch: string, answers: number): void {
    if (answers > 0) this.#open.set(batch, { left: answers, unsent: [] });
  }

  /** An answer left, or could not. */
  sent(batch: string, call: string, left: boolean): void {
    const open = this.#open.get(batch);
    if (!open) return;
    if (!left) open.unsent.push(call);
    open.left -= 1;
    if (open.left > 0) return;
    this.#open.delete(batch);
    this.#due.push({ id: batch, at: this.#clock.now(), unsent: open.unsent });
    this.#timer ??= setTimeout(() => void this.flush(), MARK_MS).unref();
  }

  /** What is due, for the transaction of the next batch. Should that fail, `undo` puts it back. */
  take(): { statement: Sql | undefined; undo(): void } {
    const due = this.#due;
    this.#due = [];
    return {
      statement: due.length === 0 ? undefined : markAnswered(due),
      undo: () => void this.#due.unshift(...due),
    };
  }

  /** Writes what is due by itself. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = this.#due;
    this.#due = [];
    if (due.length > 0)
      this.#writing = this.#writing
        .then(() => this.#db.transaction((tx) => tx.run(markAnswered(due))))
        .then(() => undefined)
        // The database is away: tried again, for as long as the process lives.
        .catch(() => {
          this.#due.unshift(...due);
          this.#timer ??= setTimeout(() => void this.flush(), 10 * MARK_MS).unref();
        });
    return this.#writing;
  }
}
