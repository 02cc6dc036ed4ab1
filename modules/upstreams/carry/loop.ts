import { openLeadership } from '@platform/database';
import type { Own } from '../deps.ts';
import { LONGEST_CALL_MS } from '../call-upstream.ts';
import { markCut } from '../store/calls.ts';
import { dueUpward } from '../store/upward.ts';
import { pullCatalogue, sendUpward, syncApplications } from './business.ts';
import { probe } from './health.ts';

/** Held by the one process that speaks upward; calls of services are any process's. */
const SPEAKING = 73_577_021;
export type Pace = {
  readonly lookMs: number;
  readonly probeMs: number;
  readonly syncMs: number;
  readonly pullMs: number;
};
export const PACE: Pace = { lookMs: 2_000, probeMs: 30_000, syncMs: 30_000, pullMs: 3_600_000 };
const AT_ONCE = 50;

export type UpwardLoop = { wake(): void; stop(): Promise<void> };

/** Sends what is to be sent, asks what became of applications, and looks whether the platforms are there, for as long as the process runs. */
export function startUpward(deps: Own, pace: Pace = PACE): UpwardLoop {
  const stop = new AbortController();
  const leadership = openLeadership(deps.hub, SPEAKING);
  const last = new Map<string, number>();
  let rouse = (): void => undefined;
  const due = (what: string, everyMs: number): boolean => {
    const now = performance.now();
    if (now - (last.get(what) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    last.set(what, now);
    return true;
  };
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: Error) => {
      if (!stop.signal.aborted) deps.log.info({ module: 'upstreams', what, error }, 'a level above could not be asked');
    });
  };

  const turn = async (): Promise<void> => {
    // Health is each process's own: it says what this one can reach.
    for (const { definition, credentials } of deps.book.platforms())
      if (credentials && due(`probe ${definition.id}`, pace.probeMs))
        await attempt('probe', () => probe(deps, definition.id));
    if (!(await leadership.lead())) return;
    if (due('cut', 60_000))
      await deps.database.transaction((tx) => markCut(tx, new Date(deps.clock.now().getTime() - LONGEST_CALL_MS)));
    for (const platform of deps.book.platforms()) {
      const { id, business } = platform.definition;
      if (!platform.credentials || !business || stop.signal.aborted) continue;
      if (due(`pull ${id}`, pace.pullMs)) await attempt('pull', () => pullCatalogue(deps, platform));
      if (due(`sync ${id}`, pace.syncMs)) await attempt('sync', () => syncApplications(deps, platform));
    }
    const waiting = await deps.database.readOnce((tx) => dueUpward(tx, deps.clock.now(), AT_ONCE));
    for (const one of waiting) {
      if (stop.signal.aborted) return;
      const known = deps.book.platforms().find(({ definition }) => definition.id === one.platform);
      if (known?.credentials) await attempt('send', () => sendUpward(deps, one));
    }
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await turn().catch((error: Error) => {
        if (!stop.signal.aborted)
          deps.log.warn({ module: 'upstreams', error }, 'speaking upward waits: the database does not answer');
      });
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, pace.lookMs);
        rouse = () => {
          clearTimeout(timer);
          resume();
        };
        if (stop.signal.aborted) rouse();
      });
    }
  };
  const running = run();
  return {
    wake() {
      // What is asked for by a person is asked at once.
      for (const what of last.keys()) if (what.startsWith('sync ')) last.delete(what);
      rouse();
    },
    async stop() {
      stop.abort();
      rouse();
      await running;
      leadership.resign();
    },
  };
}
