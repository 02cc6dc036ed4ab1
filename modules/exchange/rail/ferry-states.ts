import { EMPTY_STATE, keyHash, movedState, rowHash, type RowState } from '@platform/ferry';
import type { Tx } from '@platform/database';
import type { Value } from '@platform/sources';
import { clearLine, dropRows, rowHashes, saveRows, type FerryRow } from '../store/ferry.ts';

/** A change as far as the state of a line goes. */
export type StateChange = {
  readonly op: 'c' | 'u' | 'd' | 'r' | 't';
  readonly key: readonly string[];
  readonly values?: readonly Value[];
};

/**
 * Brings what is known of a line's rows (`exchange.ferry_row`) up to date with changes in their order. Both sides do this with the same changes,
 * so that equal states prove equal rows. @returns the state afterwards
 */
export async function moveRows(
  tx: Tx,
  at: { owner: string; line: string; sweep: number; keepKeys: boolean },
  state: RowState,
  changes: readonly StateChange[],
): Promise<RowState> {
  let now = state;
  let begin = 0;
  changes.forEach((change, index) => {
    if (change.op === 't') begin = index + 1;
  });
  // What came before the last truncation left no trace.
  if (begin > 0) {
    await clearLine(tx, at.owner, at.line);
    now = EMPTY_STATE;
  }
  const counted = changes.slice(begin);
  if (counted.length === 0) return now;
  const known = await rowHashes(
    tx,
    at.owner,
    at.line,
    counted.map((change) => keyHash(change.key)),
  );
  const last = new Map<string, FerryRow | null>();
  const gone: Buffer[] = [];
  const come: Buffer[] = [];
  for (const { op, key, values } of counted) {
    const hash = keyHash(key);
    const name = hash.toString('hex');
    const before = known.get(name);
    if (before) gone.push(before);
    if (op === 'd') {
      known.delete(name);
      last.set(name, null);
      continue;
    }
    const row = rowHash(key, values ?? []);
    come.push(row);
    known.set(name, row);
    last.set(name, { keyHash: hash, rowHash: row, key: at.keepKeys ? key : null });
  }
  const rows = [...last];
  await dropRows(
    tx,
    at.owner,
    at.line,
    rows.flatMap(([name, row]) => (row === null ? [Buffer.from(name, 'hex')] : [])),
  );
  await saveRows(
    tx,
    at.owner,
    at.line,
    at.sweep,
    rows.flatMap(([, row]) => (row === null ? [] : [row])),
  );
  return movedState(now, gone, come);
}
