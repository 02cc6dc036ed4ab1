import { existsSync, readFileSync } from 'node:fs';
import type { KeyStore } from '@platform/crypto';
import { sql, type Database, type Tx } from '@platform/database';
import { GENESIS, rowHash } from './chain.ts';
import { gapHolds, openSignatures, type Gap } from './gaps.ts';
import { CHAINED_TABLES, readInUtc, type Checkpoint, type StoredRow } from './sequencer.ts';

/** One thing that is wrong with the chain, with the place where it shows. */
export type AuditFault = {
  seq: string;
  what:
    | 'altered-or-reordered'
    | 'removed'
    | 'removed-early'
    | 'list-altered'
    | 'tail-cut'
    | 'checkpoint-forged'
    | 'checkpoint-differs';
  text: string;
};

export type AuditReport = {
  rows: number;
  /** Places whose reads and entries were removed when their term of keeping was over. */
  forgotten: number;
  checkpoints: number;
  /** The last place that a good signature covers. */
  signedUpTo: string;
  /** Rows after it, not yet protected. */
  unsigned: number;
  faults: AuditFault[];
};

const PAGE = 5_000;
const FAULTS_SHOWN = 50;

/**
 * Walks the whole chain and compares it with the signed checkpoints in the database and in the file outside it. Any row altered,
 * removed or put elsewhere up to the last checkpoint is found.
 */
export async function verifyAudit(options: {
  database: Database;
  keys: KeyStore;
  checkpointFile: string;
  now?: Date;
}): Promise<AuditReport> {
  const { database, keys } = options;
  const faults: AuditFault[] = [];
  const fault = (seq: bigint, what: AuditFault['what'], text: string): void => {
    if (faults.length < FAULTS_SHOWN) faults.push({ seq: String(seq), what, text });
  };
  const signatures = openSignatures(keys);
  return database.asPlatform.read(async (tx) => {
    await readInUtc(tx);
    const signed = new Map<bigint, Buffer>();
    const times: { seq: bigint; at: Date }[] = [];
    const inside = await tx.rows<Checkpoint>(
      sql`select seq, hash, at, key_version, signature from platform.audit_checkpoint order by seq`,
    );
    const outside = readOutside(options.checkpointFile);
    for (const checkpoint of [...inside, ...outside]) {
      if (!signatures.checkpoint(checkpoint))
        fault(
          checkpoint.seq,
          'checkpoint-forged',
          `The checkpoint at ${checkpoint.seq} bears no good signature of ours.`,
        );
      else if (signed.has(checkpoint.seq) && !signed.get(checkpoint.seq)?.equals(checkpoint.hash)) {
        fault(
          checkpoint.seq,
          'checkpoint-differs',
          `The checkpoint at ${checkpoint.seq} in the database differs from the one kept outside.`,
        );
      } else {
        signed.set(checkpoint.seq, checkpoint.hash);
        times.push({ seq: checkpoint.seq, at: checkpoint.at });
      }
    }
    const lastSigned = [...signed.keys()].reduce((last, seq) => (seq > last ? seq : last), 0n);

    let previous: Buffer = GENESIS;
    let expected = 1n;
    let rows = 0;
    let forgotten = 0;
    const now = options.now ?? new Date();
    times.sort((a, b) => (a.seq < b.seq ? -1 : 1));
    const holds = (gap: Gap): boolean =>
      gapHolds(gap, { writtenAt: times[firstFrom(times, gap.to_seq)]?.at, now, signed: signatures.gap(gap) });
    const step = (gap: Gap): void => {
      if (gap.from_seq !== expected) return;
      if (!holds(gap))
        fault(
          gap.from_seq,
          'removed-early',
          `Rows ${gap.from_seq} to ${gap.to_seq} were removed before their term was over, or not by this platform.`,
        );
      const promised = signed.get(gap.to_seq);
      if (promised && !promised.equals(gap.hash))
        fault(gap.to_seq, 'altered-or-reordered', `The gap up to ${gap.to_seq} is not the chain that was signed.`);
      previous = gap.hash;
      forgotten += Number(gap.to_seq - gap.from_seq) + 1;
      expected = gap.to_seq + 1n;
    };
    for (let after = 0n; ; ) {
      const page = await tx.rows<StoredRow & { seq: bigint; hash: Buffer }>(sql`
        (${CHAINED_TABLES.entry} where seq > ${after} order by seq limit ${PAGE}) union all
        (${CHAINED_TABLES.read} where seq > ${after} order by seq limit ${PAGE}) order by seq limit ${PAGE}`);
      const last = page.length < PAGE ? MOST : (page.at(-1)?.seq as bigint);
      const gaps = await tx.rows<Gap>(
        sql`select from_seq, to_seq, hash, before, removed_at, kind, key_version, signature from platform.audit_gap where from_seq >= ${expected} and from_seq <= ${last} order by from_seq`,
      );
      let next = 0;
      const pass = (before: bigint): void => {
        for (let gap = gaps[next]; gap && gap.from_seq < before; gap = gaps[(next += 1)]) step(gap);
      };
      for (const stored of page) {
        pass(stored.seq);
        if (stored.seq !== expected) {
          fault(expected, 'removed', `Rows ${expected} to ${stored.seq - 1n} are missing.`);
          previous = stored.hash;
        } else {
          const hash = rowHash(previous, { kind: stored.kind, seq: stored.seq, row: stored.row });
          if (!hash.equals(stored.hash))
            fault(
              stored.seq,
              'altered-or-reordered',
              `Row ${stored.seq} (${stored.kind} ${stored.id}) is not what was chained.`,
            );
          const promised = signed.get(stored.seq);
          if (promised && !promised.equals(stored.hash))
            fault(
              stored.seq,
              'altered-or-reordered',
              `The chain up to row ${stored.seq} is not the one that was signed.`,
            );
          previous = stored.hash;
        }
        expected = stored.seq + 1n;
        rows += 1;
        after = stored.seq;
      }
      if (page.length < PAGE) {
        pass(MOST);
        break;
      }
    }
    for (const { seq, id } of await alteredLists(tx))
      fault(seq, 'list-altered', `The list of people of read ${id} is not the one that was chained.`);
    if (expected - 1n < lastSigned)
      fault(
        lastSigned,
        'tail-cut',
        `The chain ends at ${expected - 1n}, but ${lastSigned} was signed: the tail is cut.`,
      );
    const { waiting } = await tx.one<{ waiting: number }>(sql`
      select ((select count(*) from platform.audit_entry where seq is null) + (select count(*) from platform.data_read where seq is null) +
        (select coalesce(sum(cardinality(ids)), 0) from platform.read_pack))::int as waiting`);
    const beyond = expected - 1n > lastSigned ? Number(expected - 1n - lastSigned) : 0;
    return {
      rows,
      forgotten,
      checkpoints: signed.size,
      signedUpTo: String(lastSigned),
      unsigned: waiting + beyond,
      faults,
    };
  });
}

