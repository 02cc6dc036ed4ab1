import { formatFault } from './fault.ts';
import { outsideSteps, type Step } from './outside-steps.ts';
import { RULES } from './rules/index.ts';
import { readTree } from './source-tree.ts';

/** At most this many lines of one step; the rest is counted. */
const SHOWN = 60;
/** Programs side by side: types and lint use more than one core each. */
const LANES = 2;

/**
 * Every step over the tree in `root`: first the house's own rules, then other people's programs.
 * @param log takes what people read, line by line
 * @returns whether all was well
 */
export async function check(root: string, log: (line: string) => void): Promise<boolean> {
  const started = performance.now();
  const tree = readTree(root);
  const failed: string[] = [];
  let total = 0;

  const perform = async (step: Step): Promise<void> => {
    const from = performance.now();
    const faults = await step.run();
    const time = `${((performance.now() - from) / 1000).toFixed(1)} s`;
    log(`${(faults.length === 0 ? 'ok' : 'FAILED').padEnd(7)} ${step.name.padEnd(24)} ${time.padStart(7)}`);
    for (const line of faults.slice(0, SHOWN)) log(`        ${line}`);
    if (faults.length > SHOWN) log(`        and ${faults.length - SHOWN} more`);
    if (faults.length > 0) failed.push(step.name);
    total += faults.length;
  };

  for (const { name, faults } of RULES) await perform({ name, run: async () => faults(tree).map(formatFault) });
  const waiting = outsideSteps(root);
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await perform(step);
  };
  await Promise.all(Array.from({ length: LANES }, lane));

  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (failed.length === 0) log(`check: all well in ${seconds} s`);
  else log(`check: ${total} lines of faults in ${failed.join(', ')} (${seconds} s)`);
  return failed.length === 0;
}
