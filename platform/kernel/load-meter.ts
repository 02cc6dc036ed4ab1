import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';

/**
 * Above this share of its time a process has none to spare. Half of it only: what can wait keeps the database busy, those who wait for an answer
 * then wait for the database, and the process looks idle for it.
 */
const BUSY = 0.5;
/** Nor has it when less than this share of the machine is idle, as long as it has work of its own: what waits for an answer needs the database's time, too. */
const IDLE = 0.3;
/** Below this share of its time nobody waits for much of this process, and others may not keep it from its work for ever. */
const QUIET = 0.3;
/** How long work that can wait may go on before others are looked at again. */
const AT_A_TIME_MS = 500;

/**
 * Does work that may wait a little, step by step: all of it while this process has time to spare, a step when it is busy with those
 * who wait for an answer. To be called now and then; how busy the process and its machine are, is measured between two calls.
 * @param step does some, little of it while `busy`; whether there is more, and whether so much that it must not wait longer
 */
export function inSpareTime(step: (busy: boolean) => Promise<{ more: boolean; late: boolean }>): () => Promise<void> {
  let since = performance.eventLoopUtilization();
  let machine = machineTimes();
  let behind = false;
  return async () => {
    const { utilization } = performance.eventLoopUtilization(performance.eventLoopUtilization(), since);
    const spare = utilization < QUIET || (utilization < BUSY && idleShare(machine, machineTimes()) >= IDLE);
    const until = performance.now() + AT_A_TIME_MS;
    try {
      for (;;) {
        const { more, late } = await step(!spare && !behind);
        behind = late;
        if (!more || !(spare || late) || performance.now() > until) return;
      }
    } finally {
      since = performance.eventLoopUtilization();
      machine = machineTimes();
    }
  };
}

type Times = { readonly idle: number; readonly all: number };

/** What all processors of this machine have idled and spent since it started, in milliseconds. */
function machineTimes(): Times {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}

/** Between two readings; a machine that tells nothing, or told the same twice, is taken for idle. */
const idleShare = (before: Times, now: Times): number =>
  now.all > before.all ? (now.idle - before.idle) / (now.all - before.all) : 1;
