import { parseProcess } from '@platform/process';
import { productProcess } from '../domain/product-process.ts';
import type { MatterVersion } from '../store/matter-versions.ts';

const PEOPLES_TASKS: ReadonlySet<string> = new Set(['user-task', 'manual-task']);

/** By text: thousands of matters run by a few processes. */
const counted = new Map<string, Promise<number>>();
const MOST_TEXTS = 5_000;

/** Tasks of people (环节) in a version's process and in those that it calls, each process once. */
export async function countSteps({ matter, processFile, calledProcesses }: MatterVersion): Promise<number> {
  const texts = new Set([processFile ?? productProcess(matter.projectType), ...Object.values(calledProcesses ?? {})]);
  const counts = await Promise.all([...texts].map(stepsOf));
  return counts.reduce((all, one) => all + one, 0);
}

function stepsOf(text: string): Promise<number> {
  let found = counted.get(text);
  if (!found) {
    found = parseProcess(text).then(
      ({ nodes }) => Object.values(nodes).filter(({ type }) => PEOPLES_TASKS.has(type)).length,
    );
    found.catch(() => counted.delete(text));
    if (counted.size >= MOST_TEXTS) counted.clear();
    counted.set(text, found);
  }
  return found;
}
