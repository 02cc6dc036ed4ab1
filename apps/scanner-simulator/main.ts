// The malware scanner's simulator as a process of its own beside a demo. The server forks it and is told by a message where it listens.
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { openLog, runBeside } from '@platform/log';
import { Habits, HABITS } from './habits.ts';
import { startScanner } from './scanner.ts';

const { env } = process;
const repository = resolve(import.meta.dirname, '../..');
const file = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'log', 'scanner-simulator.log');
const log = openLog({ level: env['YIWANG_LOG'] ?? 'info', destination: { file } });

await runBeside({
  what: 'scanner-simulator',
  async start() {
    const told = JSON.parse(env['YIWANG_SCANNER_HABITS'] || '{}') as object;
    const habits = Value.Parse(Habits, { ...HABITS, ...told });
    const scanner = await startScanner({ port: Number(env['YIWANG_SCANNER_PORT'] ?? 0), habits, log });
    const address = `clamd://127.0.0.1:${scanner.port}`;
    log.info({ address, habits }, 'simulated scanner begins');
    return { scanner, address };
  },
  stop: ({ scanner }) => scanner.stop(),
  message: ({ address }) => ({ address }),
  printed: ({ address }) => [`YIWANG_SCANNER=${address}`],
});
