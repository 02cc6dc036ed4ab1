/** A person behind an account. `subject` is the blind index of the citizen id: how records of the person are found. */
export type Citizen = { citizenId: string; name: string; subject: string };

/** A firm for which an account may act today. `subject` is the blind index of its credit code. */
export type HeldMandate = {
  id: string;
  firm: string;
  subject: string;
  name: string;
  creditCode: string;
  kind: 'legal-representative' | 'agent';
  /** `services`: apply for it; `my-data`: see who read its data; `questions`: ask and object for it. */
  scope: readonly ('services' | 'my-data' | 'questions')[];
};

export type IdentityPort = {
  /**
   * Who the person of this account is. The answer is personal data: seal it before storing it, never log it.
   * @throws identity.unknown-account, identity.not-a-person
   */
  citizenOf(accountId: string): Promise<Citizen>;
  /** The blind index of a citizen id, the same for every module. */
  subjectOf(citizenId: string): string;
  /** The account of the person with this subject, when they have one. */
  accountOfSubject(subject: string): Promise<string | undefined>;
  /** Who works under this account, for colleagues who look into what was done or pass work on; undefined when it is nobody's of the staff. */
  staffOf(accountId: string): Promise<{ name: string; organisation: string; roles: readonly string[] } | undefined>;
  /** Who of the staff holds a permission over one of these organisations, by their own or by their roles' scope: to choose from, the first of many. */
  staffWho(
    permission: string,
    organisations: readonly string[],
  ): Promise<{ account: string; name: string; organisation: string }[]>;
  /** Firms for which this account may act now; asked of the store each time, so that a mandate's end counts at once. */
  mandatesOf(accountId: string): Promise<HeldMandate[]>;
  /** The firm with this subject, when someone may act, or might once, for it here. */
  firmOfSubject(subject: string): Promise<{ name: string; creditCode: string } | undefined>;
};
