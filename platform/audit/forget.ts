import type { KeyStore } from '@platform/crypto';
import { sql, type Database, type Tx } from '@platform/database';
import { GENESIS, rowHash } from './chain.ts';
import { auditErrors } from './errors.ts';
import { gapHolds, gapText, longEnough, openSignatures, type Gap } from './gaps.ts';
import { CHAINED_TABLES, CHECKPOINT_KEY, readInUtc, type Checkpoint, type StoredRow } from './sequencer.ts';

type Placed = StoredRow & { seq: bigint; hash: Buffer };
const FORGETTING = 73_577_042;
const GAP = sql`from_seq, to_seq, hash, before, removed_at, kind, key_version, signature`;

/**
 * Removes at most `limit` entries that were written and signed before `before`. Each is hashed once more first, from the row before it on: what does
 * not fit stops all of it, so that nothing is swept away under a removal. Where they stood a signed gap stays, made one with the gaps beside it.
 * @throws audit.not-whole
 */
export async function forgetEntries(options: {
  database: Database;
  keys: KeyStore;
  before: Date;
  now: Date;
  limit: number;
}): Promise<{ removed: number; upTo: bigint | null }> {
  const { database, keys, before, now, limit } = options;
  const signatures = openSignatures(keys);
  return database.asPlatform.transaction(async (tx) => {
    const { mine } = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${FORGETTING}) as mine`);
    if (!mine) return { removed: 0, upTo: null };
    await readInUtc(tx);
    const last = await lastOver(tx, before);
    const rows = await tx.rows<Placed>(
      sql`${CHAINED_TABLES.entry} where seq <= ${last} and at < ${before} order by seq limit ${limit}`,
    );
    const [first, end] = [rows[0], rows.at(-1)];
    if (!first || !end) return { removed: 0, upTo: null };
    const beside = await tx.rows<Gap>(
      sql`select ${GAP} from platform.audit_gap where to_seq >= ${first.seq - 1n} and from_seq <= ${end.seq + 1n} order by from_seq`,
    );
    // Only a gap that counts is made one with what the platform signs.
    const counting: Gap[] = [];
    for (const gap of beside) {
      const checkpoint = await tx.first<Checkpoint>(
        sql`select seq, hash, at, key_version, signature from platform.audit_checkpoint where seq >= ${gap.to_seq} order by seq limit 1`,
      );
      const writtenAt = checkpoint && signatures.checkpoint(checkpoint) ? checkpoint.at : undefined;
      if (gapHolds(gap, { writtenAt, now, signed: signatures.gap(gap) })) counting.push(gap);
    }
    let previous = await hashBefore(tx, first.seq, counting);
    let expected = first.seq;
    for (const row of rows) {
      if (row.seq !== expected) previous = await hashBefore(tx, row.seq, counting);
      if (!previous || !rowHash(previous, { kind: 'entry', seq: row.seq, row: row.row }).equals(row.hash))
        throw auditErrors.notWhole({ seq: String(row.seq) });
      previous = row.hash;
      expected = row.seq + 1n;
    }
    const key = keys.signing(CHECKPOINT_KEY);
    const gaps = joined(rows, counting, { before, now }).map((gap) => ({
      ...gap,
      signature: key.sign(Buffer.from(gapText(gap), 'utf8')),
    }));
    const column = <T>(of: (gap: (typeof gaps)[number]) => T): T[] => gaps.map(of);
    await tx.run(sql`delete from platform.audit_entry where id = any(${rows.map(({ id }) => id)}::uuid[])`);
    await tx.run(
      sql`delete from platform.audit_gap where from_seq = any(${counting.map((gap) => gap.from_seq)}::bigint[])`,
    );
    await tx.run(sql`insert into platform.audit_gap (${GAP})
      select n.from_seq, n.to_seq, n.hash, n.before, n.removed_at, n.kind, ${key.version}::int, n.signature
      from unnest(${column((gap) => gap.from_seq)}::bigint[], ${column((gap) => gap.to_seq)}::bigint[], ${column((gap) => gap.hash)}::bytea[],
        ${column((gap) => gap.before)}::timestamptz[], ${column((gap) => gap.removed_at)}::timestamptz[], ${column((gap) => gap.kind)}::text[],
        ${column((gap) => gap.signature)}::bytea[]) as n (from_seq, to_seq, hash, before, removed_at, kind, signature)`);
    return { removed: rows.length, upTo: end.seq };
  });
}

/** The last place that a checkpoint from before the term covers; the head of the chain stays, whatever its age. */
async function lastOver(tx: Tx, before: Date): Promise<bigint> {
  const { last } = await tx.one<{ last: bigint | null }>(sql`
    select least((select max(seq) from platform.audit_checkpoint where at < ${before}),
      greatest((select max(seq) from platform.audit_entry), (select max(seq) from platform.data_read)) - 1) as last`);
  return last ?? 0n;
}

/** The hash that a row at this place follows; undefined where nothing stands before it, which must not be. */
async function hashBefore(tx: Tx, seq: bigint, gaps: readonly Gap[]): Promise<Buffer | undefined> {
  if (seq === 1n) return GENESIS;
  const gap = gaps.find((one) => one.to_seq === seq - 1n);
  if (gap) return gap.hash;
  const row = await tx.first<{ hash: Buffer }>(sql`
    select hash from platform.audit_entry where seq = ${seq - 1n} union all select hash from platform.data_read where seq = ${seq - 1n} limit 1`);
  return row?.hash;
}

/** The removed rows as gaps, those that touch each other, or a gap that was there, as one. */
function joined(
  rows: readonly Placed[],
  gaps: readonly Gap[],
  of: { before: Date; now: Date },
): Omit<Gap, 'key_version' | 'signature'>[] {
  const parts: Omit<Gap, 'key_version' | 'signature'>[] = [
    ...rows.map(({ seq, hash }) => ({
      from_seq: seq,
      to_seq: seq,
      hash,
      before: of.before,
      removed_at: of.now,
      kind: 'entry' as const,
    })),
    ...gaps,
  ].sort((a, b) => (a.from_seq < b.from_seq ? -1 : 1));
  const made: Omit<Gap, 'key_version' | 'signature'>[] = [];
  for (const part of parts) {
    const last = made.at(-1);
    // One statement for both: by the later of the two terms, which is the harder to meet; apart where it would not be met.
    const whole = last && {
      from_seq: last.from_seq,
      to_seq: part.to_seq,
      hash: part.hash,
      before: part.before > last.before ? part.before : last.before,
      removed_at: part.removed_at > last.removed_at ? part.removed_at : last.removed_at,
      kind: part.kind === last.kind ? part.kind : ('both' as const),
    };
    if (whole && last.to_seq + 1n === part.from_seq && longEnough(whole)) made[made.length - 1] = whole;
    else made.push({ ...part });
  }
  return made;
}
