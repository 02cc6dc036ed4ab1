import type { Grant } from './port.ts';

/** A grant with its number and where it stands, whether or not it is in force. */
export type GrantRecord = {
  readonly grant: Grant;
  /** What people quote: the number of the request it came from, or the id of a standing grant. */
  readonly number: string;
  readonly state: 'active' | 'not-yet' | 'suspended' | 'ended' | 'revoked';
  /** Since when, where it is not active. */
  readonly stateAt?: Date;
  readonly givenAt?: Date;
  /** It came from a rule that was laid down before, at once. */
  readonly byRule?: boolean;
};

/** Grants as they were given, those that are over among them: for whoever tells people by what right their data were read. */
export type GrantRecordsPort = {
  /** By id; what is not known is absent. */
  recordsOf(ids: readonly string[]): Promise<ReadonlyMap<string, GrantRecord>>;
  /** Grants that an open dispute or objection is about, and numbers of deliveries that one is about: what was read or proved under them is kept until it is settled. */
  inDispute(): Promise<{ readonly grants: readonly string[]; readonly packages: readonly string[] }>;
};
