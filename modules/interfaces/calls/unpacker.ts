import { inSpareTime } from '@platform/kernel';
import type { ModuleDatabase } from '@platform/database';
import { unpackCalls } from '../store/packs.ts';

const UNPACK_MS = 500;
/** After faults in a row it is tried again ever later, up to this. */
const LONGEST_WAIT_MS = 30_000;
/** Batches unpacked in one transaction; fewer while the process is busy. */
const PACKS = 8;
const PACKS_BUSY = 2;
/** Batches that may wait while the process is busy; with more, unpacking goes on all the same. */
const MOST_WAITING = 2_000;

/**
 * Unpacks what batches recorded, soon after them: where it can wait, answering goes first. What a process that was killed left is unpacked by
 * whichever looks next. Nobody need wait for it: lists and figures look at packed calls as well (`interfaces.call_seen`).
 */
export class Unpacker {
  readonly #db: ModuleDatabase;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #more = false;
  #wait = UNPACK_MS;
  readonly #work: () => Promise<void>;
  readonly #failed: (error: Error, nextMs: number) => void;

  /** @param failed told of each fault and when it is tried again */
  constructor(db: ModuleDatabase, failed: (error: Error, nextMs: number) => void) {
    this.#db = db;
    this.#failed = failed;
    this.#work = inSpareTime((busy) => this.#step(busy ? PACKS_BUSY : PACKS));
  }

  /** There is, or may be, something to unpack. */
  wake(): void {
    this.#timer ??= setTimeout(() => {
      this.#running = this.#work()
        .then(
          () => void (this.#wait = UNPACK_MS),
          (error: unknown) => {
            this.#more = true;
            this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
            this.#failed(error as Error, this.#wait);
          },
        )
        .finally(() => {
          this.#timer = undefined;
          if (this.#more) this.wake();
        });
    }, this.#wait).unref();
  }

  /** Unpacks all there is. */
  async drain(): Promise<void> {
    await this.#running;
    while ((await this.#step(PACKS)).more);
  }

  /** Ends what is under way; what is left is for the next start. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    clearTimeout(this.#timer);
  }

  async #step(most: number): Promise<{ more: boolean; late: boolean }> {
    const { packs, waiting } = await this.#db.transaction((tx) => unpackCalls(tx, most));
    this.#more = packs === most;
    return { more: this.#more, late: waiting > MOST_WAITING };
  }
}
