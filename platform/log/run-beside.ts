import { openLog } from './index.ts';

/** A program that runs as a process of its own beside a server. */
export type BesideProgram<Running> = {
  /** Named where it is told that it did not start. */
  what: string;
  start(): Promise<Running>;
  stop(running: Running): Promise<unknown>;
  /** What the server that forked it is told once it is there; secrets go so, and not by the environment. */
  message(running: Running): object;
  /** What is printed instead when it was started by hand. */
  printed(running: Running): readonly string[];
};

/** Settings as a shell takes them, for what is started by hand. */
export const asSettings = (deployment: Readonly<Record<string, string>>): string[] =>
  Object.entries(deployment).map(([name, value]) => `YIWANG_SOURCE_${name}=${value}`);

/**
 * Runs a program beside the server that forked it: it tells by a message that it is there, and ends when the server goes, whatever way that is. By
 * hand it runs until Ctrl-C and prints what it would have told.
 */
export async function runBeside<Running>(program: BesideProgram<Running>): Promise<void> {
  let starting: Promise<Running> | undefined;
  let stopping: Promise<unknown> | undefined;
  const stop = (): void => {
    // What was asked to stop while it starts is stopped once it is there.
    stopping ??= (starting ?? Promise.reject(new Error('not started'))).then(
      (running) => program.stop(running),
      () => undefined,
    );
    // A log's file is opened in the background, and an exit before that would fail.
    void stopping.finally(() => setTimeout(() => process.exit(), process.uptime() < 2 ? 100 : 0));
  };
  for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
  // Ctrl-C reaches the whole group: with a server above, the server says when.
  process.on('SIGINT', () => {
    if (!process.connected) stop();
  });
  try {
    starting = program.start();
    const running = await starting;
    // The server may have gone before this process could hear of it, or go at this very moment: then there is nobody to stay for.
    if (abandoned()) stop();
    else if (process.send) process.send(program.message(running), undefined, {}, (lost) => lost && stop());
    else
      process.stdout.write(
        program
          .printed(running)
          .map((line) => `${line}\n`)
          .join(''),
      );
  } catch (error) {
    // What breaks because the server took the ground away with it is no fault of the program.
    if (!abandoned()) openLog({ destination: 'stderr' }).error({ process: program.what, error }, 'did not start');
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}

/** Forked by a server, and that server has gone. */
const abandoned = (): boolean => process.send !== undefined && !process.connected;
