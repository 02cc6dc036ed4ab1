import { Type } from 'typebox';
import { asPerson } from '@platform/access';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { handInAttachments } from '../store/attachments.ts';
import { demandAttachments } from '../attachments/demand-attachments.ts';
import { factsOf } from '../carry-out.ts';
import { checkCredit } from '../credit-check.ts';
import { may, notNow } from '../domain/case.ts';
import { caseErrors } from '../errors.ts';
import { mergeForm, papersOf } from '../domain/prefilled.ts';
import { command, commitHandling, openHandling, settleLaw } from '../handle-case.ts';
import { demandForm, judge } from '../judge-case.ts';
import type { CaseTools } from '../module.ts';
import { refreshData } from '../refresh-data.ts';
import type { CaseRecord } from '../store/case-record.ts';
import { loadFlow, NOTHING_RUNS } from '../store/flow-rows.ts';
import { stepsOfCase, type StepRecord } from '../store/steps.ts';
import { MyCase } from '../views/shapes.ts';
import { legalBasis, myCase, reasonText } from '../views/show-case.ts';
import { ownCase } from './own-case.ts';

const shape = {
  method: 'POST',
  access: { signedIn: 'person' },
  params: Type.Object({ id: Type.String() }),
  body: Type.Object({ form: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()) }),
  response: MyCase,
  bodyLimit: 256 * 1024,
  rateLimit: 60,
} as const;

/** Hands in a draft. The rules decide at once where they can (秒批): received, accepted and decided in one transaction. */
export function submitCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.submit-case',
    path: '/api/cases/:id/submit',
    summary: { zh: '提交申请', en: 'Hand in an application' },
    handle: (context, { params, body }) => handIn(tools, context, params.id, body.form, 'submit'),
  });
}

/** Hands a case in again after a correction notice. */
export function resubmitCase(tools: CaseTools): Feature {
  return feature({
    ...shape,
    name: 'cases.resubmit-case',
    path: '/api/cases/:id/resubmit',
    summary: { zh: '补正后再次提交', en: 'Hand in again after corrections' },
    handle: (context, { params, body }) => handIn(tools, context, params.id, body.form, 'resubmit'),
  });
}

async function handIn(
  tools: CaseTools,
  context: RequestContext,
  id: string,
  typed: Record<string, unknown>,
  action: 'submit' | 'resubmit',
): Promise<MyCase> {
  const person = asPerson(context.actor);
  const seen = await tools.db.readOnce((tx) => ownCase(tx, id, person, 'read'));
  if (!may(factsOf(seen), action)) return repeated(tools, context, seen, action);
  if (action === 'resubmit' && seen.deadline && tools.clock.now() >= seen.deadline.at) {
    throw caseErrors.correctionOver({ until: seen.deadline.date });
  }
  const current = await refreshData(tools, seen, context);
  const matter = tools.matters.get(current.matter, current.matterVersion);
  const data = tools.contents.data(current);
  const form = demandForm(tools, matter, data, mergeForm(matter, data, typed));
  const files = await demandAttachments(tools, id, matter, form);
  const trace = await judge(tools, {
    matter,
    caseNo: current.caseNo,
    applicant: tools.contents.applicant(current),
    form,
    data,
  });
  const reason = reasonText(matter, trace);
  const credit = await checkCredit(tools, current, context);
  const promise = (await tools.models.of(current.matter, current.matterVersion)).main.attributes['commitment'];
  const committed = promise !== undefined && form[promise] === true;

  const done = await tools.db.transaction(async (tx): Promise<Shown> => {
    // A first hand-in finds no process; what waits for corrections is asked for behind the lock, in the same message.
    const [locked, loaded] = await Promise.all([
      ownCase(tx, id, person, 'lock'),
      action === 'resubmit' ? loadFlow(tx, id, tools.contents) : NOTHING_RUNS,
    ]);
    if (!may(factsOf(locked), action)) return [locked, await stepsOfCase(tx, id)];
    // A draft kept meanwhile is of no account, the form came with the request; data read anew meanwhile were not judged.
    if (locked.dataReadAt?.getTime() !== current.dataReadAt?.getTime()) throw caseErrors.changedMeanwhile();
    const act = { actor: person, trace: context.trace };
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
    handling.record = {
      ...locked,
      organisation: verdict === 'route' ? matter.decision.routeTo : matter.organisation,
      verdict: trace.verdict,
      committed,
      ...(credit ? { credit: credit.result, sealedCredit: tools.contents.sealCredit(id, credit) } : {}),
      papersSaved: papersOf(matter, data).papersSaved,
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
    const notes = reason ? { notes: { [WRITTEN_DOWN[verdict]]: reason.zh } } : {};
    command(tools, handling, { action, verdict }, notes);
    if (committed && action === 'submit') handling.notices.push({ id: tools.ids.next(), kind: 'commitment' });
    settleLaw(handling);
    // A file may have been taken out in another window since it was asked for.
    if (files && !(await handInAttachments(tx, id, files, tools.clock.now()))) throw caseErrors.changedMeanwhile();
    // The history is asked for behind what is written into it, in the same message.
    return Promise.all([commitHandling(tools, tx, handling), stepsOfCase(tx, id)]);
  });
  tools.live.publish({ topic: 'cases', data: { caseId: id }, subject: person.subject });
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
  const handedIn = record.submittedAt !== null && !['correction', 'withdrawn', 'returned'].includes(record.state);
  if (!handedIn || (action === 'resubmit' && !record.correctionTold)) throw notNow(record.state, action);
  const steps = await tools.db.readOnce((tx) => stepsOfCase(tx, record.id));
  return myCase(tools, record, steps, context.language);
}
