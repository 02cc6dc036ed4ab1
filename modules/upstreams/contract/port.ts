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
