import type { LineageEdge } from '../contract/index.ts';
import type { Graph } from './graph.ts';

/**
 * What happens to a node when another one goes. `stops`: it cannot do without. `empty`: its value stays empty. `fewer`: another source
 * fills it, for those it has. `miscounts`: a figure counts less. `tells`: a sample or scenario names what is gone.
 */
export type Harm = 'stops' | 'empty' | 'fewer' | 'miscounts' | 'tells';

export type Break = {
  readonly id: string;
  readonly harm: Harm;
  readonly distance: number;
  readonly via: LineageEdge[];
};

const RANK: Record<Harm, number> = { stops: 4, empty: 3, fewer: 2, miscounts: 1, tells: 0 };
/** Kinds that take the first source that has a value; all others need each of theirs. */
const CHOOSES = /^(registry-field|item):/;

/** What breaks when `start` goes, the worst for each node, nearest first. */
export function breaksOf(graph: Graph, start: string): Break[] {
  const found = new Map<string, Break>();
  let layer: Break[] = [{ id: start, harm: 'stops', distance: 0, via: [] }];
  // A node is walked on from again when it turns out to be worse than it seemed: at most once a rank.
  while (layer.length > 0) {
    const next: Break[] = [];
    for (const at of layer) {
      for (const edge of graph.out.get(at.id) ?? []) {
        if (edge.to === start) continue;
        const harm = harmOf(graph, at.harm, edge, (id) => id === start || isGone(found.get(id)?.harm));
        if (!harm) continue;
        const before = found.get(edge.to);
        if (before && RANK[before.harm] >= RANK[harm]) continue;
        const reached = { id: edge.to, harm, distance: before?.distance ?? at.distance + 1, via: [...at.via, edge] };
        found.set(edge.to, reached);
        // What is held waits for a person; what lies behind it keeps what it has.
        if (edge.how !== 'holds' && edge.how !== 'tells') next.push(reached);
      }
    }
    layer = next;
  }
  return [...found.values()].sort((a, b) => RANK[b.harm] - RANK[a.harm] || a.distance - b.distance);
}

const isGone = (harm: Harm | undefined): boolean => harm === 'stops' || harm === 'empty';

function harmOf(graph: Graph, from: Harm, edge: LineageEdge, gone: (id: string) => boolean): Harm | undefined {
  if (edge.how === 'tells') return 'tells';
  if (edge.how === 'counts' || from === 'miscounts') return 'miscounts';
  if (edge.how === 'holds') return isGone(from) ? 'stops' : undefined;
  if (from === 'fewer') return 'fewer';
  if (from === 'tells') return undefined;
  if (edge.how === 'uses') return 'stops';
  if (!CHOOSES.test(edge.to)) return 'empty';
  // A resource fills a field only while both the item and the key by which its rows are found are there.
  const offers = Map.groupBy(
    (graph.into.get(edge.to) ?? []).filter((other) => other.how === 'value' && !other.from.startsWith('line:')),
    (other) => offerOf(edge.to, other.from),
  );
  offers.delete(offerOf(edge.to, edge.from));
  const left = [...offers.values()].some((edges) => !edges.some((other) => gone(other.from)));
  return left ? 'fewer' : 'empty';
}

const offerOf = (to: string, from: string): string =>
  to.startsWith('registry-field:') ? (from.split('.')[0] ?? from) : from;
