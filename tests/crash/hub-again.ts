// Kills the hub again as soon as lanes are being taken anew, three times in a row, and looks whether all goes on each time:
// `node tests/crash/hub-again.ts [turns] [seed]`. Draws of run.ts seldom fall into these moments.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { allLive, catchUp, state } from './compare.ts';
import { seeded } from './random.ts';
import { openCrashStage } from './stage.ts';

const turns = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31));
const random = seeded(seed);
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));
const stage = await openCrashStage({ seed, rails: 3, nats: true });
const began = Date.now();
const say = (text: string): void => console.log(`${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${text}`);

/** Waits, on one connection so that no time is lost, until that many lanes are held; how many are. */
async function lanesTaken(wanted: number): Promise<number> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    const client = new pg.Client({ connectionString: stage.hubUrl, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (; Date.now() < end; await sleep(1)) {
        const { rows } = await client.query<{ held: number }>(
          `select count(*)::int as held from pg_locks where locktype = 'advisory' and granted and classid = 73578`,
        );
        if ((rows[0]?.held ?? 0) >= wanted) return rows[0]?.held as number;
      }
    } catch {
      // It is starting.
    } finally {
      void client.end().catch(() => undefined);
    }
  }
  return 0;
}
async function killHub(): Promise<void> {
  await stage.hub.kill();
  await stage.hub.start();
  kills += 1;
}

let kills = 0;
let slowest = 0;
let stuck = 0;
try {
  await allLive(stage);
  await stage.write(true);
  for (let turn = 1; turn <= turns; turn += 1) {
    const taken: number[] = [];
    for (let again = 0; again < 3; again += 1) {
      await killHub();
      taken.push(await lanesTaken(random.between(1, 8)));
      await sleep(random.between(0, 15));
    }
    await killHub();
    await stage.write(false);
    const ms = await catchUp(stage);
    slowest = Math.max(slowest, ms);
    await stage.write(true);
    say(`turn ${turn}: killed when ${taken.join(', ')} lanes were taken, caught up in ${ms} ms`);
  }
} catch (error) {
  stuck += 1;
  say((error as Error).message);
  for (const one of await state(stage)) say(JSON.stringify(one));
  await stage.explain();
}
for (const one of stage.unasked) say(one);
if (stuck > 0 || stage.unasked.length > 0) {
  process.exitCode = 1;
  const from = join(stage.folder, 'data');
  const to = join(import.meta.dirname, '..', '..', 'test-output', 'crash', `${seed}-hub-again`);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) if (name.endsWith('.log')) cpSync(join(from, name), join(to, name));
  console.error(`logs: ${to}`);
}
await stage.stop();
console.log(
  JSON.stringify({
    bench: 'crash-hub-again',
    turns,
    kills,
    stuck,
    ended: stage.unasked.length,
    slowest_ms: slowest,
    seed,
    seconds: Math.round((Date.now() - began) / 1_000),
  }),
);
