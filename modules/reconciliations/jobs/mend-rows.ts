import type { ProofPlan } from '../domain/proof-plan.ts';
import { askNoMore, rowsIn } from '../store/differences.ts';
import type { ReconciliationRow } from '../store/reconciliations.ts';
import { judge, openRow } from './judge-rows.ts';
import { progressOf } from './progress.ts';
import type { ProofDeps } from './proof-deps.ts';

/** Many, since a reload may have to read the source in whole. */
const MENDED_AT_ONCE = 20_000;

/**
 * Has exchange bring the rows that someone asked for from the source again, then looks at them: what is equal now is mended, what is
 * not stays as it was seen. Each row is tried once; a crash goes on with those that were not judged.
 */
export async function mendRows(
  deps: ProofDeps,
  plan: ProofPlan,
  row: ReconciliationRow,
  signal: AbortSignal,
): Promise<void> {
  const progress = progressOf(deps, row, Number(row.expected_units));
  const by = { actor: row.asked_by, trace: row.trace };
  let after: string | undefined;
  for (;;) {
    const filter = { states: ['differs', 'in-motion'] as const, asked: true, after, limit: MENDED_AT_ONCE };
    const rows = await deps.database.read((tx) => rowsIn(tx, row.id, filter));
    if (rows.length === 0) break;
    signal.throwIfAborted();
    await deps.exchange.reload(
      row.line_id,
      rows.map((one) => openRow(deps, one).key),
      by,
    );
    await judge(deps, plan, row, rows, 'differs', signal);
    after = rows.at(-1)?.id;
    await progress.add(rows.length);
  }
  await deps.database.transaction((tx) => askNoMore(tx, row.id));
}
