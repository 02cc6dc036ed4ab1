/** A case and who handled it: whether a reader may know its number depends on that. */
export type CaseOf = { caseNo: string; organisation: string };

/** What cases of a matter really took and asked in a period, told by the cases module. No personal data beside what notices say. */
export type CaseFacts = {
  /** Cases decided in the period. */
  decided: number;
  /** Of these, decided at the moment of handing in. */
  atOnce: number;
  /** Of these, handed in on line. */
  onLine: number;
  /** Times that somebody had to come; the newest 1,000 whose visits were counted. */
  visits: (CaseOf & { visits: number })[];
  /** Elapsed working days from acceptance to decision, suspensions taken out; the newest 1,000. */
  days: (CaseOf & { days: number; overPromise: boolean; overStatutory: boolean })[];
  /** What correction notices asked for, the newest 1,000; `material` names the matter's paper where the notice does. */
  asked: (CaseOf & { material?: string; text: string })[];
};

/** How often people had to come for the cases of a matter in a period, against what its list promised when each was handed in. */
export type VisitFigures = {
  matter: string;
  /** Handed in, and of these by the applicants themselves on line. */
  submitted: number;
  online: number;
  /** Decided with their visits counted; of these, without any, with one at most, with more than promised. */
  counted: number;
  zero: number;
  atMostOne: number;
  more: number;
  /** Of the counted, those for which the list promised none, or one at most. */
  promisedZero: number;
  promisedAtMostOne: number;
};

/** What the decided cases of one version of a matter took, in sums: no case and no person is told. */
export type TakenByVersion = {
  matter: string;
  version: string;
  /** Cases whose working days from acceptance to decision are known, and those days together. */
  timed: number;
  days: number;
  /** Cases whose visits were counted, and those visits together. */
  counted: number;
  visits: number;
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
