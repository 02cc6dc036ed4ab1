import { asStaff, inScope, type Actor, type StaffActor } from '@platform/access';
import { isUuid } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { disclosureErrors } from '../domain/errors.ts';
import { findQuestion, lockQuestion, type QuestionRow } from '../store/questions.ts';

/** Organisations whose questions a member of staff answers; `undefined`: all. */
export function answersFor(actor: Actor): readonly string[] | undefined {
  const staff = asStaff(actor);
  return staff.organisations === 'all' ? undefined : staff.organisations;
}

/** The question, when the actor's organisation has to answer it or it went on to them. @throws disclosures.unknown-question, .not-yours */
export async function getQuestion(
  tx: Tx,
  id: string,
  actor: Actor,
  how: 'read' | 'lock' = 'read',
): Promise<{ row: QuestionRow; staff: StaffActor }> {
  const staff = asStaff(actor);
  if (!isUuid(id)) throw disclosureErrors.unknownQuestion();
  const row = await (how === 'lock' ? lockQuestion : findQuestion)(tx, id);
  if (!row) throw disclosureErrors.unknownQuestion();
  const parties = [row.organisation, ...(row.authority === null ? [] : [row.authority])];
  if (!parties.some((party) => inScope(staff, party))) throw disclosureErrors.notYours();
  return { row, staff };
}
