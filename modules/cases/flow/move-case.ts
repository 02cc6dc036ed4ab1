import type { ProcessModel } from '@platform/process';
import { caseErrors } from '../errors.ts';
import type { Handling } from '../handle-case.ts';
import type { TaskRecord } from '../store/task-record.ts';
import { partOf, placesToReturn, scopesAround, type ReturnPlace, type Standing } from './places.ts';

/** Where a task stands; one that an officer added stands where the task is that it signs for. */
function standingOf({ flow }: Handling, task: TaskRecord): Standing {
  const { job } = task.job === null && task.askedBy !== null ? (flow.task(task.askedBy) ?? task) : task;
  return { scope: job?.scope, token: job?.token };
}

/**
 * Returns the case to a node it has passed (退回): what is open on the way is cancelled. Inside a called process, and inside one of several branches,
 * the rest of the case goes on; to a place outside, the called process is left; into one branch after all are over, the others' work stands.
 */
export async function returnTo(handling: Handling, task: TaskRecord, node: string): Promise<void> {
  const { flow } = handling;
  const place =
    flow.running && flow.state
      ? placesToReturn(flow.process, flow.state, standingOf(handling, task)).find((one) => one.node === node)
      : undefined;
  if (!place) throw caseErrors.cannotReturn();
  await moveTo(handling, place);
}

export async function moveTo({ flow, record }: Handling, { tokenIds, node, arrived }: ReturnPlace): Promise<void> {
  await flow.command(record, { type: 'move', tokenIds, nodeId: node, arrived });
}

/**
 * Takes a finished task back (取回) as long as nobody has gone on with the case: where its token waits for others at a gateway, or where the
 * one task that followed is untouched. One opinion of several that were asked by one drawn task is not: the others would be asked again.
 */
export async function takeBack(handling: Handling, task: TaskRecord): Promise<void> {
  const { flow, record } = handling;
  const { state, process } = flow;
  const { node } = task;
  const model = [process.main, ...process.called.values()].find(({ nodes }) => node !== null && nodes[node]);
  const drawn = model?.nodes[node ?? ''];
  if (!flow.running || !state || node === null || !model || !drawn || drawn.loop) throw caseErrors.cannotTakeBack();
  const runs = (id: string): boolean => {
    const scope = state.scopes.find((one) => one.id === id);
    return scope?.process === model.id && partOf(scope) === drawn.within;
  };
  const after = new Set(drawn.outgoing);
  const waiting = state.tokens.find(
    (token) => token.state === 'joining' && token.flow !== null && after.has(token.flow) && runs(token.scope),
  );
  if (waiting) return flow.command(record, { type: 'move', tokenIds: [waiting.id], nodeId: node });
  const joined = drawn.outgoing.some((id) => (model.nodes[model.flows[id]?.target ?? '']?.incoming.length ?? 0) > 1);
  if (joined) throw caseErrors.cannotTakeBack();
  const untouched = (open: TaskRecord): boolean =>
    open.holder === null && open.openedAt.getTime() === task.closedAt?.getTime();
  // The work that followed in the same branch, whatever goes on in others.
  const ways = waysWithoutFork(model, node);
  const [follows, ...alsoFollow] = flow.open.filter(
    (open) => open.job?.token && ways.has(open.node ?? '') && runs(open.job.scope),
  );
  if (follows?.job?.token && alsoFollow.length === 0 && untouched(follows))
    return flow.command(record, { type: 'move', tokenIds: [follows.job.token], nodeId: node });
  // A token that waits for a process that it called, or for a sub-process, is not where the case stands.
  const standing = state.tokens.filter(({ id }) => !state.scopes.some(({ token }) => token === id));
  const [next, ...others] = standing;
  const [open, ...more] = flow.open;
  // What was done in a called process that is over cannot be entered from outside.
  const there = next && scopesAround(state, next.scope).some(({ id }) => runs(id));
  if (!next || !there || others.length > 0 || !open || more.length > 0 || !untouched(open))
    throw caseErrors.cannotTakeBack();
  return flow.command(record, { type: 'move', tokenIds: [next.id], nodeId: node });
}

/** Activities that one token comes to from a node, with no other token made on its way. */
function waysWithoutFork(model: ProcessModel, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const { outgoing, type } = model.nodes[id] ?? { outgoing: [], type: 'task' };
    if (type !== 'exclusive-gateway' && outgoing.length > 1) continue;
    for (const flow of outgoing) {
      const to = model.nodes[model.flows[flow]?.target ?? ''];
      if (!to || seen.has(to.id)) continue;
      seen.add(to.id);
      if (to.type === 'exclusive-gateway') open.push(to.id);
      else found.add(to.id);
    }
  }
  return found;
}
