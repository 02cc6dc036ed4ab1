import type { LocalText } from '@platform/kernel';
import {
  ACTIVITY_TYPES,
  joinsInBranches,
  type Arrived,
  type InstanceState,
  type ProcessModel,
  type ProcessNode,
  type ScopeRow,
  type TokenRow,
} from '@platform/process';
import { modelNamed, type CaseProcess } from './process-models.ts';

/** A node of a case's process to which the case may go on purpose. */
export type Place = { node: string; title: LocalText };

/** The name of a node as its author gave it. */
export function titleOf({ id, name, attributes }: ProcessNode): LocalText {
  const { nameEn } = attributes;
  return { zh: name || id, en: typeof nameEn === 'string' ? nameEn : name || id };
}

const RETURNABLE = new Set<ProcessNode['type']>(['user-task', 'manual-task', 'call-activity']);

/** The scopes around one, the innermost first. */
export function scopesAround(state: InstanceState, scopeId: string | undefined): ScopeRow[] {
  const byId = new Map(state.scopes.map((scope) => [scope.id, scope]));
  const around: ScopeRow[] = [];
  for (let id: string | null = scopeId ?? null; id !== null; ) {
    const scope = byId.get(id);
    if (!scope) break;
    around.push(scope);
    id = scope.parent;
  }
  return around.length > 0 ? around : state.scopes.filter(({ parent }) => parent === null);
}

/** Which part of a model a scope runs: the process or sub-process whose nodes are `within` it; none for a multi-instance body. */
export function partOf(scope: ScopeRow): string | undefined {
  if (scope.kind === 'loop') return undefined;
  return scope.kind === 'process' || scope.kind === 'called' ? scope.process : (scope.node ?? undefined);
}

/** A place to which a case may be returned, and what the engine is told to do so. */
export type ReturnPlace = Place & {
  scope: ScopeRow;
  /** Tokens that go there; the first leads. Others stay where they are. */
  tokenIds: readonly string[];
  /** Branches whose work stands: their joins do not wait for them again. */
  arrived: readonly Arrived[];
};

/** Where work stands: the scope and token of its job. */
export type Standing = { scope?: string | undefined; token?: string | null | undefined };

/**
 * Where a case may be returned from work: work of people, and whole called processes, that it has passed there or around it. What a called process
 * that is over did inside is entered by its call only; one of several parallel branches is entered from itself or once all are over, never from
 * beside it, and then only that one is done again.
 */
export function placesToReturn(process: CaseProcess, state: InstanceState, from: Standing): ReturnPlace[] {
  return scopesAround(state, from.scope)
    .toReversed()
    .flatMap((scope) => {
      const done = state.instance.done[scope.process] ?? [];
      const model = modelNamed(process, scope.process);
      if (!model) return [];
      const standing = state.tokens.filter((token) => token.scope === scope.id);
      const own = standing.find(({ id }) => id === carrierIn(state, scope.id, from.token));
      return Object.values(model.nodes)
        .filter(({ id, type, within }) => within === partOf(scope) && RETURNABLE.has(type) && done.includes(id))
        .flatMap((node) => {
          const plan = planReturn(model, node.id, standing, own);
          return plan ? [{ node: node.id, title: titleOf(node), scope, ...plan }] : [];
        });
    });
}

/** The token in a scope on which another one hangs; itself where it stands there. */
function carrierIn(state: InstanceState, scope: string, token: string | null | undefined): string | undefined {
  for (let at = token ?? undefined; at !== undefined; ) {
    const row = state.tokens.find(({ id }) => id === at);
    if (!row || row.scope === scope) return row?.id;
    at = state.scopes.find(({ id }) => id === row.scope)?.token ?? undefined;
  }
  return undefined;
}

function planReturn(
  model: ProcessModel,
  node: string,
  standing: readonly TokenRow[],
  own: TokenRow | undefined,
): Pick<ReturnPlace, 'tokenIds' | 'arrived'> | undefined {
  let moving = standing;
  const arrived: Arrived[] = [];
  for (const { join, parallel, incoming, flowsFrom } of joinsInBranches(model, node)) {
    const branch = flowsFrom(node);
    const flows = (token: TokenRow): ReadonlySet<string> =>
      token.state === 'joining' && token.node === join ? new Set([token.flow ?? '']) : flowsFrom(token.node);
    const inside = (token: TokenRow): boolean => flows(token).size > 0 && flows(token).size < incoming.length;
    const within = (token: TokenRow): boolean => inside(token) && [...flows(token)].every((flow) => branch.has(flow));
    if (own && inside(own)) {
      if (!within(own)) return undefined;
      moving = moving.filter(within);
    } else if (standing.some(inside)) return undefined;
    else if (parallel)
      arrived.push(...incoming.filter((flow) => !branch.has(flow)).map((flow) => ({ node: join, flow })));
  }
  const tokenIds = moving.map(({ id }) => id).sort((a, b) => Number(b === own?.id) - Number(a === own?.id));
  return tokenIds.length === 0 ? undefined : { tokenIds, arrived };
}

/** Work that comes next after a node, whichever way its gateways would have gone. */
export function placesAfter(model: ProcessModel, from: string): Place[] {
  const found: Place[] = [];
  const seen = new Set([from]);
  const open = [...(model.nodes[from]?.outgoing ?? [])];
  for (let flow = open.shift(); flow !== undefined; flow = open.shift()) {
    const node = model.nodes[model.flows[flow]?.target ?? ''];
    if (!node || seen.has(node.id)) continue;
    seen.add(node.id);
    if (ACTIVITY_TYPES.has(node.type)) found.push({ node: node.id, title: titleOf(node) });
    else open.push(...node.outgoing);
  }
  return found;
}
