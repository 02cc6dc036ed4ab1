import { existsSync, readFileSync } from 'node:fs';
import { sm2Verifier, type KeyStore, type Sm2Verifier } from '@platform/crypto';
import { sql, type Database } from '@platform/database';
import { checkpointText, GENESIS, rowHash } from './chain.ts';
import { CHAINED_TABLES, CHECKPOINT_KEY, readInUtc, type Checkpoint, type StoredRow } from './sequencer.ts';

/** One thing that is wrong with the chain, with the place where it shows. */
export type AuditFault = {
  seq: string;
  what: 'altered-or-reordered' | 'removed' | 'tail-cut' | 'checkpoint-forged' | 'checkpoint-differs';
  text: string;
};

export type AuditReport = {
  rows: number;
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
}): Promise<AuditReport> {
  const { database, keys } = options;
  const faults: AuditFault[] = [];
  const fault = (seq: bigint, what: AuditFault['what'], text: string): void => {
    if (faults.length < FAULTS_SHOWN) faults.push({ seq: String(seq), what, text });
  };
  const verifiers = new Map<number, Sm2Verifier>();
  const good = (checkpoint: Checkpoint): boolean => {
    try {
      let verifier = verifiers.get(checkpoint.key_version);
      if (!verifier) {
        verifier = sm2Verifier(keys.signing(CHECKPOINT_KEY, checkpoint.key_version).publicKey);
        verifiers.set(checkpoint.key_version, verifier);
      }
      return verifier.verify(Buffer.from(checkpointText(checkpoint), 'utf8'), checkpoint.signature);
    } catch {
      return false;
    }
  };
  return database.asPlatform.read(async (tx) => {
    await readInUtc(tx);
    const signed = new Map<bigint, Buffer>();
    const inside = await tx.rows<Checkpoint>(
      sql`select seq, hash, at, key_version, signature from platform.audit_checkpoint order by seq`,
    );
    const outside = readOutside(options.checkpointFile);
    for (const checkpoint of [...inside, ...outside]) {
      if (!good(checkpoint))
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
      } else signed.set(checkpoint.seq, checkpoint.hash);
    }
    const lastSigned = [...signed.keys()].reduce((last, seq) => (seq > last ? seq : last), 0n);

    let previous: Buffer = GENESIS;
    let expected = 1n;
    let rows = 0;
    for (let after = 0n; ; ) {
      const page = await tx.rows<StoredRow & { seq: bigint; hash: Buffer }>(sql`
        (${CHAINED_TABLES.entry} where seq > ${after} order by seq limit ${PAGE}) union all
        (${CHAINED_TABLES.read} where seq > ${after} order by seq limit ${PAGE}) order by seq limit ${PAGE}`);
      for (const stored of page) {
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
      if (page.length < PAGE) break;
    }
    if (expected - 1n < lastSigned)
      fault(
        lastSigned,
        'tail-cut',
        `The chain ends at ${expected - 1n}, but ${lastSigned} was signed: the tail is cut.`,
      );
    const { waiting } = await tx.one<{ waiting: number }>(sql`
      select ((select count(*) from platform.audit_entry where seq is null) + (select count(*) from platform.data_read where seq is null))::int as waiting`);
    const beyond = expected - 1n > lastSigned ? Number(expected - 1n - lastSigned) : 0;
    return { rows, checkpoints: signed.size, signedUpTo: String(lastSigned), unsigned: waiting + beyond, faults };
  });
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
