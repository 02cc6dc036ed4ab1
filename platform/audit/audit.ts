import { kindsOf, sameTexts, type Clock, type Ids, type LocalText } from '@platform/kernel';
import { actorLabel, type Actor } from '@platform/access';
import { instantArray, intArray, sql, textArray, uuidArray, type Sql, type Tx } from '@platform/database';

/** One thing that was done. `action` is `module.verb-noun`, `subject` is `kind:id`; `detail` holds no personal data. */
export type AuditFact = {
  actor: Actor;
  action: string;
  subject: string;
  detail?: Record<string, string | number | boolean | null | string[]>;
  trace: string;
};

/** The way in which data were read. A file and a sandbox's result are read when they are fetched; a subscription when changes are told. */
export const CHANNELS = ['interface', 'console', 'prefill', 'verification', 'file', 'sandbox', 'subscription'] as const;
export type Channel = (typeof CHANNELS)[number];

/** One look at a person's (or firm's) data. */
export type DataRead = {
  /** The id of the exchange behind it, so that its receipt is found from the read; a new id when absent. Of an exchange about several, see `recordListRead`. */
  id?: string;
  actor: Actor;
  /** The organisation on whose behalf the data were read. */
  organisation: string;
  /** Blind index of the subject's identifier (crypto's `blindIndex(id, 'subject')`). */
  subject: string;
  channel: Channel;
  /** What was read: a registry, an interface, a case. */
  resource: string;
  fields: readonly string[];
  purpose: LocalText;
  caseNo?: string;
  legalBasis?: LocalText;
  /** The grant under which it was read, whatever becomes of that grant. */
  grant?: string;
  /** When the subject may be told; at once when absent. */
  visibleFrom?: Date;
  trace: string;
};

/** One read of all who are on a list (a file about many people): one row, whatever their number. */
export type ListRead = Omit<DataRead, 'subject'> & { list: string };

/** A read as its subject sees it: the office, never the officer. */
export type VisibleRead = {
  id: string;
  at: Date;
  organisation: string;
  channel: DataRead['channel'];
  resource: string;
  fields: string[];
  purpose: LocalText;
  case_no: string | null;
  legal_basis: LocalText | null;
};

export type Audit = {
  /** Appends in the caller's transaction. */
  append(tx: Tx, fact: AuditFact): Promise<void>;
  /** Records a read in the caller's transaction, before the data leave. */
  recordRead(tx: Tx, read: DataRead): Promise<void>;
  /** The same for many reads, in one statement: of many people at once, or of many calls. */
  recordReads(tx: Tx, reads: readonly DataRead[]): Promise<void>;
  /** Puts people on a list, some thousands at a time, each numbered piece once; nobody joins a list that was read: false then. The same list may be read many times. */
  listPeople(tx: Tx, list: string, piece: number, subjects: readonly string[]): Promise<boolean>;
  /** Records a read of everyone on the list, in one row; how many they are. */
  recordListRead(tx: Tx, read: ListRead): Promise<number>;
  /** The same in one row, which the sequencer unpacks: for what reads in thousands a second. Its reader is told all the same at once. */
  packReads(tx: Tx, reads: readonly DataRead[]): Promise<void>;
  /** The statement that does so; undefined when there are none. */
  packing(reads: readonly DataRead[]): Sql | undefined;
  /** Reads of one subject that may be shown by now, newest first, at most `limit`. */
  readsOf(tx: Tx, subject: string, limit: number, before?: { at: Date; id: string }): Promise<VisibleRead[]>;
};

