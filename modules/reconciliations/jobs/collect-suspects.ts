import { boundsFinder, rowMark, type Bounds } from '../domain/key-grid.ts';
import { keyParts, keyText, type ProofPlan } from '../domain/proof-plan.ts';
import { eachLakeLine } from '../store/lake.ts';
import { allRanges, keepSuspects, rangeContext, rowContext, type DifferenceKind } from '../store/differences.ts';
import { enterState, noteTooMany, type ReconciliationRow } from '../store/reconciliations.ts';
import { Cancelled, progressOf, tell } from './progress.ts';
import type { ProofDeps } from './proof-deps.ts';

/** Rows of differing parts held in memory at once (about 150 bytes each); more are taken in further readings. */
const ROWS_AT_ONCE = 500_000;
/** Differences that are worth mending one by one; beyond, a new snapshot is quicker. */
export const MOST_SUSPECTS = 200_000;

type Part = { bounds: Bounds; rows: number; range: number };
type Suspect = { key: string; kind: DifferenceKind; range: number };

/** Reads the parts that differ on both sides again and keeps the keys whose rows differ. */
export async function collectSuspects(
  deps: ProofDeps,
  plan: ProofPlan,
  row: ReconciliationRow,
  signal: AbortSignal,
): Promise<void> {
  const parts: Part[] = (await deps.database.read((tx) => allRanges(tx, row.id))).flatMap((range) => {
    const opened = deps.sealer.openJson(range.sealed, rangeContext(row.id, range.no)) as {
      parts: { bounds: Bounds; rows: number }[];
    };
    return opened.parts.map((part) => ({ ...part, range: range.no }));
  });
  const readings = cutReadings(parts);
  const expected = readings.length * 2 * Number(row.lake_rows ?? 0);
  if (!(await deps.database.transaction((tx) => enterState(tx, row.id, 'collecting', expected, deps.clock.now()))))
    throw new Cancelled();
  tell(deps, row);
  const progress = progressOf(deps, row, expected);
  let kept = 0;
  for (const [index, reading] of readings.entries()) {
    const suspects: Suspect[] = [];
    const find = boundsFinder(reading.map((part) => part.bounds));
    const rangeOf = (key: string): number | undefined => {
      const place = find(key);
      return place === undefined ? undefined : reading[place]?.range;
    };
    const marks = new Map<string, string>();
    let fresh = 0;
    await deps.database.read((tx) =>
      eachLakeLine(
        deps.lake,
        tx,
        plan,
        row.line_id,
        (key, line) => {
          fresh += 1;
          if (find(key) !== undefined) marks.set(key, rowMark(line));
        },
        async () => {
          signal.throwIfAborted();
          await progress.add(fresh);
          fresh = 0;
        },
      ),
    );
    for await (const batch of deps.exchange.readSource(row.line_id, signal)) {
      for (const one of batch.rows) {
        const key = keyText(plan.keyOfRow(one));
        const range = rangeOf(key);
        if (range === undefined) continue;
        const mark = marks.get(key);
        marks.delete(key);
        if (mark === undefined) suspects.push({ key, kind: 'missing', range });
        else if (mark !== rowMark(plan.lineOf(one))) suspects.push({ key, kind: 'changed', range });
      }
      if (kept + suspects.length > MOST_SUSPECTS) break;
      await progress.add(batch.rows.length);
    }
    const full = kept + suspects.length > MOST_SUSPECTS;
    // Of a source that was not read to its end nobody knows what it lacks.
    if (!full) for (const key of marks.keys()) suspects.push({ key, kind: 'extra', range: rangeOf(key) ?? 0 });
    const rows = suspects.slice(0, MOST_SUSPECTS - kept).map(({ key, kind, range }) => {
      const id = deps.ids.next();
      return { id, kind, rangeNo: range, sealed: deps.sealer.sealJson({ key: keyParts(key) }, rowContext(id)) };
    });
    await deps.database.transaction(async (tx) => {
      await keepSuspects(tx, row.id, rows, index === 0);
      if (kept + suspects.length > MOST_SUSPECTS) await noteTooMany(tx, row.id);
    });
    kept += rows.length;
    if (kept >= MOST_SUSPECTS) break;
  }
}

function cutReadings(parts: readonly Part[]): Part[][] {
  const readings: Part[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (rows + part.rows > ROWS_AT_ONCE) {
      readings.push([]);
      rows = 0;
    }
    readings.at(-1)?.push(part);
    rows += part.rows;
  }
  return readings;
}
