import type { Publication, Receipt } from '../../api/nodes.ts';

/** A table on its way between two nodes, from whichever side it is looked at. */
export type Carried = { key: string; direction: 'out' | 'in'; publication?: Publication; receipt?: Receipt };

/** What we published and what came to us, in one list. */
export function carriedOf(publications: readonly Publication[], receipts: readonly Receipt[]): Carried[] {
  return [
    ...publications.map((publication) => ({ key: `out.${publication.id}`, direction: 'out' as const, publication })),
    ...receipts.map((receipt) => ({ key: `in.${receipt.id}`, direction: 'in' as const, receipt })),
  ];
}

/** What both sides have of it. */
export const factsOf = ({ publication, receipt }: Carried) => {
  const one = publication ?? receipt;
  return {
    title: one?.title,
    peerName: one?.peerName,
    state: one?.state ?? 'live',
    items: one?.items ?? [],
    grade: one?.grade ?? 0,
    lagMs: one?.lagMs,
    lagChanges: one?.lagChanges,
    difference: one?.difference,
    fault: one?.fault,
    sent: publication?.published ?? receipt?.published,
    got: publication?.received ?? receipt?.held,
    at: publication?.acknowledgedAt ?? publication?.sentAt ?? receipt?.receivedAt,
  };
};
