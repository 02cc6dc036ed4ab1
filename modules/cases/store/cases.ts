import { sql, type Sql, type Tx } from '@platform/database';
import { recordOf, workOrder, type CaseRecord, type CaseRow } from './case-record.ts';

/** The running part of the next case number; never given twice. */
export async function nextCaseSerial(tx: Tx): Promise<number> {
  const { serial } = await tx.one<{ serial: number }>(sql`select nextval('cases.case_number')::int as serial`);
  return serial;
}

/** Inserts a draft; undefined when the person, or the officer at the window for them, has an open draft of this matter already. */
export async function insertDraft(tx: Tx, record: CaseRecord): Promise<CaseRecord | undefined> {
  const row = await tx.first<CaseRow>(sql`
    insert into cases.case (id, case_no, matter, matter_version, organisation, subject, account, state, created_at, updated_at,
      licence_template, channel, window_account, sealed_applicant, sealed_form, sealed_data)
    values (${record.id}, ${record.caseNo}, ${record.matter}, ${record.matterVersion}, ${record.organisation}, ${record.subject},
      ${record.account}, 'draft', ${record.createdAt}, ${record.updatedAt},
      ${record.licenceTemplate}, ${record.channel}, ${record.windowAccount}, ${record.sealedApplicant}, ${record.sealedForm}, ${record.sealedData})
    on conflict (subject, matter, coalesce(window_account, '')) where state = 'draft' do nothing
    returning *`);
  return row && recordOf(row);
}

/** The person's own draft of a matter, or the one that an officer has begun for them at a window. */
export async function findDraft(
  tx: Tx,
  subject: string,
  matter: string,
  windowAccount: string | null,
): Promise<CaseRecord | undefined> {
  const row = await tx.first<CaseRow>(sql`
    select * from cases.case where subject = ${subject} and matter = ${matter} and state = 'draft'
      and coalesce(window_account, '') = ${windowAccount ?? ''}`);
  return row && recordOf(row);
}

export async function findCase(tx: Tx, id: string): Promise<CaseRecord | undefined> {
  const row = await tx.first<CaseRow>(sql`select * from cases.case where id = ${id}`);
  return row && recordOf(row);
}

export async function findCases(tx: Tx, ids: readonly string[]): Promise<CaseRecord[]> {
  if (ids.length === 0) return [];
  const rows = await tx.rows<CaseRow>(sql`select * from cases.case where id = any(${[...ids]}::uuid[])`);
  return rows.map(recordOf);
}

export async function findCaseByNumber(tx: Tx, caseNo: string): Promise<CaseRecord | undefined> {
  const row = await tx.first<CaseRow>(sql`select * from cases.case where case_no = ${caseNo}`);
  return row && recordOf(row);
}

/** Which matter each of these cases is about, in which version. */
export async function mattersOfCases(
  tx: Tx,
  caseNos: readonly string[],
): Promise<{ caseNo: string; matter: string; version: string }[]> {
  const rows = await tx.rows<Pick<CaseRow, 'case_no' | 'matter' | 'matter_version'>>(
    sql`select case_no, matter, matter_version from cases.case where case_no = any(${[...caseNos]})`,
  );
  return rows.map((row) => ({ caseNo: row.case_no, matter: row.matter, version: row.matter_version }));
}

/** The case, held against others until the transaction ends. */
export async function lockCase(tx: Tx, id: string): Promise<CaseRecord | undefined> {
  return heldOf(await tx.first<CaseRow>(sql`select * from cases.case where id = ${id} for update`));
}

/** The case of a task, held against others until the transaction ends. */
export async function lockCaseOfTask(tx: Tx, taskId: string): Promise<CaseRecord | undefined> {
  return heldOf(
    await tx.first<CaseRow>(
      sql`select * from cases.case where id = (select case_id from cases.task where id = ${taskId}) for update`,
    ),
  );
}

const SEALED = {
  sealedCredit: sql`sealed_credit`,
  sealedForm: sql`sealed_form`,
  sealedData: sql`sealed_data`,
  sealedTrace: sql`sealed_trace`,
  sealedNotice: sql`sealed_notice`,
} as const;
type Sealed = keyof typeof SEALED;

