import { join } from 'node:path';
import { formatFault } from './fault.ts';
import { outsideSteps, type Step } from './outside-steps.ts';
import { RULES } from './rules/index.ts';
import { readTree } from './source-tree.ts';

/** At most this many lines of one step; the rest is counted. */
const SHOWN = 60;
/** Programs side by side: types and lint use more than one core each. */
const LANES = 2;

const root = join(import.meta.dirname, '../..');

/** `npm run check`: every step, all faults, one answer. */
async function check(): Promise<boolean> {
  const started = performance.now();
  const tree = readTree(root);
  const own: Step[] = RULES.map(({ name, faults }) => ({ name, run: async () => faults(tree).map(formatFault) }));
  const failed: string[] = [];
  let total = 0;

  const perform = async (step: Step): Promise<void> => {
    const from = performance.now();
    const faults = await step.run();
    const time = `${((performance.now() - from) / 1000).toFixed(1)} s`;
    const verdict = faults.length === 0 ? 'ok' : 'FAILED';
    console.log(`${verdict.padEnd(7)} ${step.name.padEnd(24)} ${time.padStart(7)}`);
    for (const line of faults.slice(0, SHOWN)) console.log(`        ${line}`);
    if (faults.length > SHOWN) console.log(`        and ${faults.length - SHOWN} more`);
    if (faults.length > 0) failed.push(step.name);
    total += faults.length;
  };

  for (const step of own) await perform(step);
  const waiting = outsideSteps(root);
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await perform(step);
  };
  await Promise.all(Array.from({ length: LANES }, lane));

  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    failed.length === 0
      ? `check: all well in ${seconds} s`
      : `check: ${total} lines of faults in ${failed.join(', ')} (${seconds} s)`,
  );
  return failed.length === 0;
}

process.exitCode = (await check()) ? 0 : 1;
