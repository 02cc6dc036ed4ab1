import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { natsThere } from './nodes.ts';
import { playRounds, type RoundReport } from './rounds.ts';
import { openCrashStage } from './stage.ts';
import { TABLES } from './tables.ts';

// npm run test:crash -- cases [--kills 50] [--seed n]: the processes of cases, in cases-run.ts
// npm run test:crash [-- rail|--nats] [--kills 40] [--seed n] [--target hub|rail|source|node|leader]
const LONGEST_MS = 9 * 60_000;
const OUTPUT = join(import.meta.dirname, '..', '..', 'test-output', 'crash');

const words = process.argv.slice(2);
if (words.includes('cases')) {
  await import('./cases-run.ts');
  process.exit();
}
const numberOf = (name: string, otherwise: number): number => {
  const place = words.indexOf(name);
  const given = Number(words[place + 1]);
  return place >= 0 && Number.isInteger(given) && given >= 0 ? given : otherwise;
};
const kills = numberOf('--kills', 40);
const seed = numberOf('--seed', Math.floor(Math.random() * 2 ** 31));
const only = words.includes('rail') ? 'rail' : words.includes('--nats') ? 'nats' : undefined;

const target = words.includes('--target') ? words[words.indexOf('--target') + 1] : undefined;

const began = Date.now();
const tooLong = setTimeout(() => {
  console.error('The crash test took longer than ten minutes and was stopped.');
  process.exit(1);
}, LONGEST_MS + 55_000);
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

if (only !== 'rail' && !natsThere()) console.log('not run: needs nats-server (the part with JetStream)');
const withNats = only === 'nats' ? kills : only === 'rail' || !natsThere() ? 0 : Math.floor(kills / 2);
const parts = [
  { nats: false, kills: kills - withNats },
  { nats: true, kills: withNats },
].filter((part) => part.kills > 0 && (!part.nats || natsThere()));
console.log(`seed ${seed}: ${kills} kills${only === undefined ? '' : ` (${only})`}`);

const reports: RoundReport[] = [];
for (const [index, part] of parts.entries()) {
  console.log(part.nats ? 'three nodes of JetStream, three rails:' : 'two rails, no JetStream:');
  const until = began + (LONGEST_MS / parts.length) * (index + 1) - 60_000;
  const stage = await openCrashStage({ seed: seed + index, rails: part.nats ? 3 : 2, nats: part.nats });
  try {
    const report = await playRounds(stage, {
      seed: seed + index,
      kills: part.kills,
      lookEvery: 2,
      until,
      ...(target === undefined ? {} : { only: target }),
      say: (line) => console.log(line),
    });
    reports.push(report);
    if (report.faults.length > 0) keepLogs(stage.folder, part.nats);
    if (report.kills < part.kills)
      console.log(
        `only ${report.kills} of ${part.kills} kills: ${report.faults.length > 0 ? 'something differed' : 'the time was up'}`,
      );
  } catch (error) {
    console.error(`The crash test broke off: ${(error as Error).stack}`);
    keepLogs(stage.folder, part.nats);
    process.exitCode = 1;
  } finally {
    await stage.stop();
  }
}
clearTimeout(tooLong);

const sum = (
  name: 'kills' | 'rows' | 'changes' | 'lost' | 'doubled' | 'differing' | 'commits' | 'snapshots' | 'looks',
): number => reports.reduce((all, report) => all + report[name], 0);
const byTarget: Record<string, number> = {};
for (const report of reports)
  for (const [target, count] of Object.entries(report.byTarget)) byTarget[target] = (byTarget[target] ?? 0) + count;
const faults = reports.flatMap((report) => report.faults);
if (faults.length > 0 || sum('kills') < kills) process.exitCode = 1;
console.log(
  JSON.stringify({
    bench: 'crash',
    kills: sum('kills'),
    by_target: byTarget,
    tables: TABLES.length,
    rows: sum('rows'),
    commits: sum('commits'),
    changes: sum('changes'),
    snapshots: sum('snapshots'),
    looks: sum('looks'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    differing: sum('differing'),
    faults: faults.length,
    seed,
    seconds: Math.round((Date.now() - began) / 1000),
  }),
);

/** What rails, servers and nodes said, for whoever looks for the cause. */
function keepLogs(folder: string, nats: boolean): void {
  const to = join(OUTPUT, `${seed}${nats ? '-nats' : ''}`);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(join(folder, 'data')))
    if (name.endsWith('.log')) cpSync(join(folder, 'data', name), join(to, name));
  for (const name of ['hub', 'source']) cpSync(join(folder, name, 'postgres.log'), join(to, `${name}.log`));
  console.error(`logs: ${to}`);
}
