import { Type } from 'typebox';
import { isUuid, shanghaiDate } from '@platform/kernel';
import { asStaff, inScope } from '@platform/access';
import { feature, type Feature } from '@platform/http';
import { carryOut } from '../carry-out.ts';
import { licenceErrors } from '../errors.ts';
import type { LicenceTools } from '../module.ts';
import type { LicenceNotice } from '../sealed-contents.ts';
import { lockLicence, type LicenceRow } from '../store/licences.ts';
import { endVerification, findVerification, lockVerification, type VerificationRow } from '../store/verifications.ts';
import { readOf, Verification, verificationView } from '../views/verification.ts';

const WORDS = {
  confirm: {
    name: 'licences.confirm-fact',
    summary: {
      zh: '核实属实：中止证照并送达说理通知',
      en: 'Confirm the fact: the licence is suspended with a reasoned notice',
    },
  },
  dismiss: {
    name: 'licences.dismiss-fact',
    summary: { zh: '核实不属实：证照不受影响', en: 'Dismiss the fact: the licence is not affected' },
  },
} as const;

/** An officer says, with a reason, whether the changed fact is so. Only a confirmed fact suspends a licence. */
export function answerVerification(tools: LicenceTools, answer: 'confirm' | 'dismiss'): Feature {
  return feature({
    ...WORDS[answer],
    method: 'POST',
    path: `/api/work/verifications/:id/${answer}`,
    access: { permission: 'licences.verify-facts' },
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }),
    response: Verification,
    async handle(context, { params, body }) {
      const staff = asStaff(context.actor);
      if (!isUuid(params.id)) throw licenceErrors.verificationNotFound();
      const { shown, subject } = await tools.db.transaction(async (tx) => {
        const row = await lockVerification(tx, params.id);
        if (!row || !inScope(staff, row.organisation)) throw licenceErrors.verificationNotFound();
        if (row.state !== 'open') throw licenceErrors.verificationDone();
        const licence = (await lockLicence(tx, row.licenceId)) as LicenceRow;
        const content = { ...tools.contents.verification(row), finding: body.reason };
        await tools.audit.recordRead(tx, {
          actor: staff,
          organisation: staff.organisation,
          subject: licence.subject,
          channel: 'verification',
          ...readOf(row, licence),
          purpose: content.title,
          caseNo: licence.caseNo,
          trace: context.trace,
        });
        if (answer === 'confirm') {
          const notice = noticeOf(tools, row, body.reason);
          await carryOut(
            tools,
            tx,
            licence,
            { action: 'suspend', reason: body.reason, evidence: content.evidence.zh },
            { actor: staff, trace: context.trace, notice },
          );
        } else {
          await tools.audit.append(tx, {
            actor: staff,
            action: 'licences.dismiss-fact',
            subject: `verification:${row.id}`,
            detail: { licenceId: licence.id },
            trace: context.trace,
          });
        }
        await endVerification(
          tx,
          row.id,
          answer === 'confirm' ? 'confirmed' : 'dismissed',
          staff.accountId,
          tools.clock.now(),
          tools.contents.sealVerification(row.id, content),
        );
        const after = (await findVerification(tx, row.id)) as VerificationRow;
        const shown = verificationView(tools, after, (await lockLicence(tx, row.licenceId)) as LicenceRow);
        return { shown, subject: licence.subject };
      });
      tools.live.publish({ topic: 'licences', data: { licenceId: shown.licenceId }, subject });
      return shown;
    },
  });
}

function noticeOf(tools: LicenceTools, row: VerificationRow, finding: string): LicenceNotice {
  const { noticeReason, evidence, objectionDays } = tools.contents.verification(row);
  const now = tools.clock.now();
  const objectionUntil = tools.calendar.addWorkdays(shanghaiDate(now), objectionDays);
  return {
    kind: 'suspended',
    reason: noticeReason,
    evidence,
    finding,
    objectionUntil,
    at: now.toISOString(),
    objections: [],
  };
}
