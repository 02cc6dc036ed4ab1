import { Type } from 'typebox';
import { DomainError } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { feature, type Feature, type RequestContext } from '@platform/http';
import { factsOf } from '../carry-out.ts';
import { decide } from '../domain/case.ts';
import { extensionRule, governmentOf, isTooLate, tellsWho, type ExtensionRule } from '../domain/extensions.ts';
import { caseErrors } from '../errors.ts';
import { command, type Handling } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { decideExtension, insertExtension, lastExtension, type Extension } from '../store/extensions.ts';
import { suspensionsOf } from '../store/suspensions.ts';
import { reasonToExtend } from '../views/inside-view.ts';
import { WholeCase } from '../views/shapes.ts';
import { ownAct, type Acting } from './act-and-show.ts';

export const Reason = Type.String({ minLength: 1, maxLength: 1000 });
const params = Type.Object({ id: Type.String() });
const revision = Type.Optional(Type.Integer({ minimum: 0 }));

/**
 * Asks for more time (延期, 行政许可法 art. 42) of the head of the office or, for what several departments handle, of the government of the
 * level; nothing moves until they approve it.
 * @throws cases.extension-too-long, cases.extension-too-late, cases.extension-waits, cases.head-asks, cases.no-government, cases.tells-who
 */
export function askExtension(tools: CaseTools): Feature {
  return feature({
    name: 'cases.ask-extension',
    method: 'POST',
    path: '/api/work/cases/:id/extend',
    summary: { zh: '申请延长办理期限', en: 'Ask for an extension of the time' },
    access: { permission: 'cases.decide' },
    params,
    body: Type.Object({ days: Type.Integer({ minimum: 1 }), reason: Reason, revision }),
    response: WholeCase,
    handle: (context, { params: { id }, body }) =>
      ownAct(tools, context, id, body.revision, async (tx, handling, acting) => {
        const { record } = handling;
        const rule = extensionRule(handling.matter, tools.limits);
        if (rule.byGovernment) demandGovernment(tools, handling, acting, body.reason);
        if (body.days > rule.most) throw caseErrors.extensionTooLong({ most: rule.most });
        const refused = decide(factsOf(record), { action: 'extend', days: body.days });
        if (refused instanceof DomainError) throw refused;
        if (isTooLate(record, tools.clock.now())) throw caseErrors.extensionTooLate();
        const extension = tools.ids.next();
        const asked = await insertExtension(tx, id, {
          id: extension,
          days: body.days,
          asked_at: tools.clock.now(),
          asked_by: acting.staff.accountId,
          asked_organisation: acting.staff.organisation,
          by_government: rule.byGovernment,
          sealed_reason: tools.contents.sealReason(extension, body.reason),
        });
        if (!asked) throw caseErrors.extensionWaits();
        await auditExtension(tools, tx, context, handling, acting, 'cases.ask-extension', {
          days: body.days,
          by_government: rule.byGovernment,
        });
      }),
  });
}

/** Approves or refuses an extension; never by who asked for it. Approved, both clocks move and the applicant is told the reason. */
export function answerExtension(tools: CaseTools): Feature {
  return feature({
    name: 'cases.answer-extension',
    method: 'POST',
    path: '/api/work/cases/:id/extension',
    summary: { zh: '审批延期', en: 'Approve or refuse an extension' },
    access: { permission: 'cases.approve-extension' },
    params,
    body: Type.Object({ approve: Type.Boolean(), revision }),
    response: WholeCase,
    handle: (context, { params: { id }, body }) =>
      ownAct(tools, context, id, body.revision, async (tx, handling, acting) => {
        const asked = await waitingExtension(tx, id);
        if (asked.by_government) throw caseErrors.governmentAnswers();
        const extendedBy = '本机关';
        await settleExtension(tools, tx, context, handling, acting, asked, { approve: body.approve, extendedBy });
      }),
  });
}

/** @throws cases.no-extension-asked */
export async function waitingExtension(tx: Tx, caseId: string): Promise<Extension> {
  const asked = await lastExtension(tx, caseId);
  if (!asked || asked.approved !== null) throw caseErrors.noExtensionAsked();
  return asked;
}

/** Who answered: the office or the government of which somebody is the head, in Chinese as the notice says it. */
type Answer = { approve: boolean; extendedBy: string; words?: string };

/** Writes what was answered; approved, the law's machine moves both clocks and the applicant gets the notice. @throws cases.own-extension, cases.extension-too-late */
export async function settleExtension(
  tools: CaseTools,
  tx: Tx,
  context: RequestContext,
  handling: Handling,
  acting: Acting,
  asked: Extension,
  { approve, extendedBy, words = '' }: Answer,
): Promise<void> {
  const now = tools.clock.now();
  if (asked.asked_by === acting.staff.accountId) throw caseErrors.ownExtension();
  if (approve && isTooLate(handling.record, now)) throw caseErrors.extensionTooLate();
  await decideExtension(tx, asked.id, {
    approved: approve,
    by: acting.staff.accountId,
    at: now,
    answer: words === '' ? null : tools.contents.sealAnswer(asked.id, words),
  });
  if (!approve) return auditExtension(tools, tx, context, handling, acting, 'cases.refuse-extension', asked);
  const reason = reasonToExtend(tools, asked);
  const pauses = await suspensionsOf(tx, handling.record.id);
  command(tools, handling, { action: 'extend', days: asked.days }, { pauses, notes: { extended: reason } });
  const { clause }: ExtensionRule = extensionRule(handling.matter, tools.limits);
  handling.notices.push({
    id: tools.ids.next(),
    kind: 'extension',
    more: { reason, extendedBy, ...(clause === undefined ? {} : { clause }) },
  });
}

/** What the head of a government is to read: asked by the head of the office, without who the applicant is. */
function demandGovernment(tools: CaseTools, { record }: Handling, { staff }: Acting, reason: string): void {
  if (!staff.permissions.has('cases.approve-extension')) throw caseErrors.headAsks();
  if (governmentOf(tools.organisations, record.organisation) === undefined) throw caseErrors.noGovernment();
  if (tellsWho(reason, tools.contents.applicant(record))) throw caseErrors.tellsWho();
}

function auditExtension(
  tools: CaseTools,
  tx: Tx,
  { trace }: RequestContext,
  { record: { id, caseNo } }: Handling,
  { staff }: Acting,
  action: 'cases.ask-extension' | 'cases.refuse-extension',
  { days, by_government }: Pick<Extension, 'days' | 'by_government'>,
): Promise<void> {
  return tools.audit.append(tx, {
    actor: staff,
    action,
    subject: `case:${id}`,
    detail: { caseNo, days, byGovernment: by_government },
    trace,
  });
}