/** The largest place there can be. */
const MOST = 2n ** 63n - 1n;

/** Index of the first checkpoint at or behind a place. */
function firstFrom(times: readonly { seq: bigint }[], seq: bigint): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as { seq: bigint }).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Chained reads of lists that do not hold any more whom they held. Each list is looked at once. */
function alteredLists(tx: Tx): Promise<{ seq: bigint; id: string }[]> {
  return tx.rows(sql`
    with lists as (select list_id, platform.read_list_digest(list_id) as digest from (select distinct list_id from platform.data_read where list_id is not null) named)
    select r.seq, r.id from platform.data_read r join lists l on l.list_id = r.list_id
    where r.seq is not null and r.list_digest is distinct from l.digest order by r.seq limit ${FAULTS_SHOWN}`);
}

function readOutside(file: string): Checkpoint[] {
  if (!existsSync(file)) return [];
  const checkpoints: Checkpoint[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      const stored = JSON.parse(line) as {
        seq: string;
        hash: string;
        at: string;
        keyVersion: number;
        signature: string;
      };
      checkpoints.push({
        seq: BigInt(stored.seq),
        hash: Buffer.from(stored.hash, 'hex'),
        at: new Date(stored.at),
        key_version: stored.keyVersion,
        signature: Buffer.from(stored.signature, 'hex'),
      });
    } catch {
      // A line cut short by a crash in the midst of writing; the database has the same checkpoint.
    }
  }
  return checkpoints;
}