/** Sealed values of held cases, and what each is in the store: the largest part of a case, which most acts leave as it is. */
const stored = new WeakMap<Buffer, string>();
const place = ({ id, revision }: Pick<CaseRecord, 'id' | 'revision'>, part: Sealed): string =>
  `${id} ${revision} ${part}`;

function heldOf(row: CaseRow | undefined): CaseRecord | undefined {
  const record = row && recordOf(row);
  if (record)
    for (const part of Object.keys(SEALED) as Sealed[]) if (record[part]) stored.set(record[part], place(record, part));
  return record;
}

/** A sealed value to be written, or its column where it stands there already: written again it would be stored again. */
function sealedOf(record: CaseRecord, part: Sealed): Sql | Buffer | null {
  const value = record[part];
  return value !== null && stored.get(value) === place(record, part) ? SEALED[part] : value;
}

/** Writes a locked case back and raises its revision; one that is not as it was locked makes the database give up the transaction, as its end may be on its way already. */
export async function saveCase(tx: Tx, record: CaseRecord): Promise<CaseRecord> {
  const { deadline, statutory } = record;
  await tx.run(sql`
    with saved as (update cases.case set process_version = nullif(${record.processVersion}, matter_version), organisation = ${record.organisation}, state = ${record.state}, correction_told = ${record.correctionTold},
      revision = revision + 1, updated_at = ${record.updatedAt}, data_read_at = ${record.dataReadAt}, submitted_at = ${record.submittedAt},
      accepted_at = ${record.acceptedAt}, decided_at = ${record.decidedAt}, closed_at = ${record.closedAt},
      limit_from = ${deadline?.from ?? null}, due_at = ${deadline?.at ?? null}, due_date = ${deadline?.date ?? null}, amber_from = ${deadline?.amberFrom ?? null},
      provisional = ${deadline?.provisional ?? false}, statutory_due_at = ${statutory?.at ?? null}, statutory_due_date = ${statutory?.date ?? null},
      extended_days = ${record.extendedDays}, suspended_at = ${record.suspendedAt}, light = ${record.light}, next_light_at = ${record.nextLightAt},
      papers_until = ${record.papersUntil}, papers_told = ${record.papersTold}, committed = ${record.committed}, credit = ${record.credit}, channel = ${record.channel}, window_account = ${record.windowAccount},
      visits = ${record.visits}, promised_visits = ${record.promisedVisits},
      taken_days = ${record.took?.days ?? null}, promised_days = ${record.took?.promised ?? null}, statutory_days = ${record.took?.statutory ?? null},
      on_time = ${record.took?.onTime ?? null}, passed = ${record.passed}, sealed_credit = ${sealedOf(record, 'sealedCredit')}, papers_saved = ${record.papersSaved}, verdict = ${record.verdict},
      outcome = ${record.outcome}, instant = ${record.instant}, licence_template = ${record.licenceTemplate},
      licence_id = ${record.licenceId}, review_stars = ${record.reviewStars}, sealed_form = ${sealedOf(record, 'sealedForm')},
      sealed_data = ${sealedOf(record, 'sealedData')}, sealed_trace = ${sealedOf(record, 'sealedTrace')}, sealed_notice = ${sealedOf(record, 'sealedNotice')},
      work_order = ${workOrder(record)}
    where id = ${record.id} and revision = ${record.revision} returning id)
    select 1 / count(*) as held from saved`);
  return { ...record, revision: record.revision + 1 };
}

/** Puts data that were just read into a case that is still in this state; undefined when it has gone on meanwhile. */
export async function keepData(
  tx: Tx,
  { id, state }: Pick<CaseRecord, 'id' | 'state'>,
  sealedData: Buffer,
  at: Date,
): Promise<CaseRecord | undefined> {
  const row = await tx.first<CaseRow>(sql`
    update cases.case set sealed_data = ${sealedData}, data_read_at = ${at}, revision = revision + 1
    where id = ${id} and state = ${state} returning *`);
  return row && recordOf(row);
}
