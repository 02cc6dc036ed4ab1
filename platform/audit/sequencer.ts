import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { inSpareTime, type Clock } from '@platform/kernel';
import type { KeyStore } from '@platform/crypto';
import { sql, type Database, type Tx } from '@platform/database';
import { checkpointText, GENESIS, rowHash } from './chain.ts';
import { oldestPacks, readHash, unpackReads } from './read-packs.ts';

/**
 * Columns of the two tables as they enter the chain. A later column joins only where it has a value: rows of before stay what they were, and
 * one whose value is taken away does not fit any more.
 */
export const CHAINED_TABLES = {
  entry: sql`select 'entry' as kind, seq, hash, id, to_jsonb(e) - 'seq' - 'hash' as row, at from platform.audit_entry e`,
  read: sql`select 'read' as kind, seq, hash, id, to_jsonb(r) - 'seq' - 'hash' - array_remove(array[case when grant_id is null then 'grant_id' end,
    case when list_id is null then 'list_id' end, case when people is null then 'people' end, case when list_digest is null then 'list_digest' end], null) as row, at
    from platform.data_read r`,
} as const;

export type StoredRow = {
  kind: 'entry' | 'read';
  seq: bigint | null;
  hash: Buffer | null;
  id: string;
  row: Record<string, unknown>;
};
export type Checkpoint = { seq: bigint; hash: Buffer; at: Date; key_version: number; signature: Buffer };

/** The name of the key that signs checkpoints. */
export const CHECKPOINT_KEY = 'audit-checkpoints';

/** Rows chained in one transaction, of each kind of waiting. */
const BATCH = 1_000;
/** Packs unpacked in one transaction, of some hundred reads each at most; fewer while the process is busy. */
const PACKS = 16;
const PACKS_BUSY = 4;
/** Packs that may wait while the process is busy; with more, chaining goes on all the same. */
const MOST_WAITING = 2_000;
/** Rows hashed before others in this process have their turn. */
const TURN = 64;

export type Sequencer = {
  /** Chains what is waiting and signs a checkpoint; the number of rows chained. */
  run(): Promise<number>;
  stop(): Promise<void>;
};

/**
 * The one writer of the chain (an advisory lock keeps it one, over all processes). Every `intervalMs` it gives waiting rows their
 * place, chains them, and signs the head into the database and into `checkpointFile`, which lies outside the database. Packed reads are unpacked
 * with it. What more there is waits for the next time while the process is busy, and is chained at once when it is not.
 */
