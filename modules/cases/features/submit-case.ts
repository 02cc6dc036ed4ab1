import { Type } from 'typebox';
import type { StaffActor } from '@platform/access';
import type { Tx } from '@platform/database';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { handInAttachments } from '../store/attachments.ts';
import { demandAttachments } from '../attachments/demand-attachments.ts';
import { factsOf } from '../carry-out.ts';
import { checkCredit } from '../credit-check.ts';
import { endedUndecided, may, notNow } from '../domain/case.ts';
import { caseErrors } from '../errors.ts';
import { mergeForm, papersAsked } from '../domain/prefilled.ts';
import { command, commitHandling, openHandling, settleLaw, type Handling } from '../handle-case.ts';
import { demandForm, judge } from '../judge-case.ts';
import type { CaseTools } from '../module.ts';
import { refreshData } from '../refresh-data.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { loadFlow, NOTHING_RUNS } from '../store/flow-rows.ts';
import { stepsOfCase, type StepRecord } from '../store/steps.ts';
import { MyCase } from '../views/shapes.ts';
import { legalBasis, myCase, reasonText } from '../views/show-case.ts';
import type { VisitorRow } from '../store/visitors.ts';
import type { Door, Keeper } from '../window/doors.ts';
import { demandVisitor, visitAtWindow } from '../window/visit-at-window.ts';
import { placeTitle } from '../window/window-places.ts';
import { caseAtWindow, ownCase } from './own-case.ts';

const shape = {
  method: 'POST',
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({
    form: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
    /** At a window: the applicant looked over what is handed in for them, and agrees. */
    agreed: Type.Optional(Type.Boolean()),
  }),
  response: MyCase,
  bodyLimit: 256 * 1024,
  rateLimit: 60,
} as const;

/** Hands in a draft. The rules decide at once where they can (秒批): received, accepted and decided in one transaction. */
export function submitCase(tools: CaseTools, door: Door): Feature {
  return feature({
    ...shape,
    access: door.access,
    name: door.name('submit-case'),
    path: `${door.path}/:id/submit`,
    summary: door.summary({ zh: '提交申请', en: 'Hand in an application' }),
    handle: (context, { params, body }) =>
      handIn(tools, context, door.keeper(context.actor), params.id, body, 'submit'),
  });
}

/** Hands a case in again after a correction notice. */
export function resubmitCase(tools: CaseTools, door: Door): Feature {
  return feature({
    ...shape,
    access: door.access,
    name: door.name('resubmit-case'),
    path: `${door.path}/:id/resubmit`,
    summary: door.summary({ zh: '补正后再次提交', en: 'Hand in again after corrections' }),
    handle: (context, { params, body }) =>
      handIn(tools, context, door.keeper(context.actor), params.id, body, 'resubmit'),
  });
}

