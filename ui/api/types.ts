// Answers of the server as docs/specs/building-contract.md describes them. The generated api/schema.d.ts replaces these one by one.
export type LocalText = { zh: string; en: string };
export type Page<T> = { items: T[]; next?: string | null };

// --- session and sign-in
export type Account = {
  kind: 'person' | 'staff';
  name: string;
  organisation?: string;
  organisationName?: LocalText;
  roles: { id: string; title: LocalText }[];
  permissions: string[];
};
export type Session = { demo: boolean; city: LocalText; account: Account | null };
export type SignInApp = 'portal' | 'console' | 'cockpit';
export type DemoAccount = { login: string; kind: string; title: LocalText; password: string };
export type SignInPage = { app: SignInApp; demoAccounts: DemoAccount[] };

// --- organisations
export type Organisation = {
  id: string;
  creditCode: string;
  name: LocalText;
  short: LocalText;
  division: string;
  parent?: string;
  kind: string;
};
export type Division = {
  code: string;
  name: LocalText;
  level: 'city' | 'district' | 'street' | 'village';
  parent?: string;
};

// --- matters
export type MatterListing = {
  id: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  summary: LocalText;
  projectType: 'instant' | 'promise';
  promiseDays?: number;
  visits: number;
  papersSaved: number;
  /** The phrase that the search hit: a title, an everyday word. */
  matched?: string;
};
export type GuideMaterial = {
  id: string;
  title: LocalText;
  necessity: 'required' | 'optional' | 'later';
  avoided: boolean;
  replacedBy?: LocalText;
  note?: LocalText;
};
export type Limit = { days: number; unit: 'workday' | 'day' };
export type Guide = {
  id: string;
  version: string;
  title: LocalText;
  summary: LocalText;
  organisation: string;
  organisationName: LocalText;
  codes: Record<string, string>;
  projectType: 'instant' | 'promise';
  limits: { promise?: Limit; statutory?: Limit };
  legalBasis: LocalText[];
  conditions: LocalText[];
  materials: GuideMaterial[];
  papersSaved: number;
  visits: number;
  visitReason?: LocalText;
  fee: null | LocalText;
  result: { title: LocalText; licence?: string };
  steps: LocalText[];
  rights: LocalText[];
  faq: { question: LocalText; answer: LocalText }[];
  phone?: string;
};

// --- cases
export type CaseState =
  | 'draft'
  | 'received'
  | 'correction'
  | 'accepted'
  | 'under-review'
  | 'approved'
  | 'refused'
  | 'closed'
  | 'withdrawn'
  | 'returned';
export type CaseListing = {
  id: string;
  caseNo: string;
  matter: string;
  title: LocalText;
  state: CaseState;
  stateTitle: LocalText;
  submittedAt?: string;
  updatedAt: string;
  instant: boolean;
  papersSaved: number;
  next?: LocalText;
  licenceId?: string;
  rated: boolean;
};
export type FieldSource = {
  organisation: string;
  organisationName: LocalText;
  resource: string;
  at: string;
  purpose: LocalText;
};
export type CaseStep = {
  key: string;
  title: LocalText;
  state: 'done' | 'current' | 'todo';
  at?: string;
  note?: LocalText;
};
export type CaseClock = {
  light: 'green' | 'amber' | 'red';
  dueDate: string;
  workdaysLeft: number;
  provisional: boolean;
  paused?: LocalText;
};
export type CaseDecision = {
  outcome: 'approved' | 'refused' | 'routed';
  instant: boolean;
  reason?: LocalText;
  rules: { id: string; text: LocalText }[];
  version: string;
  at: string;
};
export type CorrectionItem = { field?: string; text: string };
export type MyCase = {
  id: string;
  caseNo: string;
  matter: string;
  matterVersion: string;
  title: LocalText;
  organisation: string;
  organisationName: LocalText;
  state: CaseState;
  stateTitle: LocalText;
  formSchema: Record<string, unknown>;
  uiOrder: string[];
  form: Record<string, unknown>;
  sources: Record<string, FieldSource>;
  locked: string[];
  materials: GuideMaterial[];
  papersSaved: number;
  submittedAt?: string;
  steps: CaseStep[];
  clock?: CaseClock;
  decision?: CaseDecision;
  correction?: { items: CorrectionItem[]; note?: string; until: string };
  refusal?: { reason: string; basis: string; remedies: LocalText[] };
  licenceId?: string;
  review?: { stars: number };
  /** What the applicant may do now. */
  allowed: ('submit' | 'resubmit' | 'withdraw')[];
};
// --- licences
export type LicenceStatus = 'valid' | 'suspended' | 'revoked' | 'expired';
export type ShownField = { title: LocalText; value: string };
export type LicenceListing = {
  id: string;
  identifier: string;
  title: LocalText;
  subtitle?: LocalText;
  issuerName: LocalText;
  status: LicenceStatus;
  statusTitle: LocalText;
  issuedAt: string;
  validUntil?: string;
  fields: ShownField[];
  colour: string;
};
/** What the holder is told of a decision against the licence. */
export type LicenceNotice = {
  kind: 'suspended' | 'revoked';
  reason: LocalText;
  evidence: LocalText;
  finding: string;
  at: string;
  /** Last day on which the holder may object. */
  objectionUntil: string;
  mayObject: boolean;
  objections: { at: string; text: string }[];
  remedies: LocalText[];
};
export type MyLicence = LicenceListing & {
  qrSvg: string;
  verifyUrl: string;
  caseNo: string;
  history: { at: string; text: LocalText }[];
  notice?: LicenceNotice;
};
export type VerdictKind = 'valid' | 'suspended' | 'revoked' | 'expired' | 'forged' | 'unknown';
export type Verdict = {
  verdict: VerdictKind;
  reason: LocalText;
  checkedAt: string;
  licence?: {
    identifier: string;
    title: LocalText;
    issuerName: LocalText;
    holder: string;
    issuedAt: string;
    validUntil?: string;
    fields: ShownField[];
  };
};

// --- my data
export type DataRead = {
  id: string;
  at: string;
  organisation: string;
  organisationName: LocalText;
  what: LocalText;
  fields: LocalText[];
  purpose: LocalText;
  caseNo?: string;
  matterTitle?: LocalText;
  legalBasis?: LocalText;
  channel: string;
};
export type ReadsSummary = {
  reads30Days: number;
  organisations30Days: number;
  fields30Days: number;
  lastAt?: string | null;
};
