import type { Runner, RunnerDeps } from './deps.ts';
import { startReloads } from './reload-runner.ts';
import { startRuns } from './snapshot-runner.ts';

/** All that reads a connection's tables beside its capture: whole and cursor readings, and rows asked for again. */
export function startRunners(deps: RunnerDeps): Runner {
  const runners = [startRuns(deps), startReloads(deps)];
  return {
    wake() {
      for (const runner of runners) runner.wake();
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
}
