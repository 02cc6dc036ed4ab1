import type { ProofExchange } from '../contract/index.ts';
import { keyText, type ProofPlan, type ProofValues } from '../domain/proof-plan.ts';

/** Keys that are asked for at once. */
export const KEYS_AT_ONCE = 500;

/**
 * The source's rows of these keys as they are now, by the key as one text; `refused` for a row that does not pass its checks. Where
 * exchange cannot read single rows the source is read in whole, and a refused row looks as if it were not there.
 */
export async function sourceRowsOf(
  exchange: ProofExchange,
  plan: ProofPlan,
  lineId: string,
  keys: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<Map<string, ProofValues | 'refused'>> {
  const found = new Map<string, ProofValues | 'refused'>();
  if (exchange.readRows) {
    for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
      const { rows, refused } = await exchange.readRows(lineId, keys.slice(at, at + KEYS_AT_ONCE), signal);
      for (const row of rows) found.set(keyText(plan.keyOfRow(row)), plan.canonical(row.values));
      for (const key of refused) found.set(keyText(key), 'refused');
    }
    return found;
  }
  const wanted = new Set(keys.map(keyText));
  for await (const { rows } of exchange.readSource(lineId, signal)) {
    for (const row of rows) {
      const key = keyText(plan.keyOfRow(row));
      if (wanted.has(key)) found.set(key, plan.canonical(row.values));
    }
  }
  return found;
}
