import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { playRounds } from './rounds.ts';
import { openCrashStage } from './stage.ts';

// The short form of `npm run test:crash`; that one kills forty times, nodes of JetStream among them.
test('rail, hub and source are killed under load: the lake and the stream are what the source committed', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const stage = await openCrashStage({ seed, rails: 2, nats: false });
  const lines: string[] = [`seed ${seed}`];
  try {
    const report = await playRounds(stage, {
      seed,
      kills: 4,
      lookEvery: 2,
      until: Date.now() + 90_000,
      say: (line) => lines.push(line),
    });
    console.log(lines.join('\n'));
    expect(report.faults, lines.join('\n')).toEqual([]);
    expect(report).toMatchObject({ lost: 0, doubled: 0, differing: 0 });
    expect(report.kills).toBe(4);
    expect(report.changes, 'something was written meanwhile').toBeGreaterThan(100);
  } finally {
    await stage.stop();
    rmSync(stage.folder, { recursive: true, force: true });
  }
}, 240_000);
