import { sql, type Database, type Tx } from '@platform/database';
import { GENESIS, headHash, type ReceiptHead } from './head.ts';
import { HASH_BYTES, leafHash, merkleTree } from './merkle.ts';
import { removalHash, removalText, type Removal } from './removal.ts';
import type { ReceiptTrust } from './trust.ts';

const FORGETTING = 73_577_043;
/** Exchanges looked at in one transaction, about; a batch is taken whole. */
const MOST_LEAVES = 5_000;
const MOST_BATCHES = 500;

/** What stays although its term is over: exchanges by id, all under a grant, and all of a package (by its number). */
export type HeldReceipts = {
  readonly exchanges: readonly string[];
  readonly grants: readonly string[];
  readonly packages: readonly string[];
};

type Batch = ReceiptHead & { hash: Buffer };
type Chunk = {
  batch: bigint;
  ids: string[];
  facts: Buffer[];
  hashes: Buffer;
  first_id: string;
  last_id: string;
  last_at: Date;
};

export type Forgotten = {
  /** Exchanges removed. */
  removed: number;
  /** Batches that were not what their head says, which stay for whoever looks into it. */
  broken: readonly bigint[];
  /** Where to go on; undefined when nothing older is left. */
  after: bigint | undefined;
};

/**
 * Removes the exchanges of some batches that were sealed before `before`, from the batch after `after` on. A batch goes whole or not at all: when all
 * its facts are what their hashes say and these make the root that was signed, and none of it is held. A signed statement says what went.
 */
export async function forgetReceipts(options: {
  database: Database;
  trust: ReceiptTrust;
  before: Date;
  now: Date;
  after: bigint;
  held: HeldReceipts;
}): Promise<Forgotten> {
  const { database, trust, before, now, held } = options;
  return database.asPlatform.transaction(async (tx) => {
    const { mine } = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${FORGETTING}) as mine`);
    if (!mine) return { removed: 0, broken: [], after: undefined };
    const batches = await oldest(tx, options.after, before);
    const last = batches.at(-1);
    if (!last) return { removed: 0, broken: [], after: undefined };
    const chunks = await chunksOf(
      tx,
      batches.map(({ no }) => no),
    );
    const broken: bigint[] = [];
    const going: Batch[] = [];
    for (const batch of batches) {
      const own = chunks.filter((chunk) => chunk.batch === batch.no);
      // Told late: something younger was sealed with it.
      if (own.some(({ last_at }) => last_at >= before) || isHeld(own, held)) continue;
      if (!isWhole(batch, own)) broken.push(batch.no);
      else going.push(batch);
    }
    let removed = 0;
    for (const island of inRows(going)) {
      const first = island[0] as Batch;
      const end = island.at(-1) as Batch;
      const own = chunks.filter(({ batch }) => batch >= first.no && batch <= end.no);
      const leaves = own.reduce((sum, { ids }) => sum + ids.length, 0);
      const previous = await tx.first<{ no: bigint; hash: Buffer }>(
        sql`select no, hash from platform.receipt_removal order by no desc limit 1`,
      );
      const statement: Removal = {
        no: (previous?.no ?? 0n) + 1n,
        fromBatch: first.no,
        toBatch: end.no,
        leaves: BigInt(leaves),
        fromHead: headHash(first),
        toHead: headHash(end),
        before,
        removedAt: now,
        previous: previous?.hash ?? GENESIS,
      };
      const signer = trust.platform();
      const ids = [...own.map(({ first_id }) => first_id), ...own.map(({ last_id }) => last_id)].sort();
      await tx.run(sql`delete from platform.receipt_chunk where batch >= ${first.no} and batch <= ${end.no}`);
      await tx.run(sql`insert into platform.receipt_removal (no, from_batch, to_batch, leaves, from_head, to_head, before, removed_at, previous, hash,
          certificate, signature, first_id, last_id)
        values (${statement.no}, ${statement.fromBatch}, ${statement.toBatch}, ${statement.leaves}, ${statement.fromHead}, ${statement.toHead}, ${before}, ${now},
          ${statement.previous}, ${removalHash(statement)}, ${signer.certificate.der}, ${signer.sign(Buffer.from(removalText(statement), 'utf8'))},
          ${ids[0] as string}::uuid, ${ids.at(-1) as string}::uuid)`);
      removed += leaves;
    }
    return { removed, broken, after: last.no };
  });
}

/** The oldest batches behind a number that still have their exchanges, as many as hold some thousands of them. */
async function oldest(tx: Tx, after: bigint, before: Date): Promise<Batch[]> {
  const { next } = await tx.one<{ next: bigint | null }>(
    sql`select min(batch) as next from platform.receipt_chunk where batch > ${after}`,
  );
  if (next === null) return [];
  const rows = await tx.rows<Batch & { there: boolean }>(sql`
    select b.no, b.at, b.leaves, b.root, b.previous, b.hash, exists (select from platform.receipt_chunk c where c.batch = b.no) as there
    from platform.receipt_batch b where b.no >= ${next} and b.at < ${before} order by b.no limit ${MOST_BATCHES}`);
  let leaves = 0;
  const taken: Batch[] = [];
  for (const { there, ...batch } of rows) {
    if (!there) continue;
    if (taken.length > 0 && leaves + batch.leaves > MOST_LEAVES) break;
    leaves += batch.leaves;
    taken.push(batch);
  }
  return taken;
}

function chunksOf(tx: Tx, batches: readonly bigint[]): Promise<Chunk[]> {
  return tx.rows<Chunk>(sql`
    select c.batch, c.ids, c.hashes, c.first_id, c.last_id, c.last_at,
      array(select platform.whole_facts(l.facts, c.shapes[l.shape]) from unnest(c.facts, c.shape_of) with ordinality as l (facts, shape, place) order by l.place) as facts
    from platform.receipt_chunk c where c.batch = any(${[...batches]}::bigint[]) order by c.batch, c.first_place`);
}

/** Whether what stands there is what was signed: facts, their hashes, the root and the head's own hash. */
function isWhole(batch: Batch, chunks: readonly Chunk[]): boolean {
  const facts = chunks.every(({ facts: texts, hashes }) =>
    texts.every((text, place) => leafHash(text).equals(hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES))),
  );
  const hashes = Buffer.concat(chunks.map((chunk) => chunk.hashes));
  if (!facts || hashes.length !== batch.leaves * HASH_BYTES || !headHash(batch).equals(batch.hash)) return false;
  return merkleTree(hashes).root.equals(batch.root);
}

function isHeld(chunks: readonly Chunk[], { exchanges, grants, packages }: HeldReceipts): boolean {
  if (exchanges.length > 0) {
    const held = new Set(exchanges);
    if (chunks.some(({ ids }) => ids.some((id) => held.has(id)))) return true;
  }
  if (grants.length === 0 && packages.length === 0) return false;
  return chunks.some(({ facts }) =>
    facts.some((text) => {
      const told = JSON.parse(text.toString('utf8')) as { grant?: unknown; grants?: unknown; package?: unknown };
      const under = [told.grant, ...(Array.isArray(told.grants) ? told.grants : [])];
      return (
        under.some((one) => typeof one === 'string' && grants.includes(one)) ||
        (typeof told.package === 'string' && packages.includes(told.package))
      );
    }),
  );
}

/** Batches whose numbers follow each other. */
function inRows(batches: readonly Batch[]): Batch[][] {
  const rows: Batch[][] = [];
  for (const batch of batches) {
    const last = rows.at(-1);
    if (last && (last.at(-1) as Batch).no + 1n === batch.no) last.push(batch);
    else rows.push([batch]);
  }
  return rows;
}
