/** What cases of a matter really took and asked in a period, told by the cases module. Case numbers only, no personal data. */
export type CaseFacts = {
  /** Cases decided in the period. */
  decided: number;
  /** Of these, decided at the moment of handing in. */
  atOnce: number;
  /** Of these, handed in on line. */
  onLine: number;
  /** Null: cases keep no count of visits. */
  visits: { caseNo: string; visits: number }[] | null;
  /** Elapsed working days from acceptance to decision, suspensions taken out; the newest 1,000. */
  days: { caseNo: string; days: number; overPromise: boolean; overStatutory: boolean }[];
  /** What correction notices asked for, the newest 1,000; `material` names the matter's paper where the notice does. */
  asked: { caseNo: string; material?: string; text: string }[];
};

/** A decision of the past with what went into it, for trying a changed decision on history. */
export type PastDecision = {
  caseNo: string;
  /** Whose case it was (a blind index), so that the read is told to them. */
  subject: string;
  /** Who handled it. */
  organisation: string;
  decidedAt: Date;
  version: string;
  inputs: Record<string, unknown>;
  /** What was decided in the end, by rules or a person. */
  outcome: 'approve' | 'route' | 'refuse';
  reason?: string;
};
