import type { Tx } from '@platform/database';
import type { Own } from '../deps.ts';
import { openPiece } from '../files/pieces.ts';
import { findPiece } from '../store/packages.ts';

/** A query's result as it is kept, sealed: values are masked already. `counts`: rows behind each group. */
export type StoredResult = { rows: (string | null)[][]; counts?: number[]; cut: boolean };

/** The kept result; undefined once it is destroyed. */
export async function openResult(
  deps: Pick<Own, 'sealer'>,
  tx: Tx,
  queryId: string,
): Promise<StoredResult | undefined> {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = await findPiece(tx, queryId, pieces.length);
    if (!piece) break;
    pieces.push(openPiece(deps.sealer, queryId, pieces.length, piece.sealed));
  }
  return pieces.length === 0 ? undefined : (JSON.parse(Buffer.concat(pieces).toString('utf8')) as StoredResult);
}

/** Without groups of fewer rows than `least`. */
export function withoutSmall(result: StoredResult, least: number): { rows: (string | null)[][]; leftOut: number } {
  const rows = result.rows.filter((_, index) => (result.counts?.[index] ?? least) >= least);
  return { rows, leftOut: result.rows.length - rows.length };
}
