import { reaction, type Reaction } from '@platform/outbox';
import { licenceIssued } from '@modules/licences/contract';
import { carryOut } from '../carry-out.ts';
import type { CaseTools } from '../module.ts';
import { lockCase } from '../store/cases.ts';

/** The licence is there: the case is over (办结). */
export function onLicenceIssued(tools: CaseTools): Reaction {
  return reaction('cases.on-licence-issued', licenceIssued, async (tx, { payload, trace }) => {
    const record = await lockCase(tx, payload.caseId);
    // A second licence of the same case (reissue) does not open it again.
    if (record?.state !== 'approved') return;
    const matter = tools.matters.get(record.matter, record.matterVersion);
    await carryOut(
      tools,
      tx,
      { ...record, licenceId: payload.licenceId },
      matter,
      { action: 'close' },
      { actor: { kind: 'system', name: 'cases.on-licence-issued' }, trace },
    );
    tools.live.announceSoon({ topic: 'cases', data: { caseId: record.id }, subject: record.subject });
  });
}
