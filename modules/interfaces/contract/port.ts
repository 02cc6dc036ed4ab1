import type { LocalText, PlainDate } from '@platform/kernel';

/** One record as it may leave: values masked as granted, each with where it comes from. */
export type RowAnswer = {
  values: Record<string, string | null>;
  sources: Record<string, { organisation: string; resource: string; at: string }>;
};

/** Of the exchange's proof: ask for it by `id`; `salt` keeps the hash of the answer from being guessed at. */
export type ReceiptMark = { id: string; salt: string };

/** What a data interface answers. `verify` never tells more than whether what the caller holds is right. */
export type InterfaceAnswer = { receipt?: ReceiptMark; notice?: RetirementNotice } & InterfaceResult;
export type InterfaceResult =
  | { callId: string; mode: 'verify'; result: 'match' | 'no-match' | 'not-found' }
  /** `next` is the `cursor` of the page after; absent on the last one. */
  | { callId: string; mode: 'rows'; rows: RowAnswer[]; next?: string }
  | ScoreAnswer
  | AggregateAnswer;

/** The version that was called goes out of use: `retiresOn` is its last day. */
export type RetirementNotice = { version: string; retiresOn: PlainDate };

/** A number and its band, never a value; neither when there is no record. */
export type ScoreAnswer = {
  callId: string;
  mode: 'score';
  result: 'scored' | 'not-found';
  score?: number;
  band?: { id: string; title: LocalText };
};

/** Figures of groups. Decimals are text, so that they stay exact; a figure is null where too few of the group have a value. */
export type AggregateAnswer = {
  callId: string;
  mode: 'aggregate';
  groups: AggregateGroup[];
  /** Groups that are not shown, being too small or telling of one that is. */
  hidden: number;
  /** How figures were kept from telling of single people. */
  protection: { minimumGroup: number; rounding?: number; held: boolean; text: LocalText };
};
export type AggregateGroup = {
  by: Record<string, string | null>;
  values: Record<string, number | string | null>;
};

/** An interface as those may know it who choose one: for a request, or to see what a resource is used for. */
export type OfferedInterface = {
  id: string;
  version: string;
  title: LocalText;
  mode: 'rows' | 'verify' | 'score' | 'aggregate';
  /** Items of the resource that it tells or works with. */
  fields: string[];
};

/** How a resource's interfaces were used. `organisations`: whose applications called. */
export type InterfaceUse = { calls: number; lastAt?: Date; organisations: string[] };

/** A call from inside the platform. It needs a grant, a purpose and a case as any department's does, and is recorded the same. */
export type InterfaceCall<Actor> = {
  interface: string;
  /** Of the interface; the one in use when absent. */
  version?: string;
  /** The application in whose name it is made; its grant decides. */
  application: string;
  actor: Actor;
  parameters: Record<string, string>;
  /** One of the purposes of the grant. */
  purpose: string;
  caseNo: string;
  trace: string;
};

/** Answered calls from one organisation's data to another organisation. `records`: rows that the answers held. */
export type CallFlow = { provider: string; consumer: string; calls: number; records: number };

export type InterfacesPort<Actor> = {
  /** @throws interfaces.not-granted, interfaces.purpose-not-granted, interfaces.grant-ended, interfaces.bad-parameters, interfaces.too-many-calls */
  call(call: InterfaceCall<Actor>): Promise<InterfaceAnswer>;
  /** The fields that the application may see through the interface; undefined when it has no grant. */
  grantedFields(interfaceId: string, application: string): string[] | undefined;
  /** Who received from whom in a period, `to` excluded. */
  callFlows(period: { from: Date; to: Date }): Promise<CallFlow[]>;
  /** Interfaces in use that stand on the resource, itself or through a registry that takes items of it. From memory. */
  interfacesOf(resource: string): OfferedInterface[];
  /** Answered calls since then by resource; resources that were not called are left out. */
  usageOf(since: Date): Promise<ReadonlyMap<string, InterfaceUse>>;
};
