import { shanghaiDate, type LocalText } from '@platform/kernel';
import type { Tx } from '@platform/database';
import { reaction, type Reaction } from '@platform/outbox';
import { commitmentBroken, type BrokenCommitment } from '@modules/cases/contract';
import { carryOut } from '../carry-out.ts';
import type { LicenceTools } from '../module.ts';
import type { LicenceNotice } from '../sealed-contents.ts';
import { lockLicenceOfCase, setStatus, type LicenceRow } from '../store/licences.ts';
import { insertFinding } from '../store/verifications.ts';

const TITLE: LocalText = { zh: '告知承诺核查不属实', en: 'A commitment found untrue' };

/**
 * An officer's later check found a commitment (告知承诺) untrue, with reasons: a confirmed fact. The licence of that case is suspended with the
 * finding, its clause and time to object, and stands among the confirmed facts, where an officer restores or revokes it. One already
 * suspended gets the new notice, one revoked stays revoked. The same event again changes nothing.
 */
export function onCommitmentBroken(tools: LicenceTools): Reaction {
  return reaction('licences.on-commitment-broken', commitmentBroken, async (tx, { id: origin, payload, trace }) => {
    const { caseId, caseNo, organisation, subject } = payload;
    const licence = await lockLicenceOfCase(tx, caseId);
    if (!licence) {
      const { licenceTemplate } = await tools.cases.issueFacts(caseId);
      // Delivered again later; a case that leads to no licence has none to suspend.
      if (licenceTemplate !== undefined) throw new Error(`The licence of the case ${caseNo} is not issued yet`);
      return;
    }
    const broken = await tools.cases.brokenCommitment(caseId);
    if (!broken) throw new Error(`The case ${caseNo} tells of no broken commitment`);
    const now = tools.clock.now();
    const notice = noticeOf(tools, licence, caseNo, organisation, broken);
    const { reason: noticeReason, evidence, finding } = notice;
    const id = tools.ids.next();
    const content = {
      title: TITLE,
      evidence,
      noticeReason,
      objectionDays: 0,
      before: null,
      after: null,
      resource: null,
    };
    const kept = await insertFinding(
      tx,
      {
        id,
        licenceId: licence.id,
        organisation: licence.issuer,
        createdAt: now,
        sealedContent: tools.contents.sealVerification(id, { ...content, finding }),
      },
      origin,
      shanghaiDate(now),
    );
    if (!kept) return;
    await suspend(tools, tx, licence, notice, trace);
    tools.live.announceSoon({ topic: 'licences', data: { licenceId: licence.id }, subject });
  });
}

async function suspend(
  tools: LicenceTools,
  tx: Tx,
  licence: LicenceRow,
  notice: LicenceNotice,
  trace: string,
): Promise<void> {
  if (licence.status === 'revoked') return;
  const actor = { kind: 'system', name: 'licences.on-commitment-broken' } as const;
  if (licence.status === 'valid') {
    const command = { action: 'suspend', reason: notice.finding, evidence: notice.evidence.zh } as const;
    return carryOut(tools, tx, licence, command, { actor, trace, notice });
  }
  // Suspended on other grounds: the holder must be told of these too, and have time to answer them.
  const told = tools.contents.notice(licence);
  const both: LicenceNotice = told
    ? { ...notice, finding: `${told.finding}；${notice.finding}`, objections: told.objections }
    : notice;
  await setStatus(tx, licence.id, licence.status, tools.contents.sealNotice(licence.id, both), tools.clock.now());
  await tools.audit.append(tx, {
    actor,
    action: 'licences.add-finding',
    subject: `licence:${licence.id}`,
    detail: { identifier: licence.identifier },
    trace,
  });
}

function noticeOf(
  tools: LicenceTools,
  licence: LicenceRow,
  caseNo: string,
  organisation: string,
  { finding, basis, until, at }: BrokenCommitment,
): LicenceNotice {
  const office = tools.organisations.find(organisation)?.name ?? { zh: organisation, en: organisation };
  const { title } = tools.contents.record(licence);
  return {
    kind: 'suspended',
    reason: {
      zh: `申请时作出的书面承诺经事后核查不属实，${title.zh}自即日起中止使用。依据${basis}。改正并经核实后恢复使用；逾期未改正的，依法撤销。`,
      en: `What was promised in writing was found untrue by a later check; ${title.en} may not be used from now on, under ${basis}. It is restored once this is put right and verified, and revoked if it is not in time.`,
    },
    evidence: {
      zh: `${office.zh}对办件 ${caseNo} 所作承诺的事后核查（${shanghaiDate(new Date(at))}）`,
      en: `The later check by ${office.en} of what was promised in case ${caseNo} (${shanghaiDate(new Date(at))})`,
    },
    finding,
    objectionUntil: until,
    at: tools.clock.now().toISOString(),
    objections: [],
  };
}
