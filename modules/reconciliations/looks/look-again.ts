import { setTimeout as pause } from 'node:timers/promises';
import type { ModuleDatabase } from '@platform/database';
import type { ProofExchange } from '../contract/index.ts';
import { differingItems, keyText, type ProofPlan, type ProofValues } from '../domain/proof-plan.ts';
import type { DifferenceKind } from '../store/differences.ts';
import { lakeRowsOf } from '../store/lake.ts';
import { sourceRowsOf } from './source-side.ts';

/** What was seen of one key in the end. */
export type Verdict =
  | { readonly state: 'equal' }
  /** The source's row does not pass its checks: what the lake holds is the last one that did. */
  | { readonly state: 'refused' }
  | {
      readonly state: 'differs' | 'in-motion';
      readonly kind: DifferenceKind;
      readonly items: readonly string[];
      readonly source: ProofValues | null;
      readonly lake: ProofValues | null;
    };

export type Pace = {
  /** Milliseconds between looks; their number bounds the looks. */
  readonly pauses: readonly number[];
  /** How long to wait for the capture after each look at the source. */
  readonly waitMs: number;
};
export const PACE: Pace = { pauses: [200, 500, 1_000, 2_000, 4_000], waitMs: 15_000 };

/** So many looks in a row must see the same difference: with the capture known to have passed each, and without. */
const LOOKS_SETTLED = 2;
const LOOKS_UNSETTLED = 3;

/**
 * Looks at single keys until each is equal or stands still. A look: the source, then (once the lake holds all that the source had
 * committed by then) the lake. The same pair in the next look means that the source did not change while the lake lacked it: a
 * difference. What changes from look to look is in motion. `settled`: the capture had passed every look that counted.
 */
export async function lookAgain(
  deps: { database: ModuleDatabase; exchange: ProofExchange; pace: Pace },
  plan: ProofPlan,
  lineId: string,
  keys: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<{ verdicts: Map<string, Verdict>; settled: boolean }> {
  const verdicts = new Map<string, Verdict>();
  const seen = new Map<string, { pair: string; times: number; verdict: Verdict }>();
  let left = [...keys];
  let settled = true;
  for (let look = 0; left.length > 0; look += 1) {
    signal.throwIfAborted();
    const source = await sourceRowsOf(deps.exchange, plan, lineId, left, signal);
    const passed = await deps.exchange.caughtUp(lineId, deps.pace.waitMs, signal);
    const keysNow = left;
    const lake = await deps.database.read((tx) => lakeRowsOf(tx, plan, keysNow));
    left = left.filter((key) => {
      const text = keyText(key);
      const fromSource = source.get(text) ?? null;
      const row = lake.get(text);
      if (fromSource === 'refused') {
        verdicts.set(text, { state: 'refused' });
        return false;
      }
      // A row that another line brought is no business of this one, unless this source has it too.
      const fromLake = row && (fromSource !== null || row.source === lineId) ? row.values : null;
      const verdict = judge(plan, fromSource, fromLake);
      if (verdict.state === 'equal') {
        verdicts.set(text, verdict);
        return false;
      }
      const pair = JSON.stringify([fromSource, fromLake]);
      const before = seen.get(text);
      const times = before?.pair === pair ? before.times + 1 : 1;
      seen.set(text, { pair, times, verdict });
      if (times < (passed ? LOOKS_SETTLED : LOOKS_UNSETTLED)) return true;
      if (!passed) settled = false;
      verdicts.set(text, verdict);
      return false;
    });
    const wait = deps.pace.pauses[look];
    if (wait === undefined) break;
    if (left.length > 0) await pause(wait, undefined, { signal });
  }
  for (const key of left) {
    const verdict = seen.get(keyText(key))?.verdict;
    if (verdict) verdicts.set(keyText(key), { ...verdict, state: 'in-motion' } as Verdict);
  }
  return { verdicts, settled };
}

function judge(plan: ProofPlan, source: ProofValues | null, lake: ProofValues | null): Verdict {
  if (source === null && lake === null) return { state: 'equal' };
  if (source === null) return { state: 'differs', kind: 'extra', items: [], source, lake };
  if (lake === null) return { state: 'differs', kind: 'missing', items: [], source, lake };
  const items = differingItems(plan, source, lake);
  return items.length === 0 ? { state: 'equal' } : { state: 'differs', kind: 'changed', items, source, lake };
}
