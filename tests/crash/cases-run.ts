import { killCases } from './cases-stage.ts';

// npm run test:crash -- cases [--kills 50] [--seed n]
const LONGEST_MS = 9 * 60_000;
const words = process.argv.slice(2);
const numberOf = (name: string, otherwise: number): number => {
  const given = Number(words[words.indexOf(name) + 1]);
  return words.includes(name) && Number.isInteger(given) && given >= 0 ? given : otherwise;
};
const kills = numberOf('--kills', 50);
const seed = numberOf('--seed', Math.floor(Math.random() * 2 ** 31));
const began = Date.now();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

console.log(`seed ${seed}: ${kills} kills of the process that handles cases`);
const report = await killCases({ kills, seed, until: began + LONGEST_MS, say: (line) => console.log(line) });
if (report.faults.length > 0 || report.kills < kills) process.exitCode = 1;
console.log(JSON.stringify({ bench: 'crash-cases', ...report, seconds: Math.round((Date.now() - began) / 1_000) }));
