import { incidentTexts } from './errors.ts';
import { enterActivity, finishActivity } from './activities.ts';
import { joinInclusive, joinParallel, leave, releaseInclusive } from './flows.ts';
import { eventJob, taskJob } from './jobs.ts';
import { ACTIVITIES } from './model.ts';
import { Trouble, type Phase, type Run } from './run.ts';
import { cancelBody } from './scopes.ts';
import type { Incident, TokenRow } from './state.ts';
import { throwEvent } from './throws.ts';

/** Lets all tokens go on until each waits for somebody or something. @throws `process.runs-without-waiting` */
export function settle(run: Run): void {
  do {
    for (let step = run.nextStep(); step; step = run.nextStep()) {
      try {
        take(run, step.token, step.phase);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        const token = run.tokens.get(step.token.id) ?? step.token;
        if (step.phase === 'enter') cancelBody(run, token);
        stop(run, token, {
          code: error.code,
          text: incidentTexts[error.code],
          params: error.params,
          again: step.phase,
        });
      }
    }
  } while (releaseInclusive(run));
  markStuck(run);
}

function take(run: Run, token: TokenRow, phase: Phase): void {
  const node = run.node(token.scope, token.node);
  if (phase === 'leave') {
    leave(run, token, node);
    return;
  }
  if (phase === 'finish') {
    finishActivity(run, token, node);
    return;
  }
  if (ACTIVITIES.has(node.type)) {
    enterActivity(run, token, node);
    return;
  }
  switch (node.type) {
    case 'parallel-gateway':
      if (node.incoming.length > 1) joinParallel(run, token, node);
      else run.later(token.id, 'leave');
      break;
    case 'inclusive-gateway':
      if (node.incoming.length > 1) joinInclusive(run, token);
      else run.later(token.id, 'leave');
      break;
    case 'event-gateway': {
      const at = stand(run, token);
      const { flows } = run.modelOf(token.scope);
      for (const flow of node.outgoing) eventOrReceive(run, at, flows[flow]?.target as string);
      break;
    }
    case 'catch-event':
      eventJob(run, token.scope, stand(run, token), node);
      break;
    case 'throw-event':
    case 'end-event':
      throwEvent(run, token, node);
      break;
    default:
      run.later(token.id, 'leave');
  }
}

function stand(run: Run, token: TokenRow): TokenRow {
  const at: TokenRow = { ...token, state: 'at', incident: null };
  run.tokens.put(at.id, at);
  return at;
}

/** A receive task after an event-based gateway waits at the gateway, like an event. */
function eventOrReceive(run: Run, token: TokenRow, id: string): void {
  const node = run.node(token.scope, id);
  if (node.type === 'receive-task') taskJob(run, token, node, 'message');
  else eventJob(run, token.scope, token, node);
}

/**
 * Tokens that wait at joins for nobody: every token of their scope does. Such a scope can only be moved by hand, so it is said.
 * The mark goes when something moves again.
 */
function markStuck(run: Run): void {
  const scopes = new Map<string, TokenRow[] | null>();
  let joining = false;
  for (const token of run.tokens.values()) {
    joining ||= token.state === 'joining';
    const known = scopes.get(token.scope);
    if (token.state !== 'joining') scopes.set(token.scope, null);
    else if (known === undefined) scopes.set(token.scope, [token]);
    else known?.push(token);
  }
  if (!joining) return;
  // The start of an event sub-process may still happen.
  for (const job of run.jobs.values()) if (job.token === null && scopes.has(job.scope)) scopes.set(job.scope, null);
  for (const token of run.tokens.values()) {
    const stuck = Boolean(scopes.get(token.scope));
    if (token.state !== 'joining' || stuck === (token.incident !== null)) continue;
    if (!stuck) {
      run.tokens.put(token.id, { ...token, incident: null });
      continue;
    }
    const { id, name } = run.node(token.scope, token.node);
    const incident: Incident = {
      code: 'stuck',
      text: incidentTexts.stuck,
      params: { node: name || id },
      again: 'nothing',
    };
    run.tokens.put(token.id, { ...token, incident });
    run.effect({ type: 'incident', token: token.id, node: id, name: name || id, incident });
  }
}

/** Stops a token where it is; `resume` tries again. */
export function stop(run: Run, token: TokenRow, incident: Incident): void {
  run.tokens.put(token.id, { ...token, state: 'incident', incident });
  const { id, name } = run.node(token.scope, token.node);
  run.effect({ type: 'incident', token: token.id, node: id, name: name || id, incident });
}
