import type { LocalText, PlainDate } from '@platform/kernel';
import type { Delivery } from '../contract/index.ts';
import type { Clock } from './clock.ts';

export type RequestState =
  | 'draft'
  | 'submitted'
  | 'correction'
  | 'with-provider'
  | 'with-authority'
  | 'delivering'
  | 'in-use'
  | 'refused'
  | 'ended'
  | 'withdrawn';

/** What is asked for. */
export type Asked = {
  resource: string;
  fields: string[];
  application: string;
  delivery: Delivery;
  /** With `delivery: 'interface'`, when the applicant chose one; otherwise one that covers the fields is found or made. */
  interface?: string;
  /** `id` is what each call will name. */
  purpose: { id: string; title: LocalText };
  legalBasis: LocalText;
  /** For which duty or matter, in the applicant's own words. */
  explanation: string;
  callsPerDay?: number;
  rowsPerDay?: number;
  from?: PlainDate;
  until: PlainDate;
};

/** Who has to consent, by the highest grade of the fields asked for. */
export type Level = 'rules' | 'provider' | 'authority';

export type Outcome = 'agreed' | 'partly-agreed' | 'refused';

/** The rule of a resource's decision table that answered, as it was. */
export type RuleFacts = {
  /** Null: the Ordinance's own rule for what is shared unconditionally, not a table of the resource. */
  table: string | null;
  rule: string;
  /** Row of the table, counted from 1. */
  row: number;
  clause: LocalText;
  inputs: Record<string, unknown>;
  /** SHA-256 of the table's file. */
  version: string;
};

export type Decision = {
  outcome: Outcome;
  by: 'rules' | 'provider' | 'authority';
  organisation: string | null;
  at: Date;
  /** Fields that are given. */
  fields: string[];
  dropped: { field: string; reason: string }[];
  reason?: LocalText;
  /** Law or regulation that a refusal, or dropping fields, rests on. */
  law?: LocalText;
  rule?: RuleFacts;
};

export type Request = {
  id: string;
  no: string;
  state: RequestState;
  revision: number;
  applicant: string;
  /** Account that made it: nobody decides their own. */
  account: string;
  provider: string;
  /** It came from another node: who asks there, in the words that node gave. Answered here, carried back by the link between nodes. */
  origin?: {
    node: { id: string; name: LocalText };
    organisation: { id: string; name: LocalText };
    application: { id: string; title: LocalText };
    purposes: { id: string; title: LocalText }[];
    /** Acts of the applicant there that were done here: the same one again does nothing. */
    acts?: string[];
  };
  /** Version of the catalogue's entry when it was handed in. */
  resourceVersion?: string;
  asked: Asked;
  /** Of the fields asked for. */
  highestGrade: number;
  level: Level;
  /** Working days for the answer, set when it was handed in: 1 or 10. */
  replyDays?: number;
  createdAt: Date;
  submittedAt?: Date;
  checkedAt?: Date;
  clock?: Clock;
  /** Returned once at most. `backTo` is where it goes when it is handed in again. */
  correction?: {
    what: string;
    at: Date;
    by: 'authority' | 'provider';
    backTo: 'submitted' | 'with-provider';
    doneAt?: Date;
  };
  extension?: { days: number; reason: string; state: 'asked' | 'consented' | 'declined'; answer?: string };
  /** What was answered first by the provider (or the rules), where the authority has to consent as well. */
  proposed?: Decision;
  decision?: Decision;
  objection?: {
    against: 'refusal' | 'dropped-fields' | 'silence';
    text: string;
    at: Date;
    clock: Clock;
    state: 'open' | 'upheld' | 'dismissed';
    finding?: string;
    law?: string;
    doneAt?: Date;
  };
  delivery?: { at: Date; interface?: string; grantId: string; automatic: boolean };
  /** The request that this one renews. */
  renews?: string;
  rating?: { stars: number; text?: string; at: Date };
  endedAt?: Date;
  /** In both languages where the product wrote it. */
  endReason?: string | LocalText;
};

/** Something that happened to a request: a row of its timeline. Texts that people wrote stand in `detail` as they wrote them. */
export type Step = { kind: StepKind; detail: Record<string, unknown> };

export type StepKind =
  | 'created'
  | 'submitted'
  | 'checked'
  | 'returned'
  | 'corrected'
  | 'decided'
  | 'consented'
  | 'proposed'
  | 'extension-asked'
  | 'extended'
  | 'extension-declined'
  | 'delivered'
  | 'objected'
  | 'arbitrated'
  | 'urged'
  | 'overdue'
  | 'recomputed'
  | 'renewed'
  | 'rated'
  | 'grant-suspended'
  | 'grant-resumed'
  | 'ended'
  | 'withdrawn'
  | 'disputed'
  | 'dispute-answered'
  | 'dispute-settled'
  | 'dispute-withdrawn';

/** A request as it is after something was done, with what to write into its timeline. */
export type Turn = { request: Request; steps: Step[] };
