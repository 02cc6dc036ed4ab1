/** How the simulator misbehaves, each a share of what it does, 0 to 1. */
export type Faults = {
  /** Does what it is told (POST) and loses the answer. */
  silent: number;
  /** Answers with 500. */
  busy: number;
  /** Answers after `slowMs`. */
  slow: number;
  slowMs: number;
  /** Sends no notice: whoever wants to know has to ask. */
  noNotice: number;
  /** Sends a notice twice. */
  twice: number;
  /** The payer's account does not take the money of a refund. */
  stuck: number;
  /** The merchant's account holds too little for a refund. */
  short: number;
};
export const NO_FAULTS: Faults = { silent: 0, busy: 0, slow: 0, slowMs: 0, noNotice: 0, twice: 0, stuck: 0, short: 0 };
