import { sql, type Tx } from '@platform/database';
import type { Work, WorkState } from '../domain/work.ts';

type Row = {
  id: string;
  matter: string;
  no: number;
  state: WorkState;
  origin: Work['origin'];
  pack: string | null;
  pack_version: string | null;
  based_on: string | null;
  organisation: string;
  source: Record<string, unknown>;
  files: Record<string, string>;
  note: string | null;
  editors: string[];
  revision: number;
  submitted_at: Date | null;
  submitted_by: string | null;
  reviewed_at: Date | null;
  reviewed_by: string | null;
  returned_at: Date | null;
  returned_reason: string | null;
  publish_on: string | null;
  published_at: Date | null;
  version: string | null;
  back_tested: string | null;
  created_at: Date;
  updated_at: Date;
};

const HEAD = sql`id, matter, no, state, origin, pack, pack_version, based_on, organisation, note, editors, revision,
  submitted_at, submitted_by, reviewed_at, reviewed_by, returned_at, returned_reason, publish_on::text as publish_on, published_at, version, back_tested,
  created_at, updated_at`;
const COLUMNS = sql`${HEAD}, source, files`;

const headOf = (row: Omit<Row, 'source' | 'files'>): Omit<Work, 'definition' | 'files'> => ({
  id: row.id,
  matter: row.matter,
  no: row.no,
  state: row.state,
  origin: row.origin,
  pack: row.pack,
  packVersion: row.pack_version,
  basedOn: row.based_on,
  organisation: row.organisation,
  note: row.note,
  editors: row.editors,
  revision: row.revision,
  submittedAt: row.submitted_at,
  submittedBy: row.submitted_by,
  reviewedAt: row.reviewed_at,
  reviewedBy: row.reviewed_by,
  returnedAt: row.returned_at,
  returnedReason: row.returned_reason,
  publishOn: row.publish_on,
  publishedAt: row.published_at,
  version: row.version,
  backTested: row.back_tested,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
const workOf = (row: Row): Work => ({ ...headOf(row), definition: row.source, files: row.files });

const OPEN = sql`state in ('draft', 'submitted', 'approved')`;

/** What is in use because the console published it. */
export async function publishedWork(tx: Tx): Promise<Work[]> {
  const rows = await tx.rows<Row>(
    sql`select ${COLUMNS} from matters.work where state = 'published' order by published_at, id`,
  );
  return rows.map(workOf);
}

/** Versions in work: of one matter, or all. */
export async function openWork(tx: Tx, matter?: string): Promise<Work[]> {
  const rows = await tx.rows<Row>(
    sql`select ${COLUMNS} from matters.work where ${OPEN} and (${matter ?? null}::text is null or matter = ${matter ?? null}) order by updated_at desc, id`,
  );
  return rows.map(workOf);
}

/** What lists show of a version in work; `definition` holds what {@link openSummaries} names, null where it is not written. */
export type WorkSummary = Omit<Work, 'files'>;

/** All versions in work of these organisations, for lists: without files and most of the definition, which together are some megabytes. */
export async function openSummaries(tx: Tx, organisations: 'all' | readonly string[]): Promise<WorkSummary[]> {
  const rows = await tx.rows<Omit<Row, 'files'>>(sql`
    select ${HEAD}, json_build_object('title', source -> 'title', 'inherits', source -> 'inherits', 'useLevel', source -> 'useLevel',
      'taskType', source -> 'taskType', 'projectType', source -> 'projectType') as source
    from matters.work where ${OPEN} and ${organisations === 'all' ? sql`true` : sql`organisation = any(${[...organisations]})`}
    order by updated_at desc, id`);
  return rows.map((row) => ({ ...headOf(row), definition: row.source }));
}

/** Every version that was made of one matter, the newest first. */
export async function workOfMatter(tx: Tx, matter: string): Promise<Work[]> {
  const rows = await tx.rows<Row>(sql`select ${COLUMNS} from matters.work where matter = ${matter} order by no desc`);
  return rows.map(workOf);
}

/** The version, kept from others until the transaction ends. */
export async function lockWork(tx: Tx, id: string): Promise<Work | undefined> {
  const row = await tx.first<Row>(sql`select ${COLUMNS} from matters.work where id = ${id} for update`);
  return row && workOf(row);
}

/** Approved, and its day has come. */
export async function dueWork(tx: Tx, today: string): Promise<Work[]> {
  const rows = await tx.rows<Row>(
    sql`select ${COLUMNS} from matters.work where state = 'approved' and publish_on <= ${today}::date order by matter`,
  );
  return rows.map(workOf);
}

export async function nextNo(tx: Tx, matter: string): Promise<number> {
  const { no } = await tx.one<{ no: number }>(
    sql`select coalesce(max(no), 0)::int + 1 as no from matters.work where matter = ${matter}`,
  );
  return no;
}

/** Writes a new version in work. @returns false when the matter has one already */
export async function insertWork(tx: Tx, work: Work): Promise<boolean> {
  const written = await tx.run(sql`
    insert into matters.work (id, matter, no, state, origin, pack, pack_version, based_on, organisation, source, files, note, editors, revision,
      submitted_at, submitted_by, reviewed_at, reviewed_by, publish_on, published_at, version, created_at, updated_at)
    values (${work.id}, ${work.matter}, ${work.no}, ${work.state}, ${work.origin}, ${work.pack}, ${work.packVersion}, ${work.basedOn},
      ${work.organisation}, ${JSON.stringify(work.definition)}, ${JSON.stringify(work.files)}, ${work.note}, ${work.editors}, ${work.revision},
      ${work.submittedAt}, ${work.submittedBy}, ${work.reviewedAt}, ${work.reviewedBy}, ${work.publishOn}, ${work.publishedAt}, ${work.version},
      ${work.createdAt}, ${work.updatedAt})
    on conflict do nothing`);
  return written === 1;
}

export async function updateWork(tx: Tx, work: Work, at: Date): Promise<void> {
  await tx.run(sql`
    update matters.work set state = ${work.state}, organisation = ${work.organisation}, source = ${JSON.stringify(work.definition)},
      files = ${JSON.stringify(work.files)}, note = ${work.note}, editors = ${work.editors}, revision = revision + 1,
      submitted_at = ${work.submittedAt}, submitted_by = ${work.submittedBy}, reviewed_at = ${work.reviewedAt}, reviewed_by = ${work.reviewedBy},
      returned_at = ${work.returnedAt}, returned_reason = ${work.returnedReason}, publish_on = ${work.publishOn}::date,
      published_at = ${work.publishedAt}, version = ${work.version}, updated_at = ${at}
    where id = ${work.id}`);
}

/** Its decision was tried on past cases. */
export async function setBackTested(tx: Tx, id: string, decision: string): Promise<void> {
  await tx.run(sql`update matters.work set back_tested = ${decision} where id = ${id}`);
}

/** The version of the merged matter that it became. */
export async function setVersion(tx: Tx, id: string, version: string): Promise<void> {
  await tx.run(sql`update matters.work set version = ${version} where id = ${id}`);
}

/** What was in use before another version is. */
export async function supersede(tx: Tx, matter: string, at: Date): Promise<void> {
  await tx.run(
    sql`update matters.work set state = 'superseded', updated_at = ${at} where matter = ${matter} and state = 'published'`,
  );
}

export async function deleteWork(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from matters.work where id = ${id} and state = 'draft'`);
}

export type Retirement = { matter: string; at: Date; by: string; reason: string };

export async function retirements(tx: Tx): Promise<Retirement[]> {
  return tx.rows<Retirement>(sql`select matter, at, by_account as by, reason from matters.retirement`);
}

export async function retire(tx: Tx, { matter, at, by, reason }: Retirement): Promise<boolean> {
  const written = await tx.run(
    sql`insert into matters.retirement (matter, at, by_account, reason) values (${matter}, ${at}, ${by}, ${reason}) on conflict do nothing`,
  );
  return written === 1;
}

/** What is published again is in use again. */
export async function endRetirement(tx: Tx, matter: string): Promise<void> {
  await tx.run(sql`delete from matters.retirement where matter = ${matter}`);
}

/** One after the other: whoever changes what is in use holds this until the transaction ends. */
export async function lockRegister(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('matters.register'))`);
}

/** Tells every process, when the transaction commits, that what is in use has changed. */
export async function tellChanged(tx: Tx, matter: string): Promise<void> {
  await tx.run(sql`select pg_notify('yiwang_matters', ${matter})`);
}
