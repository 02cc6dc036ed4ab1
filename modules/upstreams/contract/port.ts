import type { LocalText } from '@platform/kernel';

/** A call of a data service of the level above, in the name of an application here. */
export type UpstreamCall = {
  /** The service, as `upstreams` knows it. */
  readonly service: string;
  readonly application: string;
  readonly organisation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly purpose: string;
  readonly caseNo: string;
  /** The call's id here; sent up as its serial number, so that a repeat is known. */
  readonly callId: string;
  readonly trace: string;
};

/** What came back: rows of named values, as the level above gives them. */
export type UpstreamAnswer = {
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  readonly upperId?: string;
  readonly tries: number;
};

export type UpstreamService = {
  readonly id: string;
  readonly title: LocalText;
  readonly parameters: readonly string[];
  readonly fields: readonly string[];
  readonly simulated: boolean;
};

/** A platform above that takes reports of cases (办件上报). */
export type ReportingPlatform = { readonly id: string; readonly title: LocalText; readonly simulated: boolean };

/**
 * What it said. `again`: it has a fault of its own; `no-answer`: nobody knows whether it was done. A code of single items is put into words
 * by `words`.
 */
export type ReportAnswer =
  | { readonly means: 'done'; readonly data: unknown }
  | { readonly means: 'no-answer'; readonly code: string; readonly words: LocalText }
  | {
      readonly means: 'again' | 'refused' | 'no-grant' | 'quota' | 'credentials' | 'parameters';
      readonly code: string;
      readonly words: LocalText;
    };

export type ReportingPort = {
  /** The platform to which cases are reported; undefined when no pack names one or its address and credentials are not there. */
  platform(): ReportingPlatform | undefined;
  /** Sends one message in the platform's scheme, signed; never throws for what the other side does. */
  send(what: 'intake' | 'day', content: object): Promise<ReportAnswer>;
  /** What a code of a single item means. */
  words(code: string, message: string): Exclude<ReportAnswer, { means: 'done' }>;
};

export type UpstreamsPort = {
  /** Services that may be called now, with the names of their parameters and fields. */
  services(): readonly UpstreamService[];
  /**
   * Calls upward: signed as the level above asks, tried again where that is safe, refused at once while the breaker is open.
   * @throws upstreams.not-provisioned, upstreams.refused, upstreams.unreachable, upstreams.open (with the wait), upstreams.paused,
   * upstreams.no-grant, upstreams.quota, upstreams.busy, upstreams.bad-parameters, upstreams.unknown-service, upstreams.repeated
   */
  call(call: UpstreamCall): Promise<UpstreamAnswer>;
};
