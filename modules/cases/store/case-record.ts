import type { CaseState } from '../contract/index.ts';
import type { Verdict } from '../domain/case.ts';
import type { Deadline } from '../domain/clock.ts';

/** A case as its row holds it; the sealed parts are opened where they are needed. */
export type CaseRecord = {
  id: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  organisation: string;
  subject: string;
  account: string;
  state: CaseState;
  correctionTold: boolean;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  dataReadAt: Date | null;
  submittedAt: Date | null;
  acceptedAt: Date | null;
  decidedAt: Date | null;
  closedAt: Date | null;
  deadline: Deadline | null;
  papersSaved: number;
  verdict: Verdict | null;
  outcome: 'approved' | 'refused' | null;
  instant: boolean;
  licenceTemplate: string | null;
  licenceId: string | null;
  reviewStars: number | null;
  sealedApplicant: Buffer;
  sealedForm: Buffer;
  sealedData: Buffer;
  sealedTrace: Buffer | null;
  sealedNotice: Buffer | null;
};

export type CaseRow = {
  id: string;
  case_no: string;
  matter: string;
  matter_version: string;
  organisation: string;
  subject: string;
  account: string;
  state: CaseState;
  correction_told: boolean;
  revision: number;
  created_at: Date;
  updated_at: Date;
  data_read_at: Date | null;
  submitted_at: Date | null;
  accepted_at: Date | null;
  decided_at: Date | null;
  closed_at: Date | null;
  limit_from: Date | null;
  due_at: Date | null;
  due_date: string | null;
  amber_from: Date | null;
  provisional: boolean;
  papers_saved: number;
  verdict: Verdict | null;
  outcome: 'approved' | 'refused' | null;
  instant: boolean;
  licence_template: string | null;
  licence_id: string | null;
  review_stars: number | null;
  sealed_applicant: Buffer;
  sealed_form: Buffer;
  sealed_data: Buffer;
  sealed_trace: Buffer | null;
  sealed_notice: Buffer | null;
  work_order: bigint;
};

export function recordOf(row: CaseRow): CaseRecord {
  const { limit_from: from, due_at: at, due_date: date, amber_from: amberFrom, provisional } = row;
  return {
    id: row.id,
    caseNo: row.case_no,
    matter: row.matter,
    matterVersion: row.matter_version,
    organisation: row.organisation,
    subject: row.subject,
    account: row.account,
    state: row.state,
    correctionTold: row.correction_told,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    dataReadAt: row.data_read_at,
    submittedAt: row.submitted_at,
    acceptedAt: row.accepted_at,
    decidedAt: row.decided_at,
    closedAt: row.closed_at,
    deadline: from && at && date && amberFrom ? { from, at, date, amberFrom, provisional } : null,
    papersSaved: row.papers_saved,
    verdict: row.verdict,
    outcome: row.outcome,
    instant: row.instant,
    licenceTemplate: row.licence_template,
    licenceId: row.licence_id,
    reviewStars: row.review_stars,
    sealedApplicant: row.sealed_applicant,
    sealedForm: row.sealed_form,
    sealedData: row.sealed_data,
    sealedTrace: row.sealed_trace,
    sealedNotice: row.sealed_notice,
  };
}

const BEHIND_ALL_OPEN = 10 ** 15;

/** Where a case stands in the work list: what runs out first; behind all of that, what was touched last. */
export function workOrder(record: CaseRecord): number {
  return record.deadline ? record.deadline.at.getTime() : 2 * BEHIND_ALL_OPEN - record.updatedAt.getTime();
}
