import { canonicalJson } from '@platform/kernel';
import { chainHash } from '@platform/crypto';
import { byteaArray, sql, uuidArray, type Tx } from '@platform/database';

/** A packed read, as far as it differs from others of its kind. */
type PackedRead = {
  kind: string;
  id: string;
  subject: string;
  case_no: string | null;
  visible_from: string;
  trace: string;
};
type KindRow = { kind: string; row: Record<string, unknown> };

/** The oldest packs, with a text a read that enters the chain behind a hash and a place. */
export type ReadPacks = {
  readonly packs: readonly bigint[];
  readonly reads: readonly { readonly id: string; text(seq: bigint): string }[];
};

/**
 * Reads the oldest packs for the chain. Their texts are what `rowHash` makes of the row that each read becomes (verify.ts walks those), put
 * together from what its kind has in common: making each from the whole row would cost several times as much.
 */
export async function oldestPacks(tx: Tx, most: number): Promise<ReadPacks> {
  const numbers = await tx.rows<{ no: bigint }>(sql`select no from platform.read_pack order by no limit ${most}`);
  const packs = numbers.map(({ no }) => no);
  if (packs.length === 0) return { packs, reads: [] };
  const [kinds, reads] = await Promise.all([
    tx.rows<KindRow>(sql`
      select p.no || '/' || k as kind, jsonb_strip_nulls(jsonb_build_object('grant_id', p.grant_ids[k])) || jsonb_build_object('at', p.at,
        'organisation', p.organisations[k], 'actor_kind', p.actor_kinds[k], 'actor_id', p.actor_ids[k], 'channel', p.channels[k], 'resource', p.resources[k],
        'fields', p.fields[k]::text[], 'purpose', p.purposes[k], 'legal_basis', p.legal_bases[k]) as row
      from platform.read_pack p, generate_subscripts(p.organisations, 1) k where p.no = any(${packs}::bigint[])`),
    tx.rows<PackedRead>(sql`
      select p.no || '/' || c.kind as kind, c.id, c.subject, c.case_no, to_jsonb(c.visible_from) #>> '{}' as visible_from, c.trace
      from platform.read_pack p, unnest(p.kinds, p.ids, p.subjects, p.case_nos, p.visible_froms, p.traces) with ordinality
        as c (kind, id, subject, case_no, visible_from, trace, place)
      where p.no = any(${packs}::bigint[]) order by p.no, c.place`),
  ]);
  const texts = new Map(kinds.map(({ kind, row }) => [kind, textOf(row)]));
  return {
    packs,
    reads: reads.map((read) => ({
      id: read.id,
      text: (seq) => (texts.get(read.kind) as ReturnType<typeof textOf>)(read, seq),
    })),
  };
}

/** The canonical JSON of reads of one kind: names in order, as `canonicalJson` writes them. */
function textOf(common: Record<string, unknown>): (read: PackedRead, seq: bigint) => string {
  const part = (...names: string[]): string =>
    names
      .filter((name) => common[name] !== undefined)
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(common[name])},`)
      .join('');
  const first = part('actor_id', 'actor_kind', 'at');
  const second = part('channel', 'fields', 'grant_id');
  const third = part('legal_basis', 'organisation', 'purpose', 'resource');
  return (read, seq) =>
    `{"kind":"read","row":{${first}"case_no":${JSON.stringify(read.case_no)},${second}"id":"${read.id}",${third}"subject":${JSON.stringify(
      read.subject,
    )},"trace":${JSON.stringify(read.trace)},"visible_from":"${read.visible_from}"},"seq":"${seq}"}`;
}

/** The link of a packed read. */
export const readHash = (previous: Buffer, text: string): Buffer => chainHash(previous, text);

/** Puts the reads of these packs into their table, with their places and hashes in the chain, and takes the packs away. */
export async function unpackReads(
  tx: Tx,
  { packs, reads }: ReadPacks,
  chained: { seqs: readonly bigint[]; hashes: readonly Buffer[] },
): Promise<void> {
  await tx.run(sql`
    with gone as (delete from platform.read_pack where no = any(${[...packs]}::bigint[]))
    insert into platform.data_read (id, at, subject, organisation, actor_kind, actor_id, channel, resource, fields, purpose, case_no, legal_basis,
      visible_from, trace, grant_id, seq, hash)
    select r.id, r.at, r.subject, r.organisation, r.actor_kind, r.actor_id, r.channel, r.resource, r.fields, r.purpose, r.case_no, r.legal_basis,
      r.visible_from, r.trace, r.grant_id, n.seq, n.hash
    from platform.read_packed r
    join unnest(${uuidArray(reads.map(({ id }) => id))}::uuid[], ${chained.seqs}::bigint[], ${byteaArray(chained.hashes)}::bytea[]) as n (id, seq, hash)
      on n.id = r.id where r.pack = any(${[...packs]}::bigint[])`);
}
