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
};

export type CasesPort = {
  /** @throws cases.case-not-found; cases.not-in-this-state when the case is not approved */
  issueFacts(caseId: string): Promise<IssueFacts>;
  /** @throws cases.case-not-found */
  summary(caseId: string): Promise<CaseSummary>;
  findByNumber(caseNo: string): Promise<CaseSummary | undefined>;
  /** What each case is about (the title of its matter), by case number; numbers of no case are left out. */
  titlesByNumber(caseNos: readonly string[]): Promise<ReadonlyMap<string, LocalText>>;
};
