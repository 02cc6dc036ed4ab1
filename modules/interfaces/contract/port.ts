/** One record as it may leave: values masked as granted, each with where it comes from. */
export type RowAnswer = {
  values: Record<string, string | null>;
  sources: Record<string, { organisation: string; resource: string; at: string }>;
};

/** What a data interface answers. `verify` never tells more than whether what the caller holds is right. */
export type InterfaceAnswer =
  | { callId: string; mode: 'verify'; result: 'match' | 'no-match' | 'not-found' }
  | { callId: string; mode: 'rows'; rows: RowAnswer[] };

/** A call from inside the platform. It needs a grant, a purpose and a case as any department's does, and is recorded the same. */
export type InterfaceCall<Actor> = {
  interface: string;
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
};