export function openAudit(deps: { clock: Clock; ids: Ids }): Audit {
  const packing: Audit['packing'] = (reads) => {
    if (reads.length === 0) return undefined;
    const now = deps.clock.now();
    const { first, of } = kindsOf(reads, sameKind, kindOf);
    const labels = first.map((read) => actorLabel(read.actor));
    const kind = (value: (read: DataRead) => string | null): Buffer => textArray(first.map(value));
    const texts = (value: (read: DataRead) => string | null): Buffer => textArray(reads.map(value));
    return sql`select platform.pack_reads(${now}, ${kind((read) => read.organisation)}::text[], ${textArray(labels.map((label) => label.kind))}::text[],
        ${textArray(labels.map(({ id }) => id))}::text[], ${kind((read) => read.channel)}::text[], ${kind((read) => read.resource)}::text[],
        ${kind((read) => arrayText(read.fields))}::text[], ${kind((read) => JSON.stringify(read.purpose))}::text[],
        ${kind((read) => (read.legalBasis ? JSON.stringify(read.legalBasis) : null))}::text[], ${kind((read) => read.grant ?? null)}::text[], ${intArray(of)}::int[],
        ${uuidArray(reads.map((read) => read.id ?? deps.ids.next()))}::uuid[], ${texts((read) => read.subject)}::text[],
        ${texts((read) => read.caseNo ?? null)}::text[], ${instantArray(reads.map((read) => read.visibleFrom ?? now))}::timestamptz[],
        ${texts((read) => read.trace)}::text[])`;
  };
  return {
    async append(tx, fact) {
      const label = actorLabel(fact.actor);
      await tx.run(sql`select platform.append_audit(${deps.ids.next()}, ${deps.clock.now()}, ${label.kind}, ${label.id}, ${label.organisation},
        ${fact.action}, ${fact.subject}, ${JSON.stringify(fact.detail ?? {})}, ${fact.trace})`);
    },
    async recordRead(tx, read) {
      const label = actorLabel(read.actor);
      const now = deps.clock.now();
      await tx.run(sql`select platform.record_read(${read.id ?? deps.ids.next()}, ${now}, ${read.subject}, ${read.organisation}, ${label.kind}, ${label.id},
        ${read.channel}, ${read.resource}, ${[...read.fields]}, ${JSON.stringify(read.purpose)}, ${read.caseNo ?? null},
        ${read.legalBasis ? JSON.stringify(read.legalBasis) : null}, ${read.visibleFrom ?? now}, ${read.trace}, ${read.grant ?? null})`);
    },
    async listPeople(tx, list, piece, subjects) {
      const { added } = await tx.one<{ added: boolean }>(
        sql`select platform.add_to_read_list(${list}, ${piece}, ${textArray([...subjects])}::text[]) as added`,
      );
      return added;
    },
    async recordListRead(tx, read) {
      const label = actorLabel(read.actor);
      const now = deps.clock.now();
      const { people } = await tx.one<{
        people: number;
      }>(sql`select platform.record_list_read(${read.id ?? deps.ids.next()}, ${now}, ${read.list}, ${read.organisation},
        ${label.kind}, ${label.id}, ${read.channel}, ${read.resource}, ${[...read.fields]}, ${JSON.stringify(read.purpose)}, ${read.caseNo ?? null},
        ${read.legalBasis ? JSON.stringify(read.legalBasis) : null}, ${read.visibleFrom ?? now}, ${read.trace}, ${read.grant ?? null}) as people`);
      return people;
    },
    async recordReads(tx, reads) {
      if (reads.length === 0) return;
      const now = deps.clock.now();
      const labels = reads.map((read) => actorLabel(read.actor));
      const texts = (of: (read: DataRead) => string | null): Buffer => textArray(reads.map(of));
      // Fields go as one text each, as PostgreSQL writes arrays: an array of arrays would have to be rectangular.
      await tx.run(sql`select platform.record_reads(${uuidArray(reads.map((read) => read.id ?? deps.ids.next()))}::uuid[], ${now}, ${texts((read) => read.subject)}::text[],
        ${texts((read) => read.organisation)}::text[], ${textArray(labels.map(({ kind }) => kind))}::text[],
        ${textArray(labels.map(({ id }) => id))}::text[], ${texts((read) => read.channel)}::text[], ${texts((read) => read.resource)}::text[],
        ${texts((read) => arrayText(read.fields))}::text[], ${texts((read) => JSON.stringify(read.purpose))}::text[],
        ${texts((read) => read.caseNo ?? null)}::text[], ${texts((read) => (read.legalBasis ? JSON.stringify(read.legalBasis) : null))}::text[],
        ${instantArray(reads.map((read) => read.visibleFrom ?? now))}::timestamptz[], ${texts((read) => read.trace)}::text[],
        ${texts((read) => read.grant ?? null)}::text[])`);
    },
    packing,
    async packReads(tx, reads) {
      const statement = packing(reads);
      if (statement) await tx.run(statement);
    },
    readsOf: (tx, subject, limit, before) =>
      tx.rows<VisibleRead>(
        sql`select * from platform.reads_of(${subject}, ${deps.clock.now()}, ${before?.at ?? null}, ${before?.id ?? null}, ${limit})`,
      ),
  };
}

/** A list of names as PostgreSQL writes an array of texts. */
function arrayText(names: readonly string[]): string {
  return `{${names.map((name) => `"${name.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;
}

/** Quickly, by what most reads of one batch share as they are; two of one kind that do not are found by {@link kindOf}. */
const sameKind = (one: DataRead, other: DataRead): boolean =>
  one.actor === other.actor &&
  one.organisation === other.organisation &&
  one.channel === other.channel &&
  one.resource === other.resource &&
  one.purpose === other.purpose &&
  one.legalBasis === other.legalBasis &&
  one.grant === other.grant &&
  sameTexts(one.fields, other.fields);

/** What reads of one kind have in common, as one text. */
function kindOf({ actor, organisation, channel, resource, fields, purpose, legalBasis, grant }: DataRead): string {
  const { kind, id } = actorLabel(actor);
  return [
    kind,
    id,
    organisation,
    channel,
    resource,
    grant,
    purpose.zh,
    purpose.en,
    legalBasis?.zh,
    legalBasis?.en,
    ...fields,
  ].join('\u0000');
}
