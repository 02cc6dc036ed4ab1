import type { ProofExchange } from '../contract/index.ts';
import { keyParts, keyText, type ProofPlan, type ProofValues } from '../domain/proof-plan.ts';

/** Keys that exchange reads at once. */
export const KEYS_AT_ONCE = 500;
/** From so many keys on the source is read in whole instead: asking for them one by one would cost it more. */
export const MANY_KEYS = 5_000;

type Found = Map<string, ProofValues | 'refused'>;

/** The source's rows of these keys as they are now, by the key as one text; `refused` for a row that does not pass its checks. */
export async function sourceRowsOf(
  exchange: Pick<ProofExchange, 'readRows' | 'readSource'>,
  plan: ProofPlan,
  lineId: string,
  keys: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<Found> {
  const found: Found = new Map();
  if (keys.length <= MANY_KEYS) {
    await readSingle(exchange, plan, lineId, keys, found, signal);
    return found;
  }
  const wanted = new Set(keys.map(keyText));
  for await (const { rows } of exchange.readSource(lineId, signal)) {
    for (const row of rows) {
      const key = keyText(plan.keyOfRow(row));
      if (wanted.has(key)) found.set(key, plan.canonical(row.values));
    }
  }
  // A reading in whole does not tell a row that was refused from one that is not there.
  const absent = [...wanted].filter((key) => !found.has(key));
  if (absent.length <= MANY_KEYS) await readSingle(exchange, plan, lineId, absent.map(keyParts), found, signal);
  return found;
}

async function readSingle(
  exchange: Pick<ProofExchange, 'readRows'>,
  plan: ProofPlan,
  lineId: string,
  keys: readonly (readonly string[])[],
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
    const { rows, refused } = await exchange.readRows(lineId, keys.slice(at, at + KEYS_AT_ONCE), signal);
    for (const row of rows) found.set(keyText(plan.keyOfRow(row)), plan.canonical(row.values));
    for (const key of refused) found.set(keyText(key), 'refused');
  }
}
