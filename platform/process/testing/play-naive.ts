import { advance, parseProcess, startInstance } from '../index.ts';
import { Naive } from './naive.ts';
import { counting, openTasks } from './play.ts';
import type { Random } from './random.ts';

const STEPS_MOST = 50;

/** Plays a graph with inclusive gateways here and by the words of §13.4.3. Gives the steps played, or what differed. */
export async function playNaive(
  xml: string,
  decisions: readonly string[],
  random: Random,
): Promise<{ steps: number; difference: { ours: string; theirs: string; played: string[] } | undefined }> {
  const model = await parseProcess(xml);
  const options = { ids: counting() };
  const values: Record<string, boolean> = {};
  const decide = (): void => {
    for (const name of decisions) values[name] = random.chance(0.5);
  };
  decide();
  let { state } = startInstance(model, { ...options, variables: { ...values } });
  const naive = new Naive(model, values);
  const played: string[] = [];
  for (let steps = 0; ; steps++) {
    const ours = openTasks(state).join(' ') + (state.instance.how === null ? '' : ' (end)');
    const theirs = naive.allowed();
    if (!theirs.includes(ours)) return { steps, difference: { ours, theirs: theirs.join(' or '), played } };
    naive.saw(ours);
    const job = state.jobs[random.below(state.jobs.length)];
    if (!job || steps === STEPS_MOST) return { steps, difference: undefined };
    decide();
    played.push(job.node);
    state = advance(model, state, { type: 'set-variables', variables: { ...values } }, options).state;
    state = advance(model, state, { type: 'complete-job', jobId: job.id }, options).state;
    naive.complete(job.node, values);
  }
}
