import type { LocalText } from '@platform/kernel';

/**
 * Where a value comes from: `$form.<field>`, `$data.<registry>.<field>`, `$applicant.citizenId|name|birthDate|age|sex`,
 * `$case.number`, `$today`, `$decision.<output>`.
 */
export type ValuePath = string;

/** A time limit of a matter; the unit is working days (workday) or days of the calendar (day). */
export type MatterLimit = { days: number; unit: 'workday' | 'day' };

/** One paper (材料) that the matter asks for. `avoided` is true where data or a licence replaces it. */
export type MatterMaterial = {
  id: string;
  title: LocalText;
  kind: 'original' | 'copy' | 'original-and-copy' | 'electronic';
  source: 'applicant' | 'government' | 'intermediary';
  necessity: 'required' | 'optional' | 'later';
  note?: LocalText;
  copies?: number;
  basis?: LocalText;
  replacedBy?: { interface: string; fields: string[] } | { licence: string };
  avoided: boolean;
  /** What replaces it, in words. */
  replacedByText?: LocalText;
};

/** Data fetched before the form opens: `into` says which form field takes which field of the registry. */
export type MatterPrefill = {
  interface: string;
  /** The registry behind the interface: `$data.<registry>.<field>` names what this call read. */
  registry: string;
  purpose: string;
  parameters: Record<string, ValuePath>;
  into: Record<string, string>;
};

/** How it is handled (办理形式) and how much of it on line (网上办理深度, IV: all). */
export type MatterHandling = {
  forms: ('window' | 'online' | 'mail' | 'terminal')[];
  depth?: 'I' | 'II' | 'III' | 'IV';
  across?: 'county' | 'city' | 'province' | 'nation';
  mail?: { materials: boolean; result: boolean };
  booking?: boolean;
  centre?: boolean;
};

/** What suspends the clocks (行政许可法 art. 45), with its own limit in working days. */
export type MatterSpecialProcedure = {
  kind: 'hearing' | 'tender' | 'auction' | 'test' | 'inspection' | 'quarantine' | 'appraisal' | 'expert-review';
  title: LocalText;
  days: number;
  basis: LocalText;
};

/** A concrete scenario (业务办理项); `code` has 33 places. */
export type MatterScenario = {
  serial: string;
  code: string;
  title: LocalText;
  when?: { field: string; is: string };
  materials?: string[];
};

export type Organ = { organ: LocalText; address?: LocalText; phone?: string };

/** A service matter (事项) in one version, as a running case keeps it. Frozen. */
export type Matter = {
  id: string;
  /** The matter of the level above that it takes (四级四同); this one is merged already. */
  inherits?: string;
  /** The pack's version and the first places of the content's hash: `1.2.0+3fa9c1d204ab`. */
  version: string;
  title: LocalText;
  summary: LocalText;
  codes: { catalogCode: string; taskCode: string; localCode?: string };
  keywords: { zh: string[]; en: string[] };
  organisation: string;
  /** 联办机构. */
  coOrganisations?: string[];
  taskType: string;
  /** 行使层级: 1 nation, 2 province, 3 city, 4 county, 5 township, 6 village. */
  useLevel: string;
  powerSource?: string;
  entrusted?: LocalText;
  serviceObject: string[];
  projectType: 'instant' | 'promise';
  topics?: { person?: LocalText[]; firm?: LocalText[] };
  limits: { promise: MatterLimit; statutory: MatterLimit };
  /** Days from and until which it applies; the last one is excluded. */
  effective?: { from: string; until?: string };
  quota?: LocalText;
  legalBasis: { title: LocalText; article?: LocalText }[];
  conditions: LocalText[];
  materials: MatterMaterial[];
  /** How many papers need not be brought. */
  papersSaved: number;
  handling?: MatterHandling;
  windows?: { name: LocalText; address: LocalText; hours: LocalText; phone?: string }[];
  scenarios?: MatterScenario[];
  specialProcedures?: MatterSpecialProcedure[];
  /** Links of the handling as the guide tells them; days are working days. */
  links?: { id: string; title: LocalText; organisation?: string; days?: number }[];
  intermediaries?: { title: LocalText; basis: LocalText }[];
  visits: { count: number; reason?: LocalText };
  fee:
    | { isFee: false }
    | {
        isFee: true;
        basis: LocalText;
        payOnline: boolean;
        items: { name: LocalText; fen: number; basis: LocalText }[];
        /** When a paid fee is given back, and by which rule. */
        refund?: { when: readonly ('withdrawn' | 'returned' | 'refused' | 'referred')[]; basis: LocalText };
      };
  result: { kind: 'licence' | 'document' | 'approval' | 'other'; name: LocalText; licence?: string };
  prefill: MatterPrefill[];
  formSchema: Record<string, unknown>;
  /** Fields in the order in which they are asked. */
  uiOrder: string[];
  decision: { inputs: Record<string, ValuePath> /** Who takes a routed case. */; routeTo: string };
  /** What people are told for each reason code of the decision and of clerks. */
  reasons: Record<string, LocalText>;
  /** Administrative review (行政复议) and litigation (行政诉讼). */
  rights: { review: Organ; litigation: Organ };
  faq: { question: LocalText; answer: LocalText }[];
  phone: string;
  supervisionPhone?: string;
};

/** What the rules of a matter said about one set of inputs. */
export type MatterDecision = {
  outcome: 'approve' | 'route' | 'refuse';
  /** The reason code the rules gave, a key of the matter's `reasons`; absent where they gave none. */
  reason?: string;
  /** All outputs of the decision, also those beside outcome and reason. */
  outputs: Record<string, unknown>;
  /** Rules that matched, in the order of the table; `text` is what the author wrote about the rule, `textEn` the rule's label. */
  rulesHit: { decision: string; index: number; id: string; text: string; textEn?: string }[];
  /** Version of the decision: first places of the hash of its file. */
  version: string;
  /** Why the rules could not decide (an error code), so that a person has to. */
  silentBecause?: string;
};
