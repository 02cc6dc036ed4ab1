import { sql, type Tx } from '@platform/database';
import type { Signed, SignedHead } from './document.ts';
import type { ReceiptHead } from './head.ts';
import type { Leaf } from './receipts.ts';
import type { Removal } from './removal.ts';
import { merkleTree, type MerkleTree } from './merkle.ts';

/** An exchange as it was appended; `batch` and `place` once it is sealed. */
export type ReceiptRow = {
  id: string;
  at: Date;
  kind: Leaf['kind'];
  provider: string;
  consumer: string;
  facts: Buffer;
  batch: bigint | null;
  place: number | null;
};

export type BatchRow = ReceiptHead & { hash: Buffer; certificate: Buffer; signature: Buffer };
export type RemovalRow = Removal & { certificate: Buffer; signature: Buffer };
export type ConsumerRow = {
  consumer: string;
  batch: bigint;
  certificate: Buffer | null;
  signature: Buffer | null;
  at: Date | null;
};

/** Which exchanges to list. `sides`: those that these organisations gave or these applications took. */
export type ReceiptFilter = {
  from: Date;
  to: Date;
  kind?: string;
  consumer?: string;
  sides?: { providers: readonly string[]; consumers: readonly string[] };
};

/** What was sealed, for the one module that shows it (its role alone may). */
export function openReceiptArchive() {
  /** Whoever takes a folder of receipts asks for one batch again and again. */
  const trees = new Map<bigint, MerkleTree>();
  return {
    find: (tx: Tx, ids: readonly string[]): Promise<ReceiptRow[]> =>
      tx.rows<ReceiptRow>(sql`select * from platform.find_receipts(${[...ids]}::uuid[])`),

    list: (
      tx: Tx,
      filter: ReceiptFilter,
      before: { at: string; id: string } | undefined,
      limit: number,
    ): Promise<ReceiptRow[]> =>
      tx.rows<ReceiptRow>(sql`select * from platform.list_receipts(${filter.from}, ${filter.to}, ${filter.kind ?? null},
      ${filter.sides ? [...filter.sides.providers] : null}::text[], ${filter.sides ? [...filter.sides.consumers] : null}::text[],
      ${filter.consumer ?? null}, ${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid, ${limit})`),

    /** Heads in a row, from and to included. */
    batches: (tx: Tx, from: bigint, to: bigint): Promise<BatchRow[]> =>
      tx.rows<BatchRow>(sql`select * from platform.receipt_batches(${from}, ${to})`),

    /** The newest heads first. */
    latest: (tx: Tx, before: bigint | undefined, limit: number): Promise<BatchRow[]> =>
      tx.rows<BatchRow>(sql`select * from platform.list_receipt_batches(${before ?? null}::bigint, ${limit})`),

    /** When exchanges as old as this id were removed; undefined where none were. */
    async removedAt(tx: Tx, id: string): Promise<Date | undefined> {
      const { at } = await tx.one<{ at: Date | null }>(sql`select platform.receipt_removed_at(${id}) as at`);
      return at ?? undefined;
    },

    /** What was removed of these batches, with all statements between, in their order; the newest where there are more than `limit`. */
    async removals(tx: Tx, from: bigint, to: bigint, limit: number): Promise<RemovalRow[]> {
      const rows =
        await tx.rows<RemovalRow>(sql`select no, from_batch as "fromBatch", to_batch as "toBatch", leaves, from_head as "fromHead",
          to_head as "toHead", before, removed_at as "removedAt", previous, certificate, signature
        from platform.receipt_removals(${from}, ${to}, ${limit})`);
      return rows.reverse();
    },

    consumers: (tx: Tx, batches: readonly bigint[]): Promise<ConsumerRow[]> =>
      tx.rows<ConsumerRow>(sql`select * from platform.receipt_consumers(${[...batches]}::bigint[])`),

    /** Heads that an application has yet to sign, the oldest first. */
    unsigned: (tx: Tx, application: string, after: bigint, limit: number): Promise<BatchRow[]> =>
      tx.rows<BatchRow>(sql`select * from platform.unsigned_receipt_batches(${application}, ${after}, ${limit})`),

    /** Keeps a consumer's signature, which the caller has verified; false when there was one, or nothing to sign. */
    async sign(tx: Tx, batch: bigint, application: string, signed: Signed, at: Date): Promise<boolean> {
      const { count } = await tx.one<{ count: number }>(
        sql`select platform.sign_receipt_batch(${batch}, ${application}, ${signed.certificate}, ${signed.signature}, ${at}) as count`,
      );
      return count === 1;
    },

    async tree(tx: Tx, batch: bigint): Promise<MerkleTree> {
      const held = trees.get(batch);
      if (held) return held;
      const { hashes } = await tx.one<{ hashes: Buffer }>(sql`select platform.receipt_leaf_hashes(${batch}) as hashes`);
      const tree = merkleTree(hashes);
      if (trees.size >= MOST_TREES) trees.delete(trees.keys().next().value as bigint);
      trees.set(batch, tree);
      return tree;
    },
  };
}

export type ReceiptArchive = ReturnType<typeof openReceiptArchive>;

const MOST_TREES = 16;

/** A head with the signatures that it has. */
export function signedHead(batch: BatchRow, consumers: readonly ConsumerRow[]): SignedHead {
  return {
    head: batch,
    platform: { certificate: batch.certificate, signature: batch.signature },
    consumers: consumers.flatMap(({ consumer, certificate, signature, batch: no }) =>
      no === batch.no && certificate && signature ? [{ application: consumer, certificate, signature }] : [],
    ),
  };
}
