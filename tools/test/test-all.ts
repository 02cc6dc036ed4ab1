import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  countsLine,
  failureLines,
  notRunLines,
  oneStep,
  printedCounts,
  reportCounts,
  sum,
  type Counts,
} from './counts.ts';
import { provideNeeds } from './needs.ts';
import { runStep } from './run-step.ts';

const require = createRequire(import.meta.url);

type Step = { name: string; run(): Promise<{ counts: Counts; output: string; failures?: string[] }> };

/** `write` takes what people read, as it comes. In CI whatever could not be run is a failure. */
export type TestAllOptions = { root: string; ci: boolean; write: (text: string) => void };

/**
 * Everything there is to test, one after another, and a last line that says how it went: `N passed, N failed`. Vitest's
 * reports stay in `test-output/`.
 * @returns whether nothing failed
 */
export async function testAll({ root, ci, write }: TestAllOptions): Promise<boolean> {
  const started = performance.now();
  const print = (line: string): void => write(`${line}\n`);
  const { env, notRun } = await provideNeeds(root, print);
  const failures: string[] = [];
  const results: { name: string; counts: Counts; seconds: number }[] = [];

  for (const step of steps(root, { ...process.env, ...env }, write)) {
    if (step.name === 'journeys' && env.YIWANG_CHROMIUM === undefined) continue;
    print(`\n== ${step.name}`);
    const from = performance.now();
    const { counts, output, failures: failed = [] } = await step.run();
    results.push({ name: step.name, counts, seconds: (performance.now() - from) / 1000 });
    notRun.push(...notRunLines(output));
    failures.push(...failed);
  }
  if (failures.length > 0) print(`\n== failed\n${failures.join('\n')}`);

  print('\n== summary');
  for (const { name, counts, seconds } of results) {
    print(`${name.padEnd(12)} ${countsLine(counts).padEnd(36)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  print(`${'all'.padEnd(49)} ${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s`);
  const missing = [...new Set(notRun)];
  for (const line of missing) print(line);
  const total = sum(results.map(({ counts }) => counts));
  // In CI nothing may be left out: a green run there has run everything.
  if (ci) total.failed += missing.length;
  else total.skipped += missing.length;
  print(countsLine(total));
  return total.failed === 0;
}

function steps(root: string, env: NodeJS.ProcessEnv, write: (text: string) => void): Step[] {
  const outputFolder = join(root, 'test-output');
  mkdirSync(outputFolder, { recursive: true });
  const node = async (...args: string[]): Promise<{ code: number; output: string }> =>
    runStep(args, { cwd: root, env, show: write });

  const program = (name: string, script: string): Step => ({
    name,
    run: async () => {
      const { code, output } = await node(join(root, script));
      const printed = printedCounts(output);
      // A program that ends badly with no failure of its own counted broke before it could count.
      const counts = printed && (code === 0 || printed.failed > 0) ? printed : oneStep(code);
      return { counts, output };
    },
  });

  const vitest = (project: string): Step => ({
    name: project,
    run: async () => {
      const report = join(outputFolder, `${project}.json`);
      rmSync(report, { force: true });
      const runner = join(require.resolve('vitest/package.json'), '../vitest.mjs');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const { code, output } = await node(runner, 'run', '--project', project, ...reporters);
      const json = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
      return { counts: reportCounts(json, code), output, failures: failureLines(json, root) };
    },
  });

  const has = (script: string): boolean => existsSync(join(root, script));
  const journeys = globSync('tests/journeys/**/*.test.ts', { cwd: root }).length > 0;
  return [
    program('check', 'tools/check/run.ts'),
    // Before the unit tests, whose browsers look at what is served.
    program('build', 'tools/build-apps/run.ts'),
    vitest('unit'),
    ...(has('tools/pack/test.ts') ? [program('packs', 'tools/pack/test.ts')] : []),
    ...(journeys ? [vitest('journeys')] : []),
  ];
}
