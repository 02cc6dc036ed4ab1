import { isCitizenId, maskValue, type LocalText } from '@platform/kernel';
import type { Verdict } from './case.ts';

/** The applicant, as sealed in the case. Of a firm `citizenId` is its credit code (统一社会信用代码): each is the number by which its holder is known. */
export type Applicant = { citizenId: string; name: string };

/** The applicant as lists show them: a person's name masked, a firm's as it is. */
export function applicantShown({ citizenId, name }: Applicant): string {
  return isCitizenId(citizenId) ? maskValue(name, 'name') : name;
}

/** Where the value of a form field came from. */
export type FieldSource = { organisation: string; resource: string; at: string; purpose: LocalText };

/** What the prefill interfaces answered: values by registry, and of each form field its source. */
export type CaseData = {
  values: Record<string, Record<string, string | null>>;
  /** By registry field: `registry.field`. */
  sources: Record<string, FieldSource>;
  /** Interfaces that did not answer; asked again before the case is decided. */
  failed: string[];
};
export const NO_DATA: CaseData = { values: {}, sources: {}, failed: [] };

/** How the rules came to their verdict. */
export type Trace = {
  inputs: Record<string, unknown>;
  rulesHit: { decision: string; index: number; id: string; text: string; textEn?: string }[];
  verdict: Verdict;
  reason?: string;
  outputs: Record<string, unknown>;
  decisionVersion: string;
  matterVersion: string;
  at: string;
  silentBecause?: string;
};

export type CorrectionItem = { field?: string; text: string };

/** `organisation`: an organisation of the city; others are known by name alone. */
export type Referral = { to: LocalText; organisation?: string; reason: string; advice: string };

/** What the applicant was told in writing. */
export type Notice = {
  correction?: { items: CorrectionItem[]; note?: string; until: string };
  refusal?: { reason: LocalText; basis: LocalText };
  /** To which authority it was referred (转报), why, and what the applicant is to do there. */
  referral?: Referral;
  /** Papers of the matter that may follow until then (容缺). */
  missing?: { papers: string[]; until: string };
  /** What a later check found untrue of what was promised (告知承诺), on what clause, and until when it may be put right or answered. */
  broken?: { finding: string; basis: string; until: string; at: string };
};
