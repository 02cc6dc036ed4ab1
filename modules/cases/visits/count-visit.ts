import { Type } from 'typebox';
import { isUuid } from '@platform/kernel';
import { asStaff, type StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { VISIT_WHYS, type VisitWhy } from '../domain/visits.ts';
import { caseErrors } from '../errors.ts';
import { workedCase } from '../features/work-access.ts';
import type { CaseTools } from '../module.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { lockCase } from '../store/cases.ts';
import { addToVisits, findVisit, insertVisit, strikeVisit, visitsOfCase } from '../store/visits.ts';
import { demandTakesIn, visitorOf } from '../window/cases-at-window.ts';
import { VisitShape, visitView } from './visit-view.ts';

const Params = Type.Object({ id: Type.String() });
const Visits = Type.Object({ visits: Type.Array(VisitShape) });
const Reason = Type.String({ minLength: 1, maxLength: 1000 });

/** An officer who handles the case says that somebody had to come for it. */
export function countVisit(tools: CaseTools): Feature {
  return feature({
    name: 'cases.count-visit',
    method: 'POST',
    path: '/api/work/cases/:id/visits',
    summary: { zh: '记一次到现场（领取结果、面签等）', en: 'Count a visit: the result picked up, a signature' },
    access: { permission: 'cases.decide' },
    params: Params,
    body: Type.Object({ why: Type.Enum([...VISIT_WHYS]) }),
    response: Visits,
    handle: (context, { params, body }) =>
      count(tools, context, body.why, null, async (tx) => workedCase(tx, params.id, asStaff(context.actor), 'lock')),
  });
}

/** The same at a window, for somebody written down there today. */
export function countVisitAtWindow(tools: CaseTools): Feature {
  return feature({
    name: 'cases.count-visit-at-window',
    method: 'POST',
    path: '/api/window/cases/:id/visits',
    summary: { zh: '窗口记一次到现场（领取结果等）', en: 'Count a visit at the window: the result picked up' },
    access: { permission: 'cases.take-in' },
    params: Params,
    body: Type.Object({ visitor: Type.String(), why: Type.Enum([...VISIT_WHYS]) }),
    response: Visits,
    handle: (context, { params, body }) =>
      count(tools, context, body.why, body.visitor, async (tx, staff) => {
        const visitor = await visitorOf(tools, tx, body.visitor, staff);
        const record = isUuid(params.id) ? await lockCase(tx, params.id) : undefined;
        if (record?.subject !== visitor.subject || record.submittedAt === null) throw caseErrors.caseNotFound();
        demandTakesIn(tools, staff, record.matter, visitor.kind);
        return record;
      }),
  });
}

async function count(
  tools: CaseTools,
  context: RequestContext,
  why: VisitWhy,
  visitor: string | null,
  locked: (tx: Tx, staff: StaffActor) => Promise<CaseRecord>,
): Promise<Type.Static<typeof Visits>> {
  const staff = asStaff(context.actor);
  const done = await tools.db.transaction(async (tx) => {
    const record = await locked(tx, staff);
    const { organisation, accountId: account } = staff;
    const one = { id: tools.ids.next(), caseId: record.id, at: tools.clock.now(), why, organisation, account, visitor };
    if (!(await insertVisit(tx, one))) throw caseErrors.visitCounted();
    await addToVisits(tx, record.id, 1);
    await tools.audit.append(tx, {
      actor: staff,
      action: 'cases.count-visit',
      subject: `case:${record.id}`,
      detail: { caseNo: record.caseNo, why },
      trace: context.trace,
    });
    return { record, visits: await visitsOfCase(tx, record.id) };
  });
  tools.live.publish({ topic: 'cases', data: { caseId: done.record.id }, subject: done.record.subject });
  return { visits: done.visits.map((visit) => visitView(tools, visit)) };
}

/** Takes a wrongly counted visit out of the count. It stays in the history with the reason, which the applicant sees too. */
export function takeVisitBack(tools: CaseTools): Feature {
  return strike(tools, {
    name: 'cases.take-visit-back',
    path: '/api/work/visits/:id/take-back',
    permission: 'cases.decide',
    demand: async (tx, visit, staff) => void (await workedCase(tx, visit.caseId, staff, 'read')),
  });
}

/** The same for what one's own window wrote down. */
export function takeVisitBackAtWindow(tools: CaseTools): Feature {
  return strike(tools, {
    name: 'cases.take-visit-back-at-window',
    path: '/api/window/visits/:id/take-back',
    permission: 'cases.take-in',
    demand: async (_tx, visit, staff) => {
      if (visit.organisation !== staff.organisation) throw caseErrors.caseNotFound();
    },
  });
}

type Found = NonNullable<Awaited<ReturnType<typeof findVisit>>>;

function strike(
  tools: CaseTools,
  way: {
    name: string;
    path: string;
    permission: string;
    demand: (tx: Tx, visit: Found, staff: StaffActor) => Promise<void>;
  },
): Feature {
  return feature({
    name: way.name,
    method: 'POST',
    path: way.path,
    summary: { zh: '更正：这次到现场不计（说明理由）', en: 'A visit was counted wrongly, with the reason' },
    access: { permission: way.permission },
    params: Params,
    body: Type.Object({ reason: Reason }),
    response: Visits,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      const done = await tools.db.transaction(async (tx) => {
        const visit = isUuid(params.id) ? await findVisit(tx, params.id) : undefined;
        if (!visit) throw caseErrors.caseNotFound();
        await way.demand(tx, visit, staff);
        const record = (await lockCase(tx, visit.caseId)) as CaseRecord;
        const sealedReason = tools.contents.sealReason(visit.id, body.reason);
        const { accountId: account, organisation } = staff;
        if (!(await strikeVisit(tx, visit.id, { at: tools.clock.now(), account, organisation, sealedReason })))
          throw caseErrors.visitStruck();
        await addToVisits(tx, record.id, -1);
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.take-visit-back',
          subject: `case:${record.id}`,
          detail: { caseNo: record.caseNo, visit: visit.id },
          trace: context.trace,
        });
        return { record, visits: await visitsOfCase(tx, record.id) };
      });
      tools.live.publish({ topic: 'cases', data: { caseId: done.record.id }, subject: done.record.subject });
      return { visits: done.visits.map((visit) => visitView(tools, visit)) };
    },
  });
}
