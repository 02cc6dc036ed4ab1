import { Type } from 'typebox';
import { feature, type Feature } from '@platform/http';
import { decide } from '../domain/case.ts';
import { DomainError } from '@platform/kernel';
import { factsOf } from '../carry-out.ts';
import { caseErrors } from '../errors.ts';
import { command } from '../handle-case.ts';
import type { CaseTools } from '../module.ts';
import { decideExtension, insertExtension, lastExtension } from '../store/extensions.ts';
import { suspensionsOf } from '../store/suspensions.ts';
import { WholeCase } from '../views/shapes.ts';
import { ownAct } from './act-and-show.ts';

const Reason = Type.String({ minLength: 1, maxLength: 1000 });
const params = Type.Object({ id: Type.String() });
const revision = Type.Optional(Type.Integer({ minimum: 0 }));

/** Asks for more time (延期, 行政许可法 art. 42); nothing moves until somebody else approves it. */
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
      ownAct(tools, context, id, body.revision, async (tx, handling, { staff }) => {
        if (body.days > tools.limits.extensionDays)
          throw caseErrors.extensionTooLong({ most: tools.limits.extensionDays });
        const refused = decide(factsOf(handling.record), { action: 'extend', days: body.days });
        if (refused instanceof DomainError) throw refused;
        const extension = tools.ids.next();
        const asked = await insertExtension(tx, id, {
          id: extension,
          days: body.days,
          asked_at: tools.clock.now(),
          asked_by: staff.accountId,
          asked_organisation: staff.organisation,
          sealed_reason: tools.contents.sealReason(extension, body.reason),
        });
        if (!asked) throw caseErrors.extensionWaits();
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.ask-extension',
          subject: `case:${id}`,
          detail: { caseNo: handling.record.caseNo, days: body.days },
          trace: context.trace,
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
      ownAct(tools, context, id, body.revision, async (tx, handling, { staff }) => {
        const asked = await lastExtension(tx, id);
        if (!asked || asked.approved !== null) throw caseErrors.noExtensionAsked();
        if (asked.asked_by === staff.accountId) throw caseErrors.ownExtension();
        await decideExtension(tx, asked.id, body.approve, staff.accountId, tools.clock.now());
        if (body.approve) {
          const reason = tools.contents.reason({ id: asked.id, sealedReason: asked.sealed_reason });
          const pauses = await suspensionsOf(tx, id);
          command(tools, handling, { action: 'extend', days: asked.days }, { pauses, notes: { extended: reason } });
          handling.notices.push({ id: tools.ids.next(), kind: 'extension', more: { reason } });
          return;
        }
        await tools.audit.append(tx, {
          actor: staff,
          action: 'cases.refuse-extension',
          subject: `case:${id}`,
          detail: { caseNo: handling.record.caseNo, days: asked.days },
          trace: context.trace,
        });
      }),
  });
}
