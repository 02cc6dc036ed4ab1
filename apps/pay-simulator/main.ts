// The simulated payment platform as a process of its own. The server forks it and is told by a message where it is and where its keys are.
import { join, resolve } from 'node:path';
import { asSettings, openLog, runBeside } from '@platform/log';
import { startPayPlatform } from './index.ts';

const { env } = process;
const repository = resolve(import.meta.dirname, '../..');
const log = openLog({ destination: 'stderr', level: env['YIWANG_LOG'] ?? 'warn' }).child({ process: 'pay-simulator' });
const folder = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'pay');
// Now and then an answer comes late, a notice is lost, or comes twice, as they do.
const faults = { slow: 0.02, slowMs: 1_500, noNotice: 0.02, twice: 0.05 };

await runBeside({
  what: 'pay-simulator',
  start: () => startPayPlatform({ port: Number(env['YIWANG_PAY_PORT'] ?? 0), folder, faults, log }),
  stop: (platform) => platform.stop(),
  message: ({ deployment }) => ({ deployment }),
  printed: ({ deployment }) => asSettings(deployment),
});
