import type { LocalText } from '@platform/kernel';
import { sql, type Tx } from '@platform/database';
import type { DataRead, VisibleRead } from './audit.ts';

/** A read as its subject may see it, with the application that made it (systems are named, people never) and the trace, which stays inside. */
export type DisclosedRead = VisibleRead & {
  application: string | null;
  trace: string;
  /** The grant under which it was read; null for reads that need none, and those of before grants were noted. */
  grant_id: string | null;
  /** How many people the same read was about; null for one. */
  people: number | null;
};

/** Which of a subject's reads are asked for; instants, `to` excluded. */
export type ReadsFilter = { id?: string; from?: Date; to?: Date; organisation?: string; caseNo?: string };

/** Reads of one subject that may be shown by now, newest first. For the module `disclosures` alone. */
export function readsAbout(
  tx: Tx,
  subject: string,
  now: Date,
  filter: ReadsFilter,
  limit: number,
  before?: { at: Date; id: string },
): Promise<DisclosedRead[]> {
  return tx.rows<DisclosedRead>(sql`select * from platform.reads_about(${subject}, ${now}, ${filter.id ?? null}, ${filter.from ?? null},
    ${filter.to ?? null}, ${filter.organisation ?? null}, ${filter.caseNo ?? null}, ${before?.at ?? null}, ${before?.id ?? null}, ${limit})`);
}

/** Reads of one subject put together by office or by case. `items`: different items read. `reads_in_all` and `groups_in_all` count beyond the limit. */
export type ReadGroup = {
  organisation: string;
  case_no: string | null;
  reads: bigint;
  items: bigint;
  first_at: Date;
  last_at: Date;
  reads_in_all: bigint;
  groups_in_all: bigint;
};

/** For the module `disclosures` alone. */
export function readGroupsAbout(
  tx: Tx,
  subject: string,
  now: Date,
  filter: Pick<ReadsFilter, 'from' | 'to'>,
  by: 'organisation' | 'case',
  limit: number,
): Promise<ReadGroup[]> {
  return tx.rows<ReadGroup>(
    sql`select * from platform.read_groups_about(${subject}, ${now}, ${filter.from ?? null}, ${filter.to ?? null}, ${by}, ${limit})`,
  );
}

/** How often a subject was read since `from`, by how many offices, how many items; and when last. For the module `disclosures` alone. */
export function readFiguresAbout(
  tx: Tx,
  subject: string,
  now: Date,
  from: Date,
): Promise<{ reads: bigint; organisations: bigint; items: bigint; last_at: Date | null }> {
  return tx.one(sql`select * from platform.read_figures_about(${subject}, ${now}, ${from})`);
}

/** Who made a read of this organisation: for the organisation, which answers for it. For the module `disclosures` alone. */
export function readerOf(
  tx: Tx,
  id: string,
  organisation: string,
): Promise<{ actor_kind: string; actor_id: string } | undefined> {
  return tx.first(sql`select * from platform.reader_of(${id}, ${organisation})`);
}

/** A read with everything the trail has of it, and its place in the chain. */
export type ChainedRead = {
  id: string;
  at: Date;
  subject: string;
  organisation: string;
  actor_kind: string;
  actor_id: string;
  channel: DataRead['channel'];
  resource: string;
  fields: string[];
  purpose: LocalText;
  case_no: string | null;
  legal_basis: LocalText | null;
  trace: string;
  seq: bigint;
  grant_id: string | null;
  /** Of a read of many at once: their list and their number; its `subject` is nobody's then. */
  list_id: string | null;
  people: number | null;
};

/** What a watch over all reads looks at: the rest of a read is several times as much to fetch. */
export type PassingRead = Pick<
  ChainedRead,
  'seq' | 'at' | 'subject' | 'organisation' | 'actor_kind' | 'actor_id' | 'resource' | 'case_no' | 'list_id' | 'people'
>;

/** Reads behind a place of the chain, in its order: whoever goes on from the last one misses none, whatever commits late. For the module `data-security` alone. */
export function readsAfter(tx: Tx, seq: bigint, limit: number): Promise<PassingRead[]> {
  return tx.rows<PassingRead>(
    sql`select seq, at, subject, organisation, actor_kind, actor_id, resource, case_no, list_id, people from platform.reads_after(${seq}, ${limit})`,
  );
}

/** What one account or application read between two places of the chain (both included), newest first. For the module `data-security` alone. */
export function readsBy(
  tx: Tx,
  actor: { kind: string; id: string },
  span: { from: bigint; to: bigint },
  limit: number,
): Promise<ChainedRead[]> {
  return tx.rows<ChainedRead>(
    sql`select * from platform.reads_by(${actor.kind}, ${actor.id}, ${span.from}, ${span.to}, ${limit})`,
  );
}

/** Which of these people are on the list of a read. For the module `data-security` alone. */
export async function onReadList(tx: Tx, list: string, subjects: readonly string[]): Promise<string[]> {
  if (subjects.length === 0) return [];
  const rows = await tx.rows<{ subject: string }>(
    sql`select subject from platform.on_read_list(${list}, ${[...subjects]}) as found (subject)`,
  );
  return rows.map(({ subject }) => subject);
}

/** The people on the list of a read where they are at most `most`, else none. For the module `data-security` alone. */
export async function shortReadList(tx: Tx, list: string, most: number): Promise<string[]> {
  const rows = await tx.rows<{ subject: string }>(
    sql`select subject from platform.short_read_list(${list}, ${most}) as found (subject)`,
  );
  return rows.map(({ subject }) => subject);
}

/** What stays although its term is over, because somebody still disputes it: reads (and the exchanges behind them, of the same id), and all under these grants. */
export type Held = { readonly reads: readonly string[]; readonly grants: readonly string[] };

/**
 * Removes at most `limit` reads that were recorded, shown and signed before `before`; lists of people go with their last read. The chain keeps
 * gaps where they stood, so that it still verifies. For the module `disclosures` alone.
 */
export async function forgetReads(
  tx: Tx,
  before: Date,
  now: Date,
  limit: number,
  held: Held = { reads: [], grants: [] },
): Promise<{ removed: number; upTo: bigint | null }> {
  const { removed, up_to } = await tx.one<{ removed: bigint; up_to: bigint | null }>(
    sql`select * from platform.forget_reads(${before}, ${now}, ${limit}, ${[...held.reads]}::uuid[], ${[...held.grants]}::text[])`,
  );
  return { removed: Number(removed), upTo: up_to };
}
