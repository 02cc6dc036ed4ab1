import type { Tx } from '@platform/database';
import { headsFile, receiptFile, removalsFile, signedHead, type ReceiptRow, type SignedHead } from '@platform/receipts';
import type { Own } from './deps.ts';

/** Receipts as files, each with its path and the signatures that its batch has; those not sealed yet are left out. */
export async function receiptFiles(
  deps: Own,
  tx: Tx,
  rows: readonly ReceiptRow[],
): Promise<{ id: string; file: string }[]> {
  const heads = await signedHeads(deps, tx, rows);
  const [root] = deps.trust.roots();
  const files: { id: string; file: string }[] = [];
  for (const row of rows) {
    const signed = row.batch === null ? undefined : heads.get(row.batch);
    if (!signed || row.batch === null || row.place === null || !root) continue;
    const consumer = signed.consumers.find(({ application }) => application === row.consumer);
    files.push({
      id: row.id,
      file: receiptFile(
        {
          facts: JSON.parse(row.facts.toString('utf8')),
          place: row.place,
          path: (await deps.archive.tree(tx, row.batch)).path(row.place),
          head: signed.head,
          platform: signed.platform,
          ...(consumer ? { consumer } : {}),
        },
        root,
      ),
    });
  }
  return files;
}

async function signedHeads(deps: Own, tx: Tx, rows: readonly ReceiptRow[]): Promise<Map<bigint, SignedHead>> {
  const numbers = [...new Set(rows.flatMap(({ batch }) => (batch === null ? [] : [batch])))];
  const consumers = await deps.archive.consumers(tx, numbers);
  const heads = new Map<bigint, SignedHead>();
  for (const no of numbers)
    for (const batch of await deps.archive.batches(tx, no, no)) heads.set(no, signedHead(batch, consumers));
  return heads;
}

/** Heads that make an unbroken chain over the batches of these receipts; at most this many, from the newest on. */
const MOST_HEADS = 4_000;

/**
 * The chain of heads over the batches of these receipts, as a file; undefined when none is sealed. Heads between them are hashes only; signatures are
 * those of applications that the reader may be told of. With them what was removed of these batches at the end of its term, as the platform signed it.
 */
export async function chainFile(
  deps: Own,
  tx: Tx,
  rows: readonly ReceiptRow[],
  sees: (application: string) => boolean,
): Promise<{ heads: string; removals: string | undefined } | undefined> {
  const numbers = rows.flatMap(({ batch }) => (batch === null ? [] : [batch]));
  const [root] = deps.trust.roots();
  if (numbers.length === 0 || !root) return undefined;
  const last = numbers.reduce((a, b) => (a > b ? a : b));
  const first = numbers.reduce((a, b) => (a < b ? a : b));
  const from = last - first >= BigInt(MOST_HEADS) ? last - BigInt(MOST_HEADS) + 1n : first;
  const batches = await deps.archive.batches(tx, from, last);
  const consumers = (
    await deps.archive.consumers(
      tx,
      batches.map(({ no }) => no),
    )
  ).filter(({ consumer }) => sees(consumer));
  const removals = (await deps.archive.removals(tx, from, last, MOST_HEADS)).map(
    ({ certificate, signature, ...removal }) => ({ removal, platform: { certificate, signature } }),
  );
  return {
    heads: headsFile(
      batches.map((batch) => signedHead(batch, consumers)),
      root,
    ),
    removals: removals.length === 0 ? undefined : removalsFile(removals, root),
  };
}
