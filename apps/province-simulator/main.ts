// The province's simulator as a process of its own. The server forks it and is told by a message where it is and how to sign.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { asSettings, openLog, runBeside } from '@platform/log';
import { startProvince } from './index.ts';

const repository = resolve(import.meta.dirname, '../..');
const { env } = process;
const log = openLog({ destination: 'stderr', level: env['YIWANG_LOG'] ?? 'warn' }).child({
  process: 'province-simulator',
});
const folder = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'province');

/** The same secret from one start to the next: a city that was told it once goes on with it. */
function keptSecret(): string {
  const file = join(folder, 'secret');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Of the departments' sample people: told by the server, which may start this before they are there; by hand, as they were last. */
const names: Record<string, string> = {};
process.on('message', (told) => Object.assign(names, (told as { names: Record<string, string> }).names));
const namesKept = (): Record<string, string> => {
  const file = join(resolve(repository, env['YIWANG_DATA'] ?? 'var'), 'departments', 'demo-people.json');
  if (!existsSync(file)) return {};
  const people = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { citizenId: string; name: string }>;
  return Object.fromEntries(Object.values(people).map(({ citizenId, name }) => [citizenId, name]));
};

const caller = 'city-990200';
if (!process.send) Object.assign(names, namesKept());

await runBeside({
  what: 'province-simulator',
  async start() {
    const secret = keptSecret();
    const province = await startProvince({
      port: Number(env['YIWANG_PROVINCE_PORT'] ?? 0),
      secret,
      caller,
      file: join(folder, 'ledger.json'),
      // A real platform is now and then slow or busy, and so is this one.
      faults: { slow: 0.02, slowMs: 1_500, busy: 0.02, refuseItem: 0.01 },
      names,
      log,
    });
    const deployment = {
      PROVINCE_URL: province.url,
      PROVINCE_CALLER: caller,
      PROVINCE_SECRET: secret,
      PROVINCE_SIMULATED: 'yes',
    };
    return { province, deployment };
  },
  stop: ({ province }) => province.stop(),
  message: ({ deployment }) => ({ deployment }),
  printed: ({ deployment }) => asSettings(deployment),
});
