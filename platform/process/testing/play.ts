import { advance, parseProcess, startInstance, type InstanceState, type JobRow, type ProcessModel } from '../index.ts';
import type { Outcome } from '../state.ts';
import { keyOf, playOracle } from './oracle.ts';
import type { Random } from './random.ts';

/** Ids that are the same each time. */
export function counting(): { next(): string } {
  let next = 0;
  return {
    next() {
      next += 1;
      return `i${next}`;
    },
  };
}

/** A job in the words of the oracle. */
export function keyOfJob(state: InstanceState, job: JobRow): string {
  const indexes: number[] = [];
  for (let scopeId: string | null = job.scope, token = job.token; scopeId !== null; ) {
    const scope = state.scopes.find((one) => one.id === scopeId);
    const index = state.tokens.find((one) => one.id === token)?.index;
    if (index !== null && index !== undefined) indexes.unshift(index);
    token = scope?.token ?? null;
    scopeId = scope?.parent ?? null;
  }
  return keyOf(job.node, indexes);
}

export function openTasks(state: InstanceState): string[] {
  return state.jobs
    .filter((job) => job.kind === 'user')
    .map((job) => keyOfJob(state, job))
    .sort();
}

export type Difference = { step: number; ours: string; theirs: string; played: string[]; clause: string | undefined };
export type Played = { steps: number; difference: Difference | undefined };

const STEPS_MOST = 60;

/**
 * Plays a model on both sides with the same decisions, and compares what is open after every step, and the end.
 * @param clause names the clause of BPMN by which a difference is decided in a state of ours, where one is known
 */
export async function playBoth(
  files: { ours: string; oracle: string },
  decisions: readonly string[],
  random: Random,
  clause: (model: ProcessModel, history: readonly Outcome[]) => string | undefined,
  deadPaths = true,
): Promise<Played> {
  const model = await parseProcess(files.ours);
  const options = { ids: counting() };
  const values: Record<string, boolean> = {};
  const decide = (): void => {
    for (const name of decisions) values[name] = random.chance(/_loop$|_stop$|_fail$/.test(name) ? 0.25 : 0.5);
    for (const name of decisions) addNone(values, name);
  };
  decide();
  const history = [startInstance(model, { ...options, variables: { ...values } })];
  const oracle = await playOracle(files.oracle, values, { deadPaths });
  const played: string[] = [];
  try {
    for (let step = 0; ; step++) {
      const { state } = history.at(-1) as Outcome;
      const ours = openTasks(state).join(' ') + (state.instance.how === null ? '' : ' (end)');
      const theirs = oracle.open().join(' ') + (oracle.ended() ? ' (end)' : '') + (oracle.failed() ?? '');
      if (ours !== theirs)
        return { steps: step, difference: { step, ours, theirs, played, clause: clause(model, history) } };
      const jobs = state.jobs.filter((job) => job.kind === 'user' || job.kind === 'timer');
      const job = jobs[random.below(jobs.length)];
      if (!job || step === STEPS_MOST) return { steps: step, difference: undefined };
      decide();
      const key = keyOfJob(state, job);
      played.push(`${job.kind} ${key}`);
      const set = advance(model, state, { type: 'set-variables', variables: { ...values } }, options);
      const { id: jobId } = job;
      const command =
        job.kind === 'user' ? ({ type: 'complete-job', jobId } as const) : ({ type: 'trigger-timer', jobId } as const);
      history.push(advance(model, set.state, command, options));
      if (job.kind === 'user') oracle.complete(key);
      else oracle.trigger(key);
    }
  } finally {
    oracle.stop();
  }
}

/** `o1_none` holds when no branch of the inclusive block o1 but the first is taken. */
function addNone(values: Record<string, boolean>, name: string): void {
  const [, gateway] = /^(o\d+)_c\d+$/.exec(name) ?? [];
  if (gateway === undefined) return;
  values[`${gateway}_none`] = !Object.entries(values).some(
    ([other, value]) => other.startsWith(`${gateway}_c`) && value,
  );
}
