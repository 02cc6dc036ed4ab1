import type { ProofPlan } from '../domain/proof-plan.ts';
import { KEYS_AT_ONCE } from '../looks/source-side.ts';
import { askNoMore, rowsIn } from '../store/differences.ts';
import type { ReconciliationRow } from '../store/reconciliations.ts';
import { judge, keysAtOnce, openRow } from './judge-rows.ts';
import { progressOf } from './progress.ts';
import type { ProofDeps } from './proof-deps.ts';

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
    const filter = { states: ['differs', 'in-motion'] as const, asked: true, after, limit: keysAtOnce(deps) };
    const rows = await deps.database.read((tx) => rowsIn(tx, row.id, filter));
    if (rows.length === 0) break;
    const keys = rows.map((one) => openRow(deps, one).key);
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
      signal.throwIfAborted();
      await deps.exchange.reload(row.line_id, keys.slice(at, at + KEYS_AT_ONCE), by);
    }
    await judge(deps, plan, row, rows, 'differs', signal);
    after = rows.at(-1)?.id;
    await progress.add(rows.length);
  }
  await deps.database.transaction((tx) => askNoMore(tx, row.id));
}
