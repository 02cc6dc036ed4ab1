import type { Bench, BenchContext } from './bench.ts';
import { machineFacts } from './machine.ts';

// npm run bench                         lists the benches
// npm run bench -- <name> [--json] [--option value …]
const MINUTES = 10;
/** The files of `benches/`, a line each. */
const BENCHES: Readonly<Record<string, () => Promise<{ bench: Bench }>>> = {
  capture: () => import('./benches/capture.ts'),
  cases: () => import('./benches/cases.ts'),
  chain: () => import('./benches/chain.ts'),
  dmn: () => import('./benches/dmn.ts'),
  interface: () => import('./benches/interface.ts'),
  mariadb: () => import('./benches/mariadb.ts'),
  reconcile: () => import('./benches/reconcile.ts'),
  snapshot: () => import('./benches/snapshot.ts'),
};

const [name, ...words] = process.argv.slice(2);
const load = name === undefined ? undefined : BENCHES[name];
if (name === undefined || name.startsWith('--')) {
  for (const [each, open] of Object.entries(BENCHES)) console.log(`${each.padEnd(12)}${(await open()).bench.what}`);
  console.log('Run one with: npm run bench -- <name> --json');
} else if (load === undefined) {
  console.error(`There is no bench "${name}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 1;
} else {
  await runBench(name, (await load()).bench, optionsOf(words));
}

async function runBench(
  name: string,
  { unit, minutes = MINUTES, run }: Bench,
  options: BenchContext['options'],
): Promise<void> {
  const tooLong = setTimeout(() => {
    console.error(`The bench ${name} took longer than ${minutes} minutes and was stopped.`);
    process.exit(1);
  }, minutes * 60_000);
  // So that what was started is stopped as well.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  try {
    const figures = await run({ options, say: (line) => console.log(line) });
    const all = { bench: name, unit, ...figures, machine: machineFacts(), at: new Date().toISOString() };
    if (options['json']) console.log(JSON.stringify(all));
    else
      for (const [key, value] of Object.entries(all))
        console.log(`${key.padEnd(24)}${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  } catch (error) {
    console.error(`The bench ${name} failed: ${(error as Error).stack}`);
    process.exitCode = 1;
  } finally {
    clearTimeout(tooLong);
  }
}

function optionsOf(given: readonly string[]): Record<string, string | true> {
  const options: Record<string, string | true> = {};
  for (const [index, word] of given.entries()) {
    if (!word.startsWith('--')) continue;
    const next = given[index + 1];
    options[word.slice(2)] = next === undefined || next.startsWith('--') ? true : next;
  }
  return options;
}
