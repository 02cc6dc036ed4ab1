import type { LocalText, PlainDate } from '@platform/kernel';

/** What a department of another node asks of one here. Its organisation and application are named as they are known here (`<node>/<id>`). */
export type AcrossAsk = {
  /** The same on both nodes. */
  readonly id: string;
  readonly node: { readonly id: string; readonly name: LocalText };
  readonly organisation: { readonly id: string; readonly name: LocalText };
  readonly application: { readonly id: string; readonly title: LocalText };
  readonly resource: string;
  readonly interface: string;
  readonly fields: readonly string[];
  readonly purposes: readonly { readonly id: string; readonly title: LocalText }[];
  readonly basis: string;
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly callsPerDay: number;
};

/**
 * Requests of other nodes are decided where all requests are. Whoever carries them hands them in here and hears the answer by the event
 * `sharing.across-answered`; that one was withdrawn, or its grant ended, is heard here by the event `nodes.share-over`.
 */
export type AcrossPort = {
  /** Hands a request in: the provider’s clock runs from here. The same id again does nothing. */
  receive(ask: AcrossAsk, trace: string): Promise<void>;
};
