import { isCitizenId, type DomainError } from '@platform/kernel';
import type { CasesPort, CaseSummary } from './contract/index.ts';
import { notNow } from './domain/case.ts';
import { applicantShown } from './domain/contents.ts';
import { caseErrors } from './errors.ts';
import { caseFacts, pastDecisions, takenByVersion, visitFigures } from './matter-facts.ts';
import type { CaseTools } from './module.ts';
import type { CaseRecord } from './store/case-record.ts';
import { lastVisitor } from './store/visitors.ts';
import { sinceToday } from './window/visit-at-window.ts';
import { findCase, findCaseByNumber, mattersOfCases } from './store/cases.ts';

export function casesPort(tools: CaseTools): CasesPort {
  const get = async (id: string): Promise<CaseRecord> => {
    const record = await tools.db.readOnce((tx) => findCase(tx, id));
    if (!record) throw caseErrors.caseNotFound();
    return record;
  };
  return {
    async issueFacts(caseId) {
      const record = await get(caseId);
      if (record.outcome !== 'approved' || !record.decidedAt) throw notApproved(record);
      const applicant = tools.contents.applicant(record);
      return {
        caseId,
        caseNo: record.caseNo,
        matter: record.matter,
        matterVersion: record.matterVersion,
        holder: { ...applicant, subject: record.subject },
        form: tools.contents.form(record),
        data: tools.contents.data(record).values,
        decision: tools.contents.trace(record)?.outputs ?? {},
        decidedAt: record.decidedAt.toISOString(),
        organisation: record.organisation,
        ...(record.licenceTemplate === null ? {} : { licenceTemplate: record.licenceTemplate }),
      };
    },
    async applicantToReport(caseId) {
      const applicant = tools.contents.applicant(await get(caseId));
      return { kind: isCitizenId(applicant.citizenId) ? 'person' : 'firm', name: applicantShown(applicant) };
    },
    brokenCommitment: async (caseId) => tools.contents.notice(await get(caseId)).broken,
    summary: async (caseId) => summaryOf(await get(caseId)),
    async findByNumber(caseNo) {
      const record = await tools.db.readOnce((tx) => findCaseByNumber(tx, caseNo));
      return record && summaryOf(record);
    },
    async cameToday(account, subject) {
      const visitor = await tools.db.readOnce((tx) => lastVisitor(tx, account, subject, sinceToday(tools)));
      return visitor !== undefined;
    },
    caseFacts: (matter, period) => caseFacts(tools, matter, period),
    visitFigures: (period) => visitFigures(tools, period),
    takenByVersion: (matter) => takenByVersion(tools, matter),
    pastDecisions: (matter, since, limit) => pastDecisions(tools, matter, since, limit),
    async titlesByNumber(caseNos) {
      if (caseNos.length === 0) return new Map();
      const found = await tools.db.readOnce((tx) => mattersOfCases(tx, caseNos));
      return new Map(found.map(({ caseNo, matter, version }) => [caseNo, tools.matters.get(matter, version).title]));
    },
  };
}

function notApproved(record: CaseRecord): DomainError {
  return notNow(record.state, 'close');
}

function summaryOf(record: CaseRecord): CaseSummary {
  const { id, caseNo, matter, matterVersion, state, subject, organisation, submittedAt } = record;
  return { caseId: id, caseNo, matter, matterVersion, state, subject, organisation, submittedAt };
}
