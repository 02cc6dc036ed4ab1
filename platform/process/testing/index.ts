import { randomBlock } from './blocks.ts';
import { CLAUSES, clauseOf } from './clauses.ts';
import { randomGraph, writeGraph, type GraphKind } from './graphs.ts';
import { playBoth } from './play.ts';
import { playNaive } from './play-naive.ts';
import { seeded } from './random.ts';
import { decisionsOf, writeBlock } from './write-bpmn.ts';

/** Blocks and graphs are played against bpmn-engine, graphs with inclusive gateways against the words of §13.4.3. */
export type Kind = 'blocks' | 'graphs' | 'inclusive';

export type Verdict = {
  seed: number;
  steps: number;
  /** Whether both sides did the same throughout. */
  agrees: boolean;
  /** Where they differ: the clause of BPMN 2.0 that decides for ours; undefined is a fault. */
  clause: string | undefined;
  /** What differed, to be read by people. */
  shown: string;
};

const GRAPH = ['task', 'task', 'task', 'exclusive', 'exclusive', 'parallel', 'parallel', 'end', 'terminate'] as const;
/** Weights found by breaking the rule of joins on purpose: with few ends and many splits 4 of 100 models tell, with `GRAPH`'s under 1. */
const INCLUSIVE = weighted({ task: 8, exclusive: 2, parallel: 3, inclusive: 7, end: 1, terminate: 1 });

/** Makes the model of a seed, plays it on both sides, and judges. */
export async function compareModel(kind: Kind, seed: number): Promise<Verdict> {
  const random = seeded(seed);
  if (kind === 'inclusive') {
    const xml = writeGraph(randomGraph(random, 8 + random.below(14), INCLUSIVE), 'ours');
    const { steps, difference } = await playNaive(xml, decisionsOf(xml), random);
    const shown = difference ? JSON.stringify(difference) : '';
    return { seed, steps, agrees: !difference, clause: undefined, shown };
  }
  const files = kind === 'blocks' ? blockFiles(seed) : graphFiles(seed);
  const decisions = decisionsOf(files.ours);
  const plain = await playBoth(files, decisions, seeded(seed), clauseOf);
  if (!plain.difference) return { seed, steps: plain.steps, agrees: true, clause: undefined, shown: '' };
  const quiet = await playBoth(files, decisions, seeded(seed), clauseOf, false);
  const { steps, difference } = quiet;
  const clause = difference ? difference.clause : CLAUSES.deadPaths;
  return { seed, steps, agrees: false, clause, shown: JSON.stringify(difference ?? plain.difference) };
}

function weighted(weights: Record<GraphKind, number>): GraphKind[] {
  return Object.entries(weights).flatMap(([kind, times]) => Array.from({ length: times }, () => kind as GraphKind));
}

function blockFiles(seed: number): { ours: string; oracle: string } {
  const random = seeded(seed);
  const block = randomBlock(random, 3 + random.below(12));
  return { ours: writeBlock(block, 'ours'), oracle: writeBlock(block, 'oracle') };
}

function graphFiles(seed: number): { ours: string; oracle: string } {
  const random = seeded(seed);
  const graph = randomGraph(random, 4 + random.below(9), GRAPH);
  return { ours: writeGraph(graph, 'ours'), oracle: writeGraph(graph, 'oracle') };
}

/** Judges many; `report` hears each fault at once. */
export async function compareModels(
  kind: Kind,
  from: number,
  count: number,
  report: (verdict: Verdict) => void,
): Promise<{ models: number; steps: number; agree: number; byClause: Record<string, number>; faults: number }> {
  const sum = { models: count, steps: 0, agree: 0, byClause: {} as Record<string, number>, faults: 0 };
  for (let seed = from; seed < from + count; seed++) {
    const verdict = await compareModel(kind, seed);
    sum.steps += verdict.steps;
    if (verdict.agrees) sum.agree += 1;
    else if (verdict.clause) sum.byClause[verdict.clause] = (sum.byClause[verdict.clause] ?? 0) + 1;
    else {
      sum.faults += 1;
      report(verdict);
    }
  }
  return sum;
}
