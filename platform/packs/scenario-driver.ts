import type { FieldFault, PlainDate } from '@platform/kernel';
import type { OfficeAct, ScenarioAct } from './kinds/scenarios.ts';

/** The invented person of a scenario; their citizen id begins with 99. */
export type ScenarioApplicant = {
  name: string;
  citizenId: string;
  birthDate: PlainDate;
  sex: '1' | '2';
  /** For which they apply. */
  firm?: { name: string; creditCode: string };
};

/** What a scenario starts from. */
export type ScenarioStart = {
  scenario: string;
  matter: string;
  today: PlainDate;
  applicant: ScenarioApplicant;
  /** What each registry holds about the applicant, by registry and field; a registry that is absent knows nothing of them. */
  data: Readonly<Record<string, Readonly<Record<string, string | number | boolean | null>>>>;
};

/** What can be seen of the applicant's case at one moment. */
export type ScenarioObservation = {
  /** Form fields filled before the applicant typed anything. */
  prefilled: Record<string, unknown>;
  /** Papers that need not be brought. */
  papersSaved: number;
  /** Faults of the last submit. */
  formFaults: readonly FieldFault[];
  /** `outcome` and `reason` are the rules'; `state` is the case's own word. Absent before a submit that was taken. */
  case?: {
    outcome?: string;
    reason?: string;
    state: string;
    routedTo?: string;
    tasks?: readonly string[];
    failed?: readonly string[];
    suspended?: boolean;
    light?: string;
    dueDate?: string;
    documents?: readonly string[];
  };
  licence?: { template: string; status: string; validTo: string; fields: Record<string, unknown> };
  /** Reads of the applicant's data so far, as the applicant sees them. */
  reads: readonly { interface: string; purpose: string; fields: readonly string[] }[];
  openVerifications: number;
};

type Act<K extends string> = Extract<ScenarioAct, Record<K, unknown>> extends Record<K, infer T> ? T : never;

/** One scenario under way in an engine. Each act returns when everything it causes has happened. */
export type ScenarioRun = {
  submit(form: Record<string, unknown>): Promise<void>;
  clerk(act: Act<'clerk'>): Promise<void>;
  dataChanges(act: Act<'dataChanges'>): Promise<void>;
  officer(act: Act<'officer'>): Promise<void>;
  office(act: OfficeAct): Promise<void>;
  daysPass(days: number): Promise<void>;
  observe(): Promise<ScenarioObservation>;
  end(): Promise<void>;
};

/** An engine that scenarios are played against: the real one, or a test's. `begin` opens the form, so that prefill has happened. */
export type ScenarioDriver = { begin(start: ScenarioStart): Promise<ScenarioRun>; close?(): Promise<void> };
