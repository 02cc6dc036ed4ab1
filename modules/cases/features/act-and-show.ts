import { shanghaiDate } from '@platform/kernel';
import { asStaff, inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import type { RequestContext } from '@platform/http';
import { caseErrors } from '../errors.ts';
import { commitHandling, openHandling, type Handling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { loadFlow } from '../store/flow-rows.ts';
import { substitutedBy } from '../store/substitutes.ts';
import type { WholeCase } from '../views/shapes.ts';
import { wholeCase } from './whole-case.ts';
import { recordCaseRead, workedCase } from './work-access.ts';

/** An officer and the accounts whose substitute they are today. */
export type Acting = { staff: StaffActor; standsInFor: readonly string[] };
type Work = (tx: Tx, handling: Handling, acting: Acting) => Promise<void>;

/** An act on a case by an officer of any organisation concerned. `seen`: its revision as it was looked at. The answer is the case as it then is. */
export function actAndShow(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  seen: number | undefined,
  work: Work,
): Promise<WholeCase> {
  return act(tools, context, id, seen, work, async (tx, done, { staff }) => {
    await recordCaseRead(tools, tx, done, staff, context.trace);
    return wholeCase(tools, tx, done, staff, context.language);
  });
}

/** The same, with what `show` makes of the case for whoever may not see the whole of it. */
export async function act<Shown>(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  seen: number | undefined,
  work: Work,
  show: (tx: Tx, done: CaseRecord, acting: Acting) => Promise<Shown>,
): Promise<Shown> {
  const staff = asStaff(context.actor);
  const { shown, subject } = await tools.db.transaction(async (tx) => {
    const [locked, loaded, standsInFor] = await Promise.all([
      workedCase(tx, id, staff, 'lock'),
      loadFlow(tx, id, tools.contents),
      substitutedBy(tx, staff.accountId, shanghaiDate(tools.clock.now())),
    ]);
    if (seen !== undefined && seen !== locked.revision) throw caseErrors.changedMeanwhile();
    const handling = await openHandling(tools, locked, loaded, { actor: staff, trace: context.trace });
    const acting = { staff, standsInFor };
    await work(tx, handling, acting);
    const done = await commitHandling(tools, tx, handling);
    return { shown: await show(tx, done, acting), subject: done.subject };
  });
  tools.live.publish({ topic: 'cases', data: { caseId: id }, subject });
  return shown;
}

/** An act of the organisation that handles the case (others have only their tasks). @throws cases.other-organisation */
export function ownAct(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  seen: number | undefined,
  work: Work,
): Promise<WholeCase> {
  return actAndShow(tools, context, id, seen, (tx, handling, acting) => {
    const { organisation } = handling.record;
    if (!inScope(acting.staff, organisation)) throw caseErrors.otherOrganisation(whose(tools, organisation));
    return work(tx, handling, acting);
  });
}

function whose(tools: CaseTools, organisation: string): { organisation: string; organisationEn: string } {
  const name = tools.organisations.find(organisation)?.name;
  return { organisation: name?.zh ?? organisation, organisationEn: name?.en ?? organisation };
}
