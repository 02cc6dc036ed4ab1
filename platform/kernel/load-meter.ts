import { performance } from 'node:perf_hooks';

/** Above this share of its time a process has none to spare. */
const BUSY = 0.8;
/** How long work that can wait may go on before others are looked at again. */
const AT_A_TIME_MS = 500;

/**
 * Does work that may wait a little, step by step: all of it while this process has time to spare, a step when it is busy with those
 * who wait for an answer. To be called now and then; how busy the process is, is measured between two calls.
 * @param step does some, little of it while `busy`; whether there is more, and whether so much that it must not wait longer
 */
export function inSpareTime(step: (busy: boolean) => Promise<{ more: boolean; late: boolean }>): () => Promise<void> {
  let since = performance.eventLoopUtilization();
  let behind = false;
  return async () => {
    const spare = performance.eventLoopUtilization(performance.eventLoopUtilization(), since).utilization < BUSY;
    const until = performance.now() + AT_A_TIME_MS;
    try {
      for (;;) {
        const { more, late } = await step(!spare && !behind);
        behind = late;
        if (!more || !(spare || late) || performance.now() > until) return;
      }
    } finally {
      since = performance.eventLoopUtilization();
    }
  };
}
