// The simulated payment platform as a process of its own. The server forks it and is told by a message where it is and where its keys are; it
// ends when the server goes. By hand it runs until Ctrl-C and prints the same.
import { join, resolve } from 'node:path';
import { openLog } from '@platform/log';
import { startPayPlatform, type PayPlatform } from './index.ts';

const { env } = process;
const repository = resolve(import.meta.dirname, '../..');
const log = openLog({ destination: 'stderr', level: env['YIWANG_LOG'] ?? 'warn' }).child({ process: 'pay-simulator' });
const folder = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'pay');
let starting: Promise<PayPlatform> | undefined;
let stopping: Promise<void> | undefined;
const stop = (): void => {
  stopping ??= (starting ?? Promise.resolve(undefined)).then(
    (platform) => platform?.stop(),
    () => undefined,
  );
  void stopping.then(() => process.exit());
};
for (const signal of ['SIGTERM', 'disconnect'] as const) process.on(signal, stop);
// Ctrl-C reaches the whole group: with a server above, the server says when.
process.on('SIGINT', () => {
  if (!process.connected) stop();
});

try {
  // Now and then a notice is lost, or comes twice, as notices do.
  const faults = { noNotice: 0.02, twice: 0.05 };
  starting = startPayPlatform({ port: Number(env['YIWANG_PAY_PORT'] ?? 0), folder, faults, log });
  const { deployment } = await starting;
  if (process.send) process.send({ deployment }, undefined, {}, (lost) => lost && stop());
  else
    process.stdout.write(
      `${Object.entries(deployment)
        .map(([name, value]) => `YIWANG_SOURCE_${name}=${value}`)
        .join('\n')}\n`,
    );
} catch (error) {
  log.error({ error }, 'the simulated payment platform did not start');
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
