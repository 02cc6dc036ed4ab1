// The malware scanner's simulator as a process of its own beside a demo. The server forks it and is told by a message where it listens; it ends
// when the server goes. By hand it runs until Ctrl-C and prints where it is.
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { openLog } from '@platform/log';
import { Habits, HABITS } from './habits.ts';
import { startScanner, type SimulatedScanner } from './scanner.ts';

const { env } = process;
const repository = resolve(import.meta.dirname, '../..');
const file = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'log', 'scanner-simulator.log');
const log = openLog({ level: env['YIWANG_LOG'] ?? 'info', destination: { file } });
let starting: Promise<SimulatedScanner> | undefined;
let stopping: Promise<unknown> | undefined;

const stop = (): void => {
  stopping ??= (starting ?? Promise.resolve(undefined))
    .then(
      (scanner) => scanner?.stop(),
      () => undefined,
    )
    .then(() => process.exit());
};
for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
// Ctrl-C reaches the whole group: with a server above, the server says when.
process.on('SIGINT', () => {
  if (!process.connected) stop();
});

try {
  const told = JSON.parse(env['YIWANG_SCANNER_HABITS'] || '{}') as object;
  const habits = Value.Parse(Habits, { ...HABITS, ...told });
  starting = startScanner({ port: Number(env['YIWANG_SCANNER_PORT'] ?? 0), habits, log });
  const { port } = await starting;
  const address = `clamd://127.0.0.1:${port}`;
  log.info({ address, habits }, 'simulated scanner begins');
  if (process.send) process.send({ address }, undefined, {}, (lost) => lost && stop());
  else process.stdout.write(`YIWANG_SCANNER=${address}\n`);
} catch (error) {
  process.stderr.write(`the simulated scanner did not start: ${(error as Error).message}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
