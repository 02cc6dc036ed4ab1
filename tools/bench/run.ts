import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench, BenchContext } from './bench.ts';
import { machineFacts } from './machine.ts';

// npm run bench                         lists the benches
// npm run bench -- <name> [--json] [--option value …]
const LONGEST_MS = 10 * 60_000;
const folder = join(import.meta.dirname, 'benches');
const load = async (name: string): Promise<Bench> =>
  ((await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as { bench: Bench }).bench;

const [name, ...words] = process.argv.slice(2);
if (name === undefined || name.startsWith('--')) {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const each = file.slice(0, -'.ts'.length);
    console.log(`${each.padEnd(12)}${(await load(each)).what}`);
  }
  console.log('Run one with: npm run bench -- <name> --json');
} else if (!/^[a-z0-9-]+$/.test(name) || !existsSync(join(folder, `${name}.ts`))) {
  console.error(`There is no bench "${name}". npm run bench lists them.`);
  process.exitCode = 1;
} else {
  await runBench(name, optionsOf(words));
}

async function runBench(bench: string, options: BenchContext['options']): Promise<void> {
  const tooLong = setTimeout(() => {
    console.error(`The bench ${bench} took longer than ten minutes and was stopped.`);
    process.exit(1);
  }, LONGEST_MS);
  try {
    const { unit, run } = await load(bench);
    const figures = await run({ options, say: (line) => console.log(line) });
    const all = { bench, unit, ...figures, machine: machineFacts(), at: new Date().toISOString() };
    if (options['json']) console.log(JSON.stringify(all));
    else
      for (const [key, value] of Object.entries(all))
        console.log(`${key.padEnd(24)}${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  } catch (error) {
    console.error(`The bench ${bench} failed: ${(error as Error).stack}`);
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
