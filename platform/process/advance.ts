import { incidentTexts, processErrors } from './errors.ts';
import { DomainError } from '@platform/kernel';
import type { ProcessModel } from './model.ts';
import { moveTokens } from './move.ts';
import { Run, Trouble, type Options } from './run.ts';
import { cancelBody, endInstance, openScope } from './scopes.ts';
import type { Command, InstanceState, JobRow, Outcome, TokenRow } from './state.ts';
import { settle, stop } from './step.ts';
import { raise } from './throws.ts';
import { findWaiting, trigger, triggerAll } from './triggers.ts';

export type StartOptions = Options & {
  /** The instance's id where the caller has one; else the next of `ids`. */
  id?: string;
  variables?: Readonly<Record<string, unknown>>;
  /** Id of the start event; the one without trigger unless told. */
  start?: string;
};

/**
 * Starts an instance and lets it go to its first waits.
 * @throws `process.bad-start`, `process.runs-without-waiting`
 */
export function startInstance(model: ProcessModel, options: StartOptions): Outcome {
  const definition = model.scopes[model.id];
  const starts = definition?.starts ?? [];
  const start = options.start ?? definition?.start ?? (starts.length === 1 ? starts[0] : undefined);
  if (start === undefined || !starts.includes(start))
    throw processErrors.badStart({ process: model.name || model.id, start: start ?? '', known: starts.join(', ') });
  const empty: InstanceState = {
    instance: {
      id: options.id ?? options.ids.next(),
      process: model.id,
      version: model.version,
      how: null,
      error: null,
      done: {},
    },
    scopes: [],
    tokens: [],
    jobs: [],
    variables: [],
  };
  const run = new Run(model, empty, options);
  // A new instance row must be told to the store even if nothing was passed.
  run.instance = { ...empty.instance };
  const { id: process, version } = model;
  guarded(() =>
    openScope(
      run,
      { kind: 'process', parent: null, token: null, node: null, process, version, index: null },
      { at: start, values: options.variables ?? {} },
    ),
  );
  settle(run);
  return run.outcome();
}

/** What stops the whole, not a token: an event sub-process that cannot be waited for. */
function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    throw new DomainError(`process.${error.code}`, { status: 422, ...incidentTexts[error.code] }, error.params);
  }
}

/**
 * Does one command and lets the instance go on to its next waits. Pure: the same state and command give the same result; the state given
 * is not changed, and on an error nothing happened.
 * @throws `process.job-done` (unknown or finished job: safe to ignore on a repeat), `process.wrong-job`, `process.nobody-waits`,
 *   `process.ended`, `process.unknown-token`, `process.no-incident`, `process.bad-move`, `process.unknown-scope`,
 *   `process.unknown-model`, `process.runs-without-waiting`
 */
export function advance(model: ProcessModel, state: InstanceState, command: Command, options: Options): Outcome {
  if (state.instance.how !== null) {
    // A repeat of what ended it must look like any other repeat.
    if ('jobId' in command) throw processErrors.jobDone();
    throw processErrors.ended();
  }
  const run = new Run(model, state, options);
  guarded(() => obey(run, command));
  if (run.instance.how === null) settle(run);
  return run.outcome();
}

function obey(run: Run, command: Command): void {
  switch (command.type) {
    case 'complete-job': {
      const job = getJob(run, command.jobId);
      if (job.kind === 'timer') throw wrongJob(run, job, 'a timer', '期限');
      trigger(run, job, command.variables);
      break;
    }
    case 'trigger-timer': {
      const job = getJob(run, command.jobId);
      if (job.kind !== 'timer') throw wrongJob(run, job, 'somebody or something else than a timer', '期限以外的人或事');
      trigger(run, job, undefined);
      break;
    }
    case 'fail-job':
      failJob(run, getJob(run, command.jobId), command.code, command.variables);
      break;
    case 'deliver-message': {
      const job = findWaiting(run, command.name, command.correlation ?? null);
      if (!job) throw processErrors.nobodyWaits({ name: command.name });
      trigger(run, job, command.variables);
      break;
    }
    case 'broadcast-signal':
      triggerAll(run, command.name, command.variables);
      break;
    case 'cancel':
      endInstance(run, 'cancelled');
      break;
    case 'move':
      moveTokens(run, command.tokenIds, command.nodeId, command.arrived);
      break;
    case 'set-variables': {
      const scope = command.scope ?? ([...run.scopes.values()].find((one) => one.parent === null)?.id as string);
      if (!run.scopes.get(scope)) throw processErrors.unknownScope({ scope });
      run.write(scope, command.variables);
      break;
    }
    case 'resume':
      resume(run, command.tokenId);
      break;
  }
}

function getJob(run: Run, id: string): JobRow {
  const job = run.jobs.get(id);
  if (!job) throw processErrors.jobDone();
  return job;
}

function wrongJob(run: Run, job: JobRow, waits: string, waitsZh: string): Error {
  const { name, id } = run.node(job.scope, job.node);
  return processErrors.wrongJob({ node: name || id, waits, waitsZh });
}

/** An error that nothing catches stops the token, so that no case is lost; the work opens anew when it is resumed. */
function failJob(run: Run, job: JobRow, code: string, variables: Readonly<Record<string, unknown>> | undefined): void {
  const node = run.node(job.scope, job.node);
  const token = job.token === null ? undefined : run.tokens.get(job.token);
  if (!token || token.node !== node.id)
    throw wrongJob(run, job, 'an event, not work that can fail', '事件，而不是可能出错的工作');
  run.assign(job.scope, job.token, variables);
  // The caller knows of this one; only what else was open is told as cancelled.
  run.jobs.remove(job.id);
  const at = run.tokens.get(token.id) as TokenRow;
  if (raise(run, 'error', code, at.scope, at)) return;
  cancelBody(run, at);
  stop(run, at, {
    code: 'uncaught-error',
    text: incidentTexts['uncaught-error'],
    params: { node: node.name || node.id, error: code },
    again: 'enter',
  });
}

function resume(run: Run, tokenId: string): void {
  const token = run.tokens.get(tokenId);
  if (!token) throw processErrors.unknownToken();
  const { incident } = token;
  if (!incident || incident.again === 'nothing') throw processErrors.noIncident();
  run.tokens.put(token.id, { ...token, state: 'moving', incident: null });
  run.later(token.id, incident.again);
}
