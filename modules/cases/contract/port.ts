import type { CaseFacts, PastDecision, TakenByVersion, VisitFigures } from '@modules/matters/contract';
import type { Citizen } from '@modules/identity/contract';
import type { LocalText } from '@platform/kernel';
import type { CaseState } from './ids.ts';

/** What a licence is made of: the facts of an approved case, opened for issuing. Personal data: never log, never keep in the clear. */
export type IssueFacts = {
  caseId: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  holder: Citizen;
  form: Record<string, unknown>;
  /** By registry, what the prefill interfaces answered. */
  data: Record<string, Record<string, string | null>>;
  /** Outputs of the decision. */
  decision: Record<string, unknown>;
  /** ISO instant. */
  decidedAt: string;
  organisation: string;
  licenceTemplate?: string;
};

export type CaseSummary = {
  caseId: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  state: CaseState;
  subject: string;
  organisation: string;
  /** When it was handed in (corrections do not move it); null while it is being written. */
  submittedAt: Date | null;
};

/** Who applied, as may be told to a level above: a person's name masked, a firm's as it is; never a number. */
export type ReportedApplicant = { kind: 'person' | 'firm'; name: string };

/** What a later check found untrue (告知承诺), as the applicant was told it. Never log, never keep in the clear. */
export type BrokenCommitment = {
  finding: string;
  /** The clause it stands on. */
  basis: string;
  /** Date until which it may be put right or answered. */
  until: string;
  /** ISO instant. */
  at: string;
};

export type CasesPort = {
  /** Undefined where no check of the case found anything untrue. @throws cases.case-not-found */
  brokenCommitment(caseId: string): Promise<BrokenCommitment | undefined>;
  /** @throws cases.case-not-found */
  applicantToReport(caseId: string): Promise<ReportedApplicant>;
  /** @throws cases.case-not-found; cases.not-in-this-state when the case is not approved */
  issueFacts(caseId: string): Promise<IssueFacts>;
  /** @throws cases.case-not-found */
  summary(caseId: string): Promise<CaseSummary>;
  /** Whether this officer wrote down today, at a window, that somebody came about this person or firm. */
  cameToday(account: string, subject: string): Promise<boolean>;
  findByNumber(caseNo: string): Promise<CaseSummary | undefined>;
  /** What each case is about (the title of its matter), by case number; numbers of no case are left out. */
  titlesByNumber(caseNos: readonly string[]): Promise<ReadonlyMap<string, LocalText>>;
  /** What the cases of a matter decided in a period really took and asked, for the check of its guide. */
  caseFacts(matter: string, period: { from: Date; to: Date }): Promise<CaseFacts>;
  /** How often people had to come for the cases of a period, by matter. */
  visitFigures(period: { from: Date; to: Date }): Promise<VisitFigures[]>;
  /** What decided cases took, by matter and the version that they ran under, since the opening; of one matter alone when it is named. */
  takenByVersion(matter?: string): Promise<TakenByVersion[]>;
  /** What went into past decisions of a matter, the newest first, for trying changed rules. Personal: whoever asks records why. */
  pastDecisions(matter: string, since: Date, limit: number): Promise<PastDecision[]>;
};

/** One message about a case, for the person who applied. Sent again under the same key it arrives once. */
export type CaseMessage = { key: string; account: string; title: LocalText; caseNo: string };

/** A way to reach people outside the portal (short messages, the post). */
export type MessageChannel = {
  /** `refused`: it will not be sent, whatever one does. A throw means that nobody knows; it is asked about by `find`, then tried again. */
  send(message: CaseMessage): Promise<'sent' | 'refused'>;
  /** What became of a message whose answer was lost; `unknown` where the channel cannot say. */
  find(key: string): Promise<'sent' | 'not-sent' | 'unknown'>;
};

/** One credit record of an applicant. `measure`: a measure of the national list of punishments that applies to this service, with its basis. */
export type CreditRecord = {
  title: LocalText;
  measure?: { title: LocalText; basis: LocalText };
  /** Whose record it is. */
  organisation?: string;
};

/** Where a city's credit records are asked for. */
export type CreditPort<Actor = unknown> = {
  /** @throws when they cannot be had */
  records(about: { citizenId: string; caseNo: string; actor: Actor; trace: string }): Promise<CreditRecord[]>;
};