export function startSequencer(options: {
  database: Database;
  clock: Clock;
  keys: KeyStore;
  checkpointFile: string;
  intervalMs?: number;
  onError?: (error: Error) => void;
}): Sequencer {
  const { database, clock, keys, checkpointFile } = options;
  mkdirSync(dirname(checkpointFile), { recursive: true, mode: 0o700 });

  /** Whether the last step left something, and more than may wait. */
  let full = false;
  let behind = false;

  const step = async (most: number): Promise<number> => {
    const checkpoint = await database.asPlatform.transaction(async (tx) => {
      const { mine } = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(73577004) as mine`);
      if (!mine) return undefined;
      await readInUtc(tx);
      const packed = await oldestPacks(tx, most);
      const waiting = await tx.rows<StoredRow>(sql`
        (${CHAINED_TABLES.entry} where seq is null order by id limit ${BATCH}) union all
        (${CHAINED_TABLES.read} where seq is null order by id limit ${BATCH}) order by at, id`);
      const count = waiting.length + packed.reads.length;
      if (count === 0) return undefined;
      const head = await chainHead(tx);
      let { seq, hash } = head;
      const places = {
        entry: { ids: [] as string[], seqs: [] as bigint[], hashes: [] as Buffer[] },
        read: { ids: [] as string[], seqs: [] as bigint[], hashes: [] as Buffer[] },
      };
      for (const [index, { kind, id, row }] of waiting.entries()) {
        if (index % TURN === TURN - 1) await turn();
        seq += 1n;
        hash = rowHash(hash, { kind, seq, row });
        places[kind].ids.push(id);
        places[kind].seqs.push(seq);
        places[kind].hashes.push(hash);
      }
      const unpacked = { seqs: [] as bigint[], hashes: [] as Buffer[] };
      for (const [index, { text }] of packed.reads.entries()) {
        if (index % TURN === TURN - 1) await turn();
        seq += 1n;
        hash = readHash(hash, text(seq));
        unpacked.seqs.push(seq);
        unpacked.hashes.push(hash);
      }
      await tx.run(sql`update platform.audit_entry e set seq = n.seq, hash = n.hash
        from unnest(${places.entry.ids}::uuid[], ${places.entry.seqs}::bigint[], ${places.entry.hashes}::bytea[]) as n (id, seq, hash) where e.id = n.id`);
      await tx.run(sql`update platform.data_read r set seq = n.seq, hash = n.hash
        from unnest(${places.read.ids}::uuid[], ${places.read.seqs}::bigint[], ${places.read.hashes}::bytea[]) as n (id, seq, hash) where r.id = n.id`);
      if (packed.reads.length > 0) await unpackReads(tx, packed, unpacked);
      const at = clock.now();
      const key = keys.signing(CHECKPOINT_KEY);
      const signature = key.sign(Buffer.from(checkpointText({ seq, hash, at }), 'utf8'));
      await tx.run(
        sql`insert into platform.audit_checkpoint (seq, hash, at, key_version, signature) values (${seq}, ${hash}, ${at}, ${key.version}, ${signature})`,
      );
      const last = packed.packs.at(-1);
      const { far } =
        last === undefined
          ? { far: 0 }
          : await tx.one<{ far: number }>(sql`select (max(no) - ${last}::bigint)::int as far from platform.read_pack`);
      behind = (far ?? 0) > MOST_WAITING;
      return {
        count,
        full: waiting.length >= BATCH || packed.packs.length === most,
        line: {
          seq: String(seq),
          hash: hash.toString('hex'),
          at: at.toISOString(),
          keyVersion: key.version,
          signature: signature.toString('hex'),
        },
      };
    });
    if (!checkpoint) {
      full = false;
      return 0;
    }
    appendFileSync(checkpointFile, `${JSON.stringify(checkpoint.line)}\n`, { mode: 0o600 });
    full = checkpoint.full;
    return checkpoint.count;
  };

  let running: Promise<number> = Promise.resolve(0);
  const run = (most = PACKS): Promise<number> => {
    // One after the other, whatever became of the one before.
    running = running.catch(() => 0).then(() => step(most));
    return running;
  };
  let stopped = false;
  const work = inSpareTime(async (busy) => {
    await run(busy ? PACKS_BUSY : PACKS);
    return { more: full && !stopped, late: behind };
  });
  let working = false;
  const timer = setInterval(() => {
    if (working) return;
    working = true;
    work()
      .catch((error: Error) => options.onError?.(error))
      .finally(() => (working = false));
  }, options.intervalMs ?? 1_000);
  return {
    async run() {
      let total = 0;
      for (let count = await run(); count > 0; count = await run()) total += count;
      return total;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running.catch(() => undefined);
    },
  };
}

/** Rows enter the chain as JSON, where an instant is written in the session's time zone: it must be the same wherever and whenever they are read. */
export async function readInUtc(tx: Tx): Promise<void> {
  await tx.run(sql`select set_config('timezone', 'UTC', true)`);
}

async function chainHead(tx: Tx): Promise<{ seq: bigint; hash: Buffer }> {
  return (
    (await tx.first<{ seq: bigint; hash: Buffer }>(sql`
      select seq, hash from (
        (select seq, hash from platform.audit_entry where seq is not null order by seq desc limit 1) union all
        (select seq, hash from platform.data_read where seq is not null order by seq desc limit 1)) heads
      order by seq desc limit 1`)) ?? { seq: 0n, hash: GENESIS }
  );
}
