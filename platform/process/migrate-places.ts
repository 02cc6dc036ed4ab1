import { isDeepStrictEqual } from 'node:util';
import { attributesInside, timerOf } from './jobs.ts';
import { modelsOf, newPartOf, scopeOf, type Plan } from './migrate.ts';
import { faultOf, type MigrationFaultCode } from './migrate-texts.ts';
import type { ProcessModel, ProcessNode } from './model.ts';
import { Trouble, type Run } from './run.ts';
import type { JobRow, TokenRow } from './state.ts';

/** Checks where a token stands. Returns the flow by which it counts as come in the new version. */
export function checkToken(plan: Plan, token: TokenRow): string | null {
  const scope = scopeOf(plan, token.scope);
  const { old, next } = modelsOf(plan, scope);
  const before = old?.nodes[token.node] ?? unknown(token.node);
  const fault = (code: MigrationFaultCode): null => {
    plan.faults.push(faultOf(code, before));
    return null;
  };
  if (!old || !next) return fault('called-gone');
  const node = next.nodes[plan.mapped(token.node)];
  if (!node) return fault('node-gone');
  if (node.type !== before.type) return fault('other-kind');
  if (node.within !== newPartOf(plan, scope)) return fault('other-place');
  if ((node.loop?.kind ?? null) !== (before.loop?.kind ?? null)) return fault('loop-changed');
  if (node.calls !== before.calls) return fault('calls-other');
  if (token.state !== 'joining' || token.flow === null)
    return token.flow !== null && next.flows[token.flow] ? token.flow : null;
  return flowInto(plan, old, next, node, token.flow) ?? fault('flow-gone');
}

/** The flow of that id, else the only one that comes from the same node. */
function flowInto(
  plan: Plan,
  old: ProcessModel,
  next: ProcessModel,
  join: ProcessNode,
  flow: string,
): string | undefined {
  if (join.incoming.includes(flow)) return flow;
  const source = plan.mapped(old.flows[flow]?.source ?? '');
  const same = join.incoming.filter((id) => next.flows[id]?.source === source);
  return same.length === 1 ? same[0] : undefined;
}

/** Checks open work and waits; a timer whose definition changed is asked anew in `run`. */
export function checkJob(plan: Plan, job: JobRow, run: Run | undefined): void {
  const scope = scopeOf(plan, job.scope);
  const { old, next } = modelsOf(plan, scope);
  const before = old?.nodes[job.node] ?? unknown(job.node);
  const fault = (code: MigrationFaultCode, what = ''): void => void plan.faults.push(faultOf(code, before, { what }));
  if (!old || !next) return fault('called-gone');
  const node = next.nodes[plan.mapped(job.node)];
  if (!node) return fault('node-gone');
  if (node.type !== before.type) return fault('other-kind');
  if (!hangsThere(plan, job, node, next)) return fault('other-place');
  const event = node.event && 'name' in node.event ? node.event.name : (node.message?.name ?? null);
  if (node.event?.kind !== before.event?.kind || (job.event !== null && event !== job.event))
    return fault('other-event');
  if (!run) return;
  try {
    const token = job.token === null ? undefined : run.tokens.get(job.token);
    const local = token?.local ?? null;
    const said = attributesInside(run, node, job.scope, local);
    const changed = plan.fixed.find((name) => !isDeepStrictEqual(said[name] ?? null, job.attributes[name] ?? null));
    if (changed !== undefined) return fault('other-meaning', `yw:${changed}`);
    if (node.event?.kind !== 'timer' || before.event?.kind !== 'timer' || job.timer === null) return;
    if (isDeepStrictEqual(node.event.timer, before.event.timer)) return;
    const timer = timerOf(run, node, node.event.timer, job.scope, local);
    const row = run.jobs.get(job.id) as JobRow;
    run.jobs.put(job.id, { ...row, timer });
    plan.notes.push({
      code: 'timer-changed',
      node: node.id,
      name: node.name || node.id,
      before: job.timer,
      after: timer,
    });
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    fault('cannot-wait');
  }
}

/** A boundary event on the activity where the token stands, an event behind its gateway, the start of an event sub-process of its scope. */
function hangsThere(plan: Plan, job: JobRow, node: ProcessNode, next: ProcessModel): boolean {
  const token = plan.state.tokens.find(({ id }) => id === job.token);
  if (!token) {
    const events = next.scopes[newPartOf(plan, scopeOf(plan, job.scope))]?.events ?? [];
    return events.includes(node.within);
  }
  const at = plan.mapped(token.node);
  if (node.id === at || node.attachedTo === at) return true;
  return node.attachedTo === null && node.incoming.some((flow) => next.flows[flow]?.source === at);
}

const unknown = (id: string): ProcessNode =>
  ({ id, name: '', attributes: {} as ProcessNode['attributes'] }) as ProcessNode;
