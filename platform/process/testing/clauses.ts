import type { ProcessModel } from '../index.ts';
import type { Outcome } from '../state.ts';

/**
 * Where bpmn-engine is known to differ, and the clause of BPMN 2.0 (formal/2011-01-03) that decides. README.md has the table; each has a
 * fixed model in oracle.test.ts.
 */
export const CLAUSES = {
  instances: '§10.2: another token at an activity makes another instance of it; the oracle lets it wait for the first',
  tokens: '§13.4.1: a parallel join takes exactly one token from each incoming flow; the oracle takes all that wait',
  deadPaths:
    '§13.4: a token goes along the flows that are taken; the oracle tells of those not taken too, and its joins count them or wait for ever',
  inclusive: '§13.4.3: an inclusive join merges the tokens that can come; the oracle passes each',
  errors:
    '§10.4.3, table 10.88: an error end event ends its sub-process and leaves it by the boundary event; the oracle goes on as if it had ended well',
  sources: '§13.4.1: a parallel join waits for each incoming flow; the oracle waits for each node before it',
} as const;

/** The clause by which a difference after `history` is decided; undefined where none is known, which is a fault of ours. */
export function clauseOf(model: ProcessModel, history: readonly Outcome[]): string | undefined {
  for (const { state } of history) {
    const seen = new Set<string>();
    for (const token of state.tokens) {
      const node = model.nodes[token.node];
      const key = `${token.scope} ${token.node} ${token.index ?? ''} ${token.state === 'joining' ? token.flow : ''}`;
      if (seen.has(key)) return node?.type === 'parallel-gateway' ? CLAUSES.tokens : CLAUSES.instances;
      seen.add(key);
      // One that came too late for a join that has gone on.
      const gone = token.state === 'joining' && state.instance.done[model.id]?.includes(token.node);
      if (gone && node?.type === 'parallel-gateway') return CLAUSES.tokens;
    }
  }
  const passed = new Set(history.at(-1)?.state.instance.done[model.id]);
  for (const node of Object.values(model.nodes)) {
    if (node.type !== 'parallel-gateway' || !node.incoming.some((flow) => passed.has(flow))) continue;
    const sources = new Set(node.incoming.map((flow) => model.flows[flow]?.source));
    if (sources.size < node.incoming.length) return CLAUSES.sources;
  }
  return undefined;
}
