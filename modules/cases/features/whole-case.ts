import { shanghaiDate, type Language } from '@platform/kernel';
import type { StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { allowedActs } from '../allowed-acts.ts';
import { factsOf } from '../carry-out.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { stepsOfCase } from '../store/steps.ts';
import { substitutedBy } from '../store/substitutes.ts';
import { insideView, loadInside } from '../views/inside-view.ts';
import type { WholeCase } from '../views/shapes.ts';
import { workCase } from '../views/show-case.ts';

/** A case with all that officers of organisations concerned see. The caller records the read. */
export async function wholeCase(
  tools: CaseTools,
  tx: Tx,
  record: CaseRecord,
  staff: StaffActor,
  language: Language,
): Promise<WholeCase> {
  const [steps, rows, standsInFor] = await Promise.all([
    stepsOfCase(tx, record.id),
    loadInside(tools, tx, record.id),
    substitutedBy(tx, staff.accountId, shanghaiDate(tools.clock.now())),
  ]);
  const looking = { staff, standsInFor, facts: factsOf(record) };
  const inside = await insideView(tools, record, rows, looking);
  const allowed = await allowedActs(tools, record, rows.flow, looking);
  return { ...workCase(tools, record, steps, language, allowed), ...inside };
}