async function handIn(
  tools: CaseTools,
  context: RequestContext,
  keeper: Keeper,
  id: string,
  given: { form: Record<string, unknown>; agreed?: boolean },
  action: 'submit' | 'resubmit',
): Promise<MyCase> {
  const staff = keeper.kind === 'staff' ? keeper : undefined;
  const keptCase = (tx: Tx, lock: 'lock' | 'read'): Promise<CaseRecord> =>
    staff ? caseAtWindow(tx, id, staff, lock, tools.clock) : ownCase(tx, id, keeper, lock);
  const seen = await tools.db.readOnce((tx) => keptCase(tx, 'read'));
  if (!may(factsOf(seen), action)) return repeated(tools, context, seen, action);
  if (action === 'resubmit' && seen.deadline && tools.clock.now() >= seen.deadline.at) {
    throw caseErrors.correctionOver({ until: seen.deadline.date });
  }
  const current = await refreshData(tools, seen, context);
  const matter = tools.matters.get(current.matter, current.matterVersion);
  const data = tools.contents.data(current);
  const form = demandForm(tools, matter, data, mergeForm(matter, data, given.form));
  const visitor = staff && (await demandVisitor(tools, staff, current.subject, given.agreed));
  const files = await demandAttachments(tools, id, matter, form);
  const ruled = tools.matters.get(current.matter, current.processVersion);
  const trace = await judge(tools, {
    matter: ruled,
    caseNo: current.caseNo,
    applicant: tools.contents.applicant(current),
    form,
    data,
  });
  const reason = reasonText(ruled, trace);
  const credit = await checkCredit(tools, current, context);
  const promise = (await tools.models.of(current.matter, current.matterVersion)).main.attributes['commitment'];
  const committed = promise !== undefined && form[promise] === true;

  const done = await tools.db.transaction(async (tx): Promise<Shown> => {
    // A first hand-in finds no process; what waits for corrections is asked for behind the lock, in the same message.
    const [locked, loaded] = await Promise.all([
      keptCase(tx, 'lock'),
      action === 'resubmit' ? loadFlow(tx, id, tools.contents) : NOTHING_RUNS,
    ]);
    if (!may(factsOf(locked), action)) return [locked, await stepsOfCase(tx, id)];
    // A draft kept meanwhile is of no account, the form came with the request; data read anew meanwhile were not judged.
    if (locked.dataReadAt?.getTime() !== current.dataReadAt?.getTime()) throw caseErrors.changedMeanwhile();
    const act = { actor: keeper, trace: context.trace };
    const handling = await openHandling(tools, locked, loaded, { ...act, word: trace, form });
    const variables = {
      organisation: matter.organisation,
      routeTo: matter.decision.routeTo,
      committed,
      credit: credit?.result ?? 'unknown',
    };
    // Work without an office of its own is for whoever handles the case.
    const handled = { ...locked, organisation: matter.decision.routeTo };
    if (!(await handling.flow.message(handled, 'resubmitted', { committed })))
      await handling.flow.begin(handled, variables);
    // Where the process asks people although the rules have an answer, the people's word counts.
    // Rules approve nobody whom a measure of the national list keeps out: a person has to look.
    const verdict =
      handling.flow.decidable && !(credit?.result === 'block' && trace.verdict === 'approve') ? trace.verdict : 'route';
    const cameIn = staff && visitor ? await visitAtWindow(tools, tx, locked, staff, visitor, action) : 0;
    handling.record = {
      ...locked,
      ...(action === 'submit' ? { promisedVisits: matter.visits.count } : {}),
      // A draft from before visits were counted begins its count with being handed in.
      visits: action === 'resubmit' && locked.visits === null ? null : (locked.visits ?? 0) + cameIn,
      organisation: verdict === 'route' ? matter.decision.routeTo : matter.organisation,
      verdict: trace.verdict,
      committed,
      ...(credit ? { credit: credit.result, sealedCredit: tools.contents.sealCredit(id, credit) } : {}),
      papersSaved: papersAsked(matter, data, form).papersSaved,
      sealedForm: tools.contents.sealForm(id, form),
      sealedTrace: tools.contents.sealTrace(id, trace),
      sealedNotice:
        verdict === 'refuse' && reason
          ? tools.contents.sealNotice(id, {
              ...tools.contents.notice(locked),
              refusal: { reason, basis: legalBasis(matter)[0] as NonNullable<typeof reason> },
            })
          : locked.sealedNotice,
    };
    const notes = reason ? { notes: { [WRITTEN_DOWN[verdict]]: reason } } : {};
    command(tools, handling, { action, verdict }, notes);
    if (staff && action === 'submit') giveReceipt(tools, handling, staff, visitor);
    if (committed && action === 'submit') handling.notices.push({ id: tools.ids.next(), kind: 'commitment' });
    settleLaw(handling);
    // A file may have been taken out in another window since it was asked for.
    if (files && !(await handInAttachments(tx, id, files, tools.clock.now()))) throw caseErrors.changedMeanwhile();
    // In one message with what is written: whether its answer has the new steps or not, they are told once.
    const [saved, told] = await Promise.all([commitHandling(tools, tx, handling), stepsOfCase(tx, id)]);
    const news = handling.plans.flatMap(({ history }) => history);
    return [saved, [...told.filter((step) => news.every((one) => one.id !== step.id)), ...news]];
  });
  tools.live.publish({ topic: 'cases', data: { caseId: id }, subject: current.subject });
  return myCase(tools, ...done, context.language);
}

type Shown = [record: CaseRecord, steps: StepRecord[]];

/** The step beside which the rules' reason is kept. */
const WRITTEN_DOWN = { route: 'routed', approve: 'approved', refuse: 'refused' } as const;

/** A repeated submit is answered with the case as it is; one that makes no sense any more says why. */
async function repeated(
  tools: CaseTools,
  context: RequestContext,
  record: CaseRecord,
  action: 'submit' | 'resubmit',
): Promise<MyCase> {
  const handedIn = record.submittedAt !== null && record.state !== 'correction' && !endedUndecided(record.state);
  if (!handedIn || (action === 'resubmit' && !record.correctionTold)) throw notNow(record.state, action);
  const steps = await tools.db.readOnce((tx) => stepsOfCase(tx, record.id));
  return myCase(tools, record, steps, context.language);
}

/** At a window everybody leaves with a receipt (收件凭证): what was taken in, where, and what became of it if that is known already. */
function giveReceipt(tools: CaseTools, handling: Handling, staff: StaffActor, visitor: VisitorRow | undefined): void {
  const { record, matter, notices } = handling;
  const { materials } = papersAsked(matter, tools.contents.data(record), tools.contents.form(record));
  const papers = materials.filter(({ avoided }) => !avoided);
  const more = {
    window: tools.organisations.find(staff.organisation)?.name.zh ?? staff.organisation,
    ...(visitor?.place ? { place: placeTitle(visitor.place).zh } : {}),
    papers: papers.filter(({ necessity }) => necessity === 'required').map(({ title }) => title.zh),
    ...(record.outcome === null ? {} : { outcome: record.outcome }),
  };
  const known = notices.find(({ kind }) => kind === 'receipt');
  if (known) known.more = { ...known.more, ...more };
  else notices.push({ id: tools.ids.next(), kind: 'receipt', more });
}
