import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Log } from '@platform/log';
import { keepRunning, type End } from './keep-running.ts';
import { REPOSITORY, scannerText, type ServerSettings } from './settings.ts';

/** What the rail's process is told when it starts; it holds passwords, so it goes by message and not by the environment. */
export type RailOrder = { databaseUrl: string; deployment: Record<string, string> };

export type RailProcess = {
  /** The process at work now; it changes when one was killed. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
};

/**
 * The rail works on bytes outside the heap, and what it makes inside lives a batch long: a small nursery is collected as cheaply as a great one
 * and never keeps what a burst left behind.
 */
const SMALL = ['--max-semi-space-size=8', '--max-old-space-size=512'];
const SMALL_ENVIRONMENT = {
  // Threads that each keep freed buffers for themselves would double what a burst leaves.
  MALLOC_ARENA_MAX: '2',
  // Compiled code is read instead of made: the compiler's own memory (25 MB) is not needed from the second start on.
  NODE_COMPILE_CACHE: join(REPOSITORY, 'node_modules/.cache/rail'),
};

/** Runs the rail as a child process, started again as often as it ends unasked. */
export function keepRail(order: RailOrder, settings: ServerSettings, log: Log): RailProcess {
  let child: ChildProcess | undefined;
  const keeper = keepRunning(
    'apps/server/rail.ts',
    () =>
      new Promise<End>((resolve) => {
        child = fork(join(REPOSITORY, 'apps/server/rail.ts'), {
          cwd: REPOSITORY,
          execArgv: [...process.execArgv, ...SMALL],
          env: {
            ...SMALL_ENVIRONMENT,
            ...process.env,
            YIWANG_DATA: settings.dataFolder,
            YIWANG_PACKS: settings.packs.join(','),
            ...(settings.scanner ? { YIWANG_SCANNER: scannerText(settings.scanner) } : {}),
          },
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        });
        child.once('error', () => resolve(null));
        child.once('exit', (exit, signal) => resolve(exit ?? signal));
        child.send(order, () => undefined);
      }),
    log,
  );
  return {
    get pid() {
      return child?.pid;
    },
    async stop() {
      const ended = keeper.stop();
      if (child?.connected) child.disconnect();
      await ended;
    },
  };
}
