import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@platform/log';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** What lived so long was well: the next fault waits shortly again. */
const WELL_MS = 60_000;

/** How a process ended: its exit code, or the signal that killed it. */
export type End = number | NodeJS.Signals | null;

/**
 * Runs something again as often as it ends unasked, each time after a longer wait, told in the log.
 * @param run begins it, and resolves when it has ended; what it throws is told and counts as an end
 */
export function keepRunning(what: string, run: () => Promise<End>, log: Log): { stop(): Promise<void> } {
  const resting = new AbortController();
  const { signal } = resting;
  const keeping = (async () => {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      const began = Date.now();
      const ended = await run().then(
        (end) => ({ end }),
        (error: unknown) => ({ error }),
      );
      if (signal.aborted) return;
      if (Date.now() - began > WELL_MS) wait = FIRST_WAIT_MS;
      log.error({ what, ...ended, waitMs: wait }, 'a process ended unasked and is started again');
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      resting.abort();
      await keeping;
    },
  };
}
