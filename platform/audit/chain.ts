import { canonicalJson } from '@platform/kernel';
import { chainHash } from '@platform/crypto';

/** A row of the audit as it enters the chain. `kind` keeps the two tables apart. */
export type ChainedRow = { kind: 'entry' | 'read'; seq: bigint; row: Record<string, unknown> };

/** What stands before the first row. */
export const GENESIS = Buffer.alloc(32);

/** The hash of a row, binding its place, its whole content and everything before it (SM3 over the previous hash and the canonical row). */
export function rowHash(previous: Buffer, { kind, seq, row }: ChainedRow): Buffer {
  const content: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) content[name] = value instanceof Date ? value.toISOString() : value;
  return chainHash(previous, Buffer.from(canonicalJson({ kind, seq: String(seq), row: content }), 'utf8'));
}

/** What a checkpoint's signature covers. */
export function checkpointText(checkpoint: { seq: bigint; hash: Buffer; at: Date }): string {
  return canonicalJson({
    seq: String(checkpoint.seq),
    hash: checkpoint.hash.toString('hex'),
    at: checkpoint.at.toISOString(),
  });
}
