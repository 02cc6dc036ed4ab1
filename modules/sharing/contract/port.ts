import type { LocalText, PlainDate } from '@platform/kernel';

/** The ways in which granted data may reach who asked. */
export type Delivery = 'interface' | 'subscription' | 'file' | 'sandbox';

/** What one application may take, how, for which purposes and on what legal ground. Only grants in force are ever handed out. */
export type Grant = {
  readonly id: string;
  /** The request that it came from; absent for a standing grant of a pack. */
  readonly request?: string;
  /** The resource it is about; a standing grant names only its interface. */
  readonly resource?: string;
  readonly delivery: Delivery;
  /** With `delivery: 'interface'`. */
  readonly interface?: string;
  readonly application: string;
  /** Organisation of the application: who takes the data. */
  readonly organisation: string;
  readonly fields: readonly string[];
  readonly purposes: readonly { readonly id: string; readonly title: LocalText }[];
  readonly legalBasis: LocalText;
  readonly from?: PlainDate;
  /** The last day. */
  readonly until?: PlainDate;
  readonly rowsPerDay?: number;
  readonly callsPerDay?: number;
  /** Days after which the person sees the read (lawful delay of notice). */
  readonly delayedNoticeDays?: number;
};

/** Why a grant that was there is not in force, for the words of a refusal. */
export type LostGrant = {
  readonly id: string;
  /** Whose it was: the reason is told to nobody else. */
  readonly organisation?: string;
  readonly state: 'not-yet' | 'suspended' | 'ended' | 'revoked';
  readonly at: Date;
  readonly reason?: string;
};

/** Grants in force, from memory. What ends is forgotten before whoever ended it is answered, and in other processes when they hear of it. */
export type GrantsPort = {
  /**
   * The grant under which an application may call an interface today. There may be several for different purposes: with `purpose`, the one that
   * has it is given before any other. Fields of one grant are never given for the purpose of another.
   */
  forInterface(interfaceId: string, application: string, purpose?: string): Grant | undefined;
  byId(id: string): Grant | undefined;
  of(filter: {
    readonly delivery?: Delivery;
    readonly interface?: string;
    readonly resource?: string;
    readonly application?: string;
    readonly organisation?: string;
  }): readonly Grant[];
  /** By id, or `<interface> <application>`. */
  lost(which: string): LostGrant | undefined;
};
