import { canonicalJson } from '@platform/kernel';
import { byteaArray, instantArray, sql, textArray, uuidArray, type Tx } from '@platform/database';
import { leafHash } from './merkle.ts';

/** What gave data to whom: one leaf of a batch. `facts` is the canonical text of what is proved; it holds hashes of what was said, never personal data. */
export type Leaf = {
  /** The id of the exchange, as its own record has it: a UUID of version 7. */
  id: string;
  at: Date;
  kind: 'call' | 'subscription' | 'file' | 'sandbox' | 'node';
  /** Organisation that gave. */
  provider: string;
  /** Application (or node) that took. */
  consumer: string;
  /** Canonical JSON ({@link receiptFacts}). */
  facts: Uint8Array;
};

export type Receipts = {
  /** Appends leaves in the caller's transaction, all in one statement. */
  append(tx: Tx, leaves: readonly Leaf[]): Promise<void>;
};

/** Facts as they are proved: canonical JSON (sorted keys, no white space, whole numbers) in UTF-8. */
export function receiptFacts(facts: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(canonicalJson(facts), 'utf8');
}

export function openReceipts(): Receipts {
  return {
    async append(tx, leaves) {
      if (leaves.length === 0) return;
      const column = <K extends keyof Leaf>(name: K): Leaf[K][] => leaves.map((leaf) => leaf[name]);
      const hashes = Buffer.concat(leaves.map((leaf) => leafHash(leaf.facts)));
      await tx.run(sql`select platform.append_receipts(${uuidArray(column('id'))}::uuid[], ${instantArray(column('at'))}::timestamptz[],
        ${textArray(column('kind'))}::text[], ${textArray(column('provider'))}::text[], ${textArray(column('consumer'))}::text[],
        ${byteaArray(column('facts'))}::bytea[], ${hashes}::bytea)`);
    },
  };
}
