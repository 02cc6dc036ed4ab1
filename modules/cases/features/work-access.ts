import { isUuid, type LocalText } from '@platform/kernel';
import { inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { findCase, lockCase } from '../store/cases.ts';
import { worksOnCase } from '../store/task-lists.ts';

/** A case handed in to one of the officer's organisations, or with work for one of them; any other is not found. @throws cases.case-not-found */
export async function workedCase(tx: Tx, id: string, staff: StaffActor, lock: 'lock' | 'read'): Promise<CaseRecord> {
  if (!isUuid(id)) throw caseErrors.caseNotFound();
  const record = await (lock === 'lock' ? lockCase(tx, id) : findCase(tx, id));
  if (!record?.submittedAt) throw caseErrors.caseNotFound();
  const concerned =
    inScope(staff, record.organisation) ||
    (staff.organisations !== 'all' && (await worksOnCase(tx, id, staff.organisations)));
  if (!concerned) throw caseErrors.caseNotFound();
  return record;
}

/** Writes down that an officer's organisation looked at the person's data, before they are shown. `what`: for what, where it is not simply to handle the case. */
export async function recordCaseRead(
  tools: CaseTools,
  tx: Tx,
  record: CaseRecord,
  staff: StaffActor,
  trace: string,
  what: LocalText = { zh: '审批', en: 'Handling' },
): Promise<void> {
  const matter = tools.matters.get(record.matter, record.matterVersion);
  const basis = matter.legalBasis[0];
  await tools.audit.recordRead(tx, {
    actor: staff,
    organisation: staff.organisation,
    subject: record.subject,
    channel: 'console',
    resource: `matter:${record.matter}`,
    fields: ['name', 'citizenId', ...Object.keys(tools.contents.form(record))],
    purpose: { zh: `${what.zh}：${matter.title.zh}`, en: `${what.en}: ${matter.title.en}` },
    caseNo: record.caseNo,
    ...(basis ? { legalBasis: basis.title } : {}),
    trace,
  });
}
