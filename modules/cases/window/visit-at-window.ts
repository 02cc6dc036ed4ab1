import type { StaffActor } from '@platform/access';
import { shanghaiDate, startOfShanghaiDay } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { caseErrors } from '../errors.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { lastVisitor, type VisitorRow } from '../store/visitors.ts';
import { insertVisit } from '../store/visits.ts';

/** Since when today counts: an officer does nothing for somebody whose coming they did not write down today. */
export const sinceToday = (tools: Pick<CaseTools, 'clock'>): Date =>
  startOfShanghaiDay(shanghaiDate(tools.clock.now()));

/** Whom the officer wrote down today for this applicant, who looked over what is handed in. @throws cases.nobody-at-window, cases.not-agreed */
export async function demandVisitor(
  tools: CaseTools,
  staff: StaffActor,
  subject: string,
  agreed: boolean | undefined,
): Promise<VisitorRow> {
  const visitor = await tools.db.readOnce((tx) => lastVisitor(tx, staff.accountId, subject, sinceToday(tools)));
  if (!visitor) throw caseErrors.nobodyAtWindow();
  if (agreed !== true) throw caseErrors.notAgreed();
  return visitor;
}

/** Writes the visit down in which a case was handed in or corrected; how many times that adds to its count. The case is locked. */
export async function visitAtWindow(
  tools: CaseTools,
  tx: Tx,
  record: CaseRecord,
  staff: StaffActor,
  visitor: VisitorRow,
  action: 'submit' | 'resubmit',
): Promise<0 | 1> {
  const counts = await insertVisit(tx, {
    id: tools.ids.next(),
    caseId: record.id,
    at: tools.clock.now(),
    why: action === 'submit' ? 'hand-in' : 'correction',
    organisation: staff.organisation,
    account: staff.accountId,
    visitor: visitor.id,
  });
  return counts ? 1 : 0;
}
