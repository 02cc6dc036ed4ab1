import { reaction, type Reaction } from '@platform/outbox';
import { caseDecided } from '@modules/cases/contract';
import { issueLicence } from '../issue-licence.ts';
import type { LicenceTools } from '../module.ts';

/** An approved case that leads to a licence gets it. */
export function onCaseDecided(tools: LicenceTools): Reaction {
  return reaction('licences.on-case-decided', caseDecided, async (tx, { payload, trace }) => {
    const { outcome, licenceTemplate, caseId } = payload;
    if (outcome !== 'approved' || licenceTemplate === undefined) return;
    const facts = await tools.cases.issueFacts(caseId);
    const licenceId = await issueLicence(tools, tx, { ...facts, licenceTemplate }, trace);
    if (licenceId === undefined) return;
    tools.live.announceSoon({ topic: 'licences', data: { caseId }, subject: payload.subject });
  });
}
