/** How the simulator misbehaves, each a share of what it does, 0 to 1. */
export type Faults = {
  /** Does what was asked and loses the answer. */
  silent: number;
  /** Answers with 500. */
  busy: number;
  /** Sends no notice of a payment: whoever wants to know has to ask. */
  noNotice: number;
  /** Sends a notice twice. */
  twice: number;
};
export const NO_FAULTS: Faults = { silent: 0, busy: 0, noNotice: 0, twice: 0 };
