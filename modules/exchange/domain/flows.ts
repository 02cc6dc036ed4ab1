/** What went from one department to another in a period. */
export type Flow = { from: string; to: string; records: number; calls: number };

/** Answered calls of data interfaces, by who gave and who received; `records` are those that the answers held. */
export type CallFlow = { provider: string; consumer: string; calls: number; records: number };

export type FlowMatrix = { rows: string[]; columns: string[]; cells: Flow[] };

/**
 * The matrix of departments: what came into the hub stands in the hub's own column (its organisation), what others received through
 * interfaces in theirs. Rows and columns in order of how much they gave and received.
 */
export function flowMatrix(
  given: readonly { organisation: string; records: number }[],
  calls: readonly CallFlow[],
  hub: string | undefined,
): FlowMatrix {
  const cells = new Map<string, Flow>();
  const add = (from: string, to: string, records: number, count: number): void => {
    const key = `${from}\n${to}`;
    const cell = cells.get(key) ?? { from, to, records: 0, calls: 0 };
    cells.set(key, { ...cell, records: cell.records + records, calls: cell.calls + count });
  };
  if (hub !== undefined) for (const one of given) add(one.organisation, hub, one.records, 0);
  for (const one of calls) add(one.provider, one.consumer, one.records, one.calls);
  const all = [...cells.values()];
  return { rows: ranked(all, 'from'), columns: ranked(all, 'to'), cells: all };
}

function ranked(cells: readonly Flow[], side: 'from' | 'to'): string[] {
  const sums = new Map<string, number>();
  for (const cell of cells) sums.set(cell[side], (sums.get(cell[side]) ?? 0) + cell.records + cell.calls);
  return [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([id]) => id);
}
