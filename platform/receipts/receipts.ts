import { sql, type Tx } from '@platform/database';

/** What gave data to whom: one leaf of a batch. `facts` is the canonical text of what is proved; it holds hashes of what was said, never personal data. */
export type Leaf = {
  /** The id of the exchange, as its own record has it. */
  id: string;
  at: Date;
  kind: 'call' | 'subscription' | 'file' | 'sandbox' | 'node';
  /** Organisation that gave. */
  provider: string;
  /** Application (or node) that took. */
  consumer: string;
  facts: Uint8Array;
};

export type Receipts = {
  /** Appends leaves in the caller's transaction, all in one statement. */
  append(tx: Tx, leaves: readonly Leaf[]): Promise<void>;
};

export function openReceipts(): Receipts {
  return {
    async append(tx, leaves) {
      if (leaves.length === 0) return;
      const column = <K extends keyof Leaf>(name: K): Leaf[K][] => leaves.map((leaf) => leaf[name]);
      await tx.run(sql`select platform.append_receipts(${column('id')}::uuid[], ${column('at')}::timestamptz[], ${column('kind')}::text[],
        ${column('provider')}::text[], ${column('consumer')}::text[], ${leaves.map((leaf) => Buffer.from(leaf.facts))}::bytea[])`);
    },
  };
}
