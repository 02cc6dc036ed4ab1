import type { ProcessNode } from './model.ts';
import { openEventJob } from './jobs.ts';
import type { Run } from './run.ts';
import type { JobRow, TokenRow } from './state.ts';
import { leaveByBoundary, startEventSubProcess } from './throws.ts';
import { cycleAfter } from './timers.ts';

/** What a job waited for has come: a task was done, a message, signal or instant arrived. Variables are set first. */
export function trigger(run: Run, job: JobRow, variables: Readonly<Record<string, unknown>> | undefined): void {
  const node = run.node(job.scope, job.node);
  run.assign(job.scope, job.token, variables);
  run.jobs.remove(job.id);
  if (job.token === null) {
    startEventSubProcess(run, run.scope(job.scope), node);
    if (!node.interrupting) waitAgain(run, job, node);
    return;
  }
  const token = run.tokens.get(job.token) as TokenRow;
  if (node.type === 'boundary-event') {
    leaveByBoundary(run, token, node);
    if (!node.interrupting) waitAgain(run, job, node);
  } else if (token.node !== node.id) takeEvent(run, token, node);
  else run.later(token.id, node.type === 'catch-event' ? 'leave' : 'finish');
}

/** The first event after an event-based gateway ends the waiting for the others (BPMN 2.0 §13.4.4). */
function takeEvent(run: Run, token: TokenRow, node: ProcessNode): void {
  run.passed(token.scope, token.node);
  const flow = node.incoming.find((id) => run.modelOf(token.scope).flows[id]?.source === token.node) ?? null;
  if (flow) run.passed(token.scope, flow);
  for (const other of run.jobs.values()) if (other.token === token.id) run.cancelJob(other);
  run.tokens.put(token.id, { ...token, node: node.id, flow, state: 'at' });
  run.later(token.id, 'leave');
}

/** Events that do not interrupt may come again: messages and signals always, timers as often as their cycle says. */
function waitAgain(run: Run, job: JobRow, node: ProcessNode): void {
  const token = job.token === null ? null : (run.tokens.get(job.token) as TokenRow);
  let { timer } = job;
  if (timer) {
    const rest = timer.kind === 'cycle' ? cycleAfter(timer.value) : null;
    if (rest === null) return;
    timer = { kind: 'cycle', value: rest };
  }
  openEventJob(run, job.scope, token, node, { timer, correlation: job.correlation });
}

/** Gives a signal to all who wait for it in this instance (BPMN 2.0 §10.4.1: signals are broadcast). */
export function triggerAll(run: Run, name: string, variables: Readonly<Record<string, unknown>> | undefined): void {
  const waiting = [...run.jobs.values()].filter((job) => job.kind === 'signal' && job.event === name);
  // One of them may have cancelled another.
  for (const job of waiting) if (run.jobs.get(job.id)) trigger(run, job, variables);
}

/** The job a message is for: one that waits for exactly this correlation before one that takes any. */
export function findWaiting(run: Run, name: string, correlation: string | null): JobRow | undefined {
  let any: JobRow | undefined;
  for (const job of run.jobs.values()) {
    if (job.kind !== 'message' || job.event !== name) continue;
    if (job.correlation !== null && job.correlation === correlation) return job;
    if (job.correlation === null) any ??= job;
  }
  return any;
}
