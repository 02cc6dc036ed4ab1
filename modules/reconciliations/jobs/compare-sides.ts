import type { ProofPlan } from '../domain/proof-plan.ts';
import { keyText } from '../domain/proof-plan.ts';
import {
  cutGrid,
  differingRanges,
  Digests,
  partOf,
  partsOf,
  rangesOf,
  SAMPLED_KEYS,
  type DifferingRange,
  type KeyGrid,
} from '../domain/key-grid.ts';
import { eachLakeLine, sampleKeys } from '../store/lake.ts';
import { keepRanges, rangeContext } from '../store/differences.ts';
import { enterState, keepComparison, type ReconciliationRow } from '../store/reconciliations.ts';
import { Cancelled, progressOf, tell } from './progress.ts';
import type { ProofDeps } from './proof-deps.ts';

/** Reads both sides once and keeps the ranges that differ. */
export async function compareSides(
  deps: ProofDeps,
  plan: ProofPlan,
  row: ReconciliationRow,
  signal: AbortSignal,
): Promise<DifferingRange[]> {
  const line = await deps.exchange.findLine(row.line_id);
  const expected = 2 * (line?.rowsInLake ?? 0);
  if (!(await deps.database.transaction((tx) => enterState(tx, row.id, 'comparing', expected, deps.clock.now()))))
    throw new Cancelled();
  tell(deps, row);
  let grid: KeyGrid = { cuts: [], partsPerRange: 1 };
  let lake = new Digests(1);
  let progress = progressOf(deps, row, expected);
  // One snapshot for the cuts and the reading: both tell of the same rows.
  await deps.database.read(async (tx) => {
    const sample = await sampleKeys(tx, plan, row.line_id, SAMPLED_KEYS);
    grid = cutGrid(sample.keys, sample.rows);
    lake = new Digests(partsOf(grid));
    progress = progressOf(deps, row, 2 * sample.rows);
    let fresh = 0;
    await eachLakeLine(
      deps.lake,
      tx,
      plan,
      row.line_id,
      (key, line) => {
        lake.add(partOf(grid.cuts, key), line);
        fresh += 1;
      },
      async () => {
        signal.throwIfAborted();
        await progress.add(fresh);
        fresh = 0;
      },
    );
  });
  const source = new Digests(partsOf(grid));
  let rejected = 0;
  for await (const batch of deps.exchange.readSource(row.line_id, signal)) {
    for (const one of batch.rows) source.add(partOf(grid.cuts, keyText(plan.keyOfRow(one))), plan.lineOf(one));
    rejected += batch.rejected;
    await progress.add(batch.rows.length);
  }
  const ranges = differingRanges(grid, source, lake);
  await deps.database.transaction(async (tx) => {
    await keepRanges(
      tx,
      row.id,
      ranges.map(({ no, sourceRows, lakeRows, from, to, parts }) => ({
        no,
        sourceRows,
        lakeRows,
        sealed: deps.sealer.sealJson({ from, to, parts }, rangeContext(row.id, no)),
      })),
    );
    await keepComparison(tx, row.id, {
      sourceRows: source.rows(),
      lakeRows: lake.rows(),
      rejectedRows: rejected,
      ranges: rangesOf(grid),
      differing: ranges.length,
    });
  });
  return ranges;
}
