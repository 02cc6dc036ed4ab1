import type { ProcessModel } from '@platform/process';
import { caseErrors } from '../errors.ts';
import type { Handling } from '../handle-case.ts';
import type { TaskRecord } from '../store/task-record.ts';

/** Nodes to which a case may be returned: work of people that it has passed, in the order of the file. */
export function returnableNodes(model: ProcessModel, done: readonly string[]): { node: string; title: string }[] {
  return Object.values(model.nodes)
    .filter(({ id, type }) => (type === 'user-task' || type === 'manual-task') && done.includes(id))
    .map(({ id, name }) => ({ node: id, title: name || id }));
}

/** Returns the case to a node it has passed (退回): all its tokens go there, other open work is cancelled. */
export async function returnTo(handling: Handling, task: TaskRecord, node: string): Promise<void> {
  const { flow, record } = handling;
  const { state } = flow;
  if (
    !flow.running ||
    !state ||
    !returnableNodes(flow.model, state.instance.done[flow.model.id] ?? []).some((one) => one.node === node)
  )
    throw caseErrors.cannotReturn();
  const own = task.job?.token;
  const tokens = state.tokens.map(({ id }) => id);
  // The task's own token leads; a task of its own (an added signer) has none.
  const tokenIds = typeof own === 'string' ? [own, ...tokens.filter((id) => id !== own)] : tokens;
  await flow.command(record, { type: 'move', tokenIds, nodeId: node });
}

/**
 * Takes a finished task back (取回) as long as nobody has gone on with the case: where its token waits for others at a gateway, or where the
 * one task that followed is untouched.
 */
export async function takeBack(handling: Handling, task: TaskRecord): Promise<void> {
  const { flow, record } = handling;
  const { state, model } = flow;
  const { node } = task;
  if (!flow.running || !state || node === null) throw caseErrors.cannotTakeBack();
  const after = new Set(model.nodes[node]?.outgoing ?? []);
  const waiting = state.tokens.find(
    (token) => token.state === 'joining' && token.flow !== null && after.has(token.flow),
  );
  if (waiting) return flow.command(record, { type: 'move', tokenIds: [waiting.id], nodeId: node });
  const [next, ...others] = state.tokens;
  const [open, ...more] = flow.open;
  const untouched =
    open !== undefined &&
    more.length === 0 &&
    open.holder === null &&
    open.openedAt.getTime() === task.closedAt?.getTime();
  const joined = [...after].some((id) => (model.nodes[model.flows[id]?.target ?? '']?.incoming.length ?? 0) > 1);
  if (!next || others.length > 0 || !untouched || joined) throw caseErrors.cannotTakeBack();
  return flow.command(record, { type: 'move', tokenIds: [next.id], nodeId: node });
}
