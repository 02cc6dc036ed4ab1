import type { ProcessModel } from './model.ts';
import type { InstanceState } from './state.ts';

/** Where an instance is, for its diagram; element ids in the order of the file. */
export type Position = {
  /** Nodes at which tokens are. */
  active: string[];
  /** Nodes and flows passed, also those that are active again. */
  done: string[];
  /** Nodes at which a token is stopped by an incident. */
  stopped: string[];
};

/** The position of an instance in `model`: its own process or one it calls. */
export function position(model: ProcessModel, state: InstanceState): Position {
  const scopes = new Set(state.scopes.filter((scope) => scope.process === model.id).map((scope) => scope.id));
  const tokens = state.tokens.filter((token) => scopes.has(token.scope));
  const active = new Set(tokens.map((token) => token.node));
  const stopped = new Set(tokens.filter((token) => token.incident !== null).map((token) => token.node));
  const done = new Set(state.instance.done[model.id]);
  const inOrder = (ids: ReadonlySet<string>) => Object.keys(model.nodes).filter((id) => ids.has(id));
  return {
    active: inOrder(active),
    done: [...inOrder(done), ...Object.keys(model.flows).filter((id) => done.has(id))],
    stopped: inOrder(stopped),
  };
}
