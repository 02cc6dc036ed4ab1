import type { Clock } from '@platform/kernel';
import { sql, type Database } from '@platform/database';
import { GENESIS, headHash, headText } from './head.ts';
import { merkleTree } from './merkle.ts';
import type { ReceiptTrust } from './trust.ts';

export type ReceiptSealer = {
  /** Seals what is waiting, batch by batch; the number of leaves sealed. */
  run(): Promise<number>;
  stop(): Promise<void>;
};

/** Leaves in one batch at most: a tree of them is made in a few tens of milliseconds. */
const MOST_CHUNKS = 5_000;
const SEALER_LOCK = 73_577_041;

/**
 * The one sealer over all processes (an advisory lock keeps it one). Each `intervalMs` it seals the waiting chunks into a batch: a tree over their
 * leaves, chained to the batch before, the head signed by the platform, and by its own applications where they took something.
 */
export function startReceiptSealer(options: {
  database: Database;
  clock: Clock;
  trust: ReceiptTrust;
  /** Applications whose key the platform itself holds. */
  own: readonly string[];
  intervalMs?: number;
  onSealed?: () => void;
  onError?: (error: Error) => void;
}): ReceiptSealer {
  const { database, clock, trust } = options;

  const step = async (): Promise<number> => {
    const sealed = await database.asPlatform.transaction(async (tx) => {
      const { mine } = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${SEALER_LOCK}) as mine`);
      if (!mine) return 0;
      const chunks = await tx.rows<{ no: bigint; leaves: number; hashes: Buffer; consumers: string[] }>(
        sql`select no, cardinality(ids) as leaves, hashes, array(select distinct unnest(consumers)) as consumers from platform.receipt_chunk where batch is null order by no limit ${MOST_CHUNKS}`,
      );
      if (chunks.length === 0) return 0;
      const before = await tx.first<{ no: bigint; hash: Buffer }>(
        sql`select no, hash from platform.receipt_batch order by no desc limit 1`,
      );
      // Before the time is taken: a certificate made at its first use must not begin after what it signs.
      const platform = trust.platform();
      const signers = new Map(
        [...new Set(chunks.flatMap((chunk) => chunk.consumers))].map((consumer) => [
          consumer,
          options.own.includes(consumer) ? trust.own(consumer) : undefined,
        ]),
      );
      const tree = merkleTree(Buffer.concat(chunks.map(({ hashes }) => hashes)));
      const head = {
        no: (before?.no ?? 0n) + 1n,
        at: clock.now(),
        leaves: tree.leaves,
        root: tree.root,
        previous: before?.hash ?? GENESIS,
      };
      const text = Buffer.from(headText(head), 'utf8');
      let place = 0;
      const firsts = chunks.map(({ leaves }) => (place += leaves) - leaves);
      const consumers = [...signers].map(([consumer, signer]) => ({
        consumer,
        certificate: signer?.certificate.der ?? null,
        signature: signer?.sign(text) ?? null,
      }));
      await Promise.all([
        tx.run(sql`insert into platform.receipt_batch (no, at, leaves, root, previous, hash, certificate, signature) values (${head.no}, ${head.at},
          ${head.leaves}, ${head.root}, ${head.previous}, ${headHash(head)}, ${platform.certificate.der}, ${platform.sign(text)})`),
        tx.run(sql`update platform.receipt_chunk c set batch = ${head.no}, first_place = n.first
          from unnest(${chunks.map(({ no }) => no)}::bigint[], ${firsts}::int[]) as n (no, first) where c.no = n.no`),
        tx.run(sql`insert into platform.receipt_consumer (consumer, batch, certificate, signature, at)
          select n.consumer, ${head.no}::bigint, n.certificate, n.signature, case when n.signature is null then null else ${head.at}::timestamptz end
          from unnest(${consumers.map(({ consumer }) => consumer)}::text[], ${consumers.map(({ certificate }) => certificate)}::bytea[],
            ${consumers.map(({ signature }) => signature)}::bytea[]) as n (consumer, certificate, signature)`),
      ]);
      return tree.leaves;
    });
    if (sealed > 0) options.onSealed?.();
    return sealed;
  };

  let running: Promise<number> = Promise.resolve(0);
  const run = (): Promise<number> => (running = running.then(step, step));
  const timer = setInterval(() => {
    run().catch((error: Error) => options.onError?.(error));
  }, options.intervalMs ?? 1_000);
  return {
    async run() {
      let total = 0;
      for (let count = await run(); count > 0; count = await run()) total += count;
      return total;
    },
    async stop() {
      clearInterval(timer);
      await running.catch(() => undefined);
    },
  };
}
