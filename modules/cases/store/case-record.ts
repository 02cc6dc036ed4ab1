import type { CaseState } from '../contract/index.ts';
import type { Verdict } from '../domain/case.ts';
import type { Deadline, Light } from '../domain/clock.ts';

/** A case as its row holds it; the sealed parts are opened where they are needed. */
export type CaseRecord = {
  id: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  /** By which version of the matter its process and rules go: its own, or the one it was moved to on purpose. */
  processVersion: string;
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
  /** The end of the statutory limit, while the case is handled. */
  statutory: { at: Date; date: string } | null;
  extendedDays: number;
  /** Since when a special procedure goes on. */
  suspendedAt: Date | null;
  /** The light last told, and when it changes next. */
  light: Light | null;
  nextLightAt: Date | null;
  /** 容缺: until when the missing papers must come. */
  papersUntil: string | null;
  /** What was said of it last. */
  papersTold: 'reminded' | 'overdue' | null;
  /** 告知承诺: decided on the applicant's word, to be checked. */
  committed: boolean;
  credit: 'ok' | 'warn' | 'block' | 'unknown' | null;
  channel: 'online' | 'window' | 'phone' | 'kiosk';
  /** The officer who fills it in or corrects it at a window. */
  windowAccount: string | null;
  /** Times that somebody had to come; null where they were not counted yet. */
  visits: number | null;
  /** Times the matter said it would take, when it was handed in. */
  promisedVisits: number | null;
  /** Once decided: how long it took, against promise and law. */
  took: { days: number; promised: number; statutory: number; onTime: boolean } | null;
  /** What its process passed, once that is over. */
  passed: readonly string[] | null;
  sealedCredit: Buffer | null;
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
  process_version: string | null;
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
  statutory_due_at: Date | null;
  statutory_due_date: string | null;
  extended_days: number;
  suspended_at: Date | null;
  light: Light | null;
  next_light_at: Date | null;
  papers_until: string | null;
  papers_told: CaseRecord['papersTold'];
  committed: boolean;
  credit: CaseRecord['credit'];
  channel: CaseRecord['channel'];
  window_account: string | null;
  visits: number | null;
  promised_visits: number | null;
  passed: string[] | null;
  sealed_credit: Buffer | null;
  taken_days: number | null;
  promised_days: number | null;
  statutory_days: number | null;
  on_time: boolean | null;
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
  const { statutory_due_at: endsAt, statutory_due_date: endsOn } = row;
  return {
    id: row.id,
    caseNo: row.case_no,
    matter: row.matter,
    matterVersion: row.matter_version,
    processVersion: row.process_version ?? row.matter_version,
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
    statutory: endsAt && endsOn ? { at: endsAt, date: endsOn } : null,
    extendedDays: row.extended_days,
    suspendedAt: row.suspended_at,
    light: row.light,
    nextLightAt: row.next_light_at,
    papersUntil: row.papers_until,
    papersTold: row.papers_told,
    committed: row.committed,
    credit: row.credit,
    channel: row.channel,
    windowAccount: row.window_account,
    visits: row.visits,
    promisedVisits: row.promised_visits,
    passed: row.passed,
    took:
      row.taken_days === null
        ? null
        : {
            days: row.taken_days,
            promised: row.promised_days ?? 0,
            statutory: row.statutory_days ?? 0,
            onTime: row.on_time ?? true,
          },
    sealedCredit: row.sealed_credit,
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
