import { Type } from 'typebox';
import { shanghaiDate } from '@platform/kernel';
import { asStaff, inScope, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, httpErrors, type Feature, type RequestContext } from '@platform/http';
import { PROCEDURE_KINDS, PROCEDURES } from '../domain/procedures.ts';
import { caseErrors } from '../errors.ts';
import { command, commitHandling, openHandling, type Handling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { loadFlow } from '../store/flow-rows.ts';
import { endSuspension, insertSuspension, suspensionsOf, type Suspension } from '../store/suspensions.ts';
import { WholeCase } from '../views/shapes.ts';
import { wholeCase } from './whole-case.ts';
import { recordCaseRead, workedCase } from './work-access.ts';

const shape = {
  method: 'POST',
  access: { permission: 'cases.decide' },
  params: Type.Object({ id: Type.String() }),
  response: WholeCase,
} as const;
const revision = Type.Optional(Type.Integer({ minimum: 0 }));
const Reason = Type.String({ minLength: 1, maxLength: 1000 });
const Day = Type.String({ format: 'date' });

/** Begins a special procedure (特别程序, 行政许可法 art. 45): both clocks stand still, and the applicant is told in writing. */
export function suspendCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.suspend-case',
    path: '/api/work/cases/:id/suspend',
    summary: { zh: '转入特别程序（期限暂停）', en: 'Begin a special procedure: the time stands still' },
    body: Type.Object({ kind: Type.Enum(PROCEDURE_KINDS), reason: Reason, expectedUntil: Day, revision }),
    handle: (context, { params, body }) =>
      ownAct(tools, context, params.id, body.revision, async (tx, handling) => {
        const now = tools.clock.now();
        if (body.expectedUntil <= shanghaiDate(now)) throw httpErrors.badInput({ count: 1 }, { fields: [LATER] });
        const id = tools.ids.next();
        const documentId = tools.ids.next();
        const one: Suspension = {
          id,
          kind: body.kind,
          documentId,
          taskId: null,
          from: now,
          until: null,
          expectedUntil: body.expectedUntil,
          sealedReason: tools.contents.sealReason(id, body.reason),
        };
        const before = await suspensionsOf(tx, params.id);
        command(
          tools,
          handling,
          { action: 'suspend' },
          { pauses: [...before, one], notes: { suspended: body.reason } },
        );
        handling.notices.push({
          id: documentId,
          kind: 'special-procedure',
          more: {
            procedure: PROCEDURES[body.kind].zh,
            reason: body.reason,
            until: body.expectedUntil,
            basis: '《中华人民共和国行政许可法》第四十五条',
          },
        });
        await insertSuspension(tx, params.id, one);
      }),
  });
}

/** Ends the special procedure: what was left of the time runs again from the next working day. */
export function resumeCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.resume-case',
    path: '/api/work/cases/:id/resume',
    summary: { zh: '结束特别程序（期限恢复）', en: 'End a special procedure: the time runs again' },
    body: Type.Object({ reason: Reason, revision }),
    handle: (context, { params, body }) =>
      ownAct(tools, context, params.id, body.revision, async (tx, handling) => {
        const now = tools.clock.now();
        const pauses = (await suspensionsOf(tx, params.id)).map((one) => ({ ...one, until: one.until ?? now }));
        command(tools, handling, { action: 'resume' }, { pauses, notes: { resumed: body.reason } });
        handling.notices.push({ id: tools.ids.next(), kind: 'resumption' });
        await endSuspension(tx, params.id, now);
      }),
  });
}

const LATER = {
  path: '/expectedUntil',
  code: 'cases.later-date',
  message: { zh: '请填写今天以后的日期', en: 'Give a date after today' },
};

/** An act of the organisation that handles the case (others have only their tasks). The answer is the case as it then is. */
export async function ownAct(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  seen: number | undefined,
  work: (tx: Tx, handling: Handling, staff: StaffActor) => Promise<void>,
): Promise<WholeCase> {
  const staff = asStaff(context.actor);
  const { shown, subject } = await tools.db.transaction(async (tx) => {
    const [locked, loaded] = await Promise.all([workedCase(tx, id, staff, 'lock'), loadFlow(tx, id, tools.contents)]);
    if (!inScope(staff, locked.organisation)) throw caseErrors.otherOrganisation(whose(tools, locked.organisation));
    if (seen !== undefined && seen !== locked.revision) throw caseErrors.changedMeanwhile();
    const handling = await openHandling(tools, locked, loaded, { actor: staff, trace: context.trace });
    await work(tx, handling, staff);
    const done = await commitHandling(tools, tx, handling);
    await recordCaseRead(tools, tx, done, staff, context.trace);
    return { shown: await wholeCase(tools, tx, done, staff, context.language), subject: done.subject };
  });
  tools.live.publish({ topic: 'cases', data: { caseId: id }, subject });
  return shown;
}

function whose(tools: CaseTools, organisation: string): { organisation: string; organisationEn: string } {
  const name = tools.organisations.find(organisation)?.name;
  return { organisation: name?.zh ?? organisation, organisationEn: name?.en ?? organisation };
}
