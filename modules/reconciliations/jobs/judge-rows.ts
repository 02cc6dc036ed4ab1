import type { ProofPlan } from '../domain/proof-plan.ts';
import { keyText } from '../domain/proof-plan.ts';
import { lookAgain } from '../looks/look-again.ts';
import { KEYS_AT_ONCE, MANY_KEYS } from '../looks/source-side.ts';
import {
  countRows,
  dropRows,
  judgeRows,
  rowContext,
  rowsIn,
  type DifferingRow,
  type JudgedRow,
} from '../store/differences.ts';
import { enterState, noteLook, type ReconciliationRow } from '../store/reconciliations.ts';
import { Cancelled, progressOf, tell } from './progress.ts';
import type { ProofDeps } from './proof-deps.ts';

/** What a sealed row holds: its key, and once it was looked at both sides' values in the order of the items. */
export type SealedRow = {
  key: string[];
  items?: string[];
  source?: (string | null)[] | null;
  lake?: (string | null)[] | null;
};

export function openRow(deps: Pick<ProofDeps, 'sealer'>, row: Pick<DifferingRow, 'id' | 'sealed'>): SealedRow {
  return deps.sealer.openJson(row.sealed, rowContext(row.id)) as SealedRow;
}

/** Few suspects are looked at in steps that show; many together, since then each look reads the source in whole. */
const JUDGED_TOGETHER = 100_000;
const WRITTEN_TOGETHER = 1_000;

/** Looks at all suspects again and keeps those that differ. Goes on where an earlier try stopped. */
export async function judgeSuspects(
  deps: ProofDeps,
  plan: ProofPlan,
  row: ReconciliationRow,
  signal: AbortSignal,
): Promise<void> {
  const entered = await deps.database.transaction(async (tx) => {
    const suspected = await countRows(tx, row.id, 'suspected');
    return (await enterState(tx, row.id, 'looking-again', suspected, deps.clock.now())) ? suspected : undefined;
  });
  if (entered === undefined) throw new Cancelled();
  tell(deps, row);
  const progress = progressOf(deps, row, entered);
  for (;;) {
    const rows = await deps.database.read((tx) =>
      rowsIn(tx, row.id, { states: ['suspected'], limit: entered > MANY_KEYS ? JUDGED_TOGETHER : KEYS_AT_ONCE }),
    );
    if (rows.length === 0) return;
    await judge(deps, plan, row, rows, 'suspected', signal);
    await progress.add(rows.length);
  }
}

/**
 * Looks at these rows and writes down what was seen. Equal ones are dropped as passed by when they were suspects, and are mended when
 * they had differed.
 */
export async function judge(
  deps: ProofDeps,
  plan: ProofPlan,
  row: ReconciliationRow,
  rows: readonly DifferingRow[],
  before: 'suspected' | 'differs',
  signal: AbortSignal,
): Promise<void> {
  const opened = rows.map((one) => ({ row: one, sealed: openRow(deps, one) }));
  const { verdicts, settled } = await lookAgain(
    deps,
    plan,
    row.line_id,
    opened.map(({ sealed }) => sealed.key),
    signal,
  );
  const equal: string[] = [];
  const judged: JudgedRow[] = [];
  for (const { row: one, sealed } of opened) {
    const verdict = verdicts.get(keyText(sealed.key));
    if (verdict === undefined || verdict.state === 'equal') {
      if (before === 'suspected') equal.push(one.id);
      else judged.push({ ...one, state: 'mended' });
    } else if (verdict.state === 'refused') judged.push({ ...one, items: [], state: 'refused' });
    else {
      const { kind, state, items, source, lake } = verdict;
      judged.push({
        id: one.id,
        kind,
        state,
        items: [...items],
        sealed: deps.sealer.sealJson(
          { key: sealed.key, items: plan.items, source, lake } satisfies Record<keyof SealedRow, unknown>,
          rowContext(one.id),
        ),
      });
    }
  }
  await deps.database.transaction(async (tx) => {
    for (let at = 0; at < judged.length; at += WRITTEN_TOGETHER)
      await judgeRows(tx, judged.slice(at, at + WRITTEN_TOGETHER));
    if (equal.length > 0) await dropRows(tx, equal);
    await noteLook(tx, row.id, { passedBy: equal.length, settled });
  });
}
