import type { CheckedRow, ExchangePort } from '@modules/exchange/contract';

/**
 * What the proof asks of exchange: a part of its port, and two looks which it may lack. Without them each look reads the source again in
 * whole, and the result is called unsettled.
 */
export type ProofExchange = Pick<ExchangePort, 'lines' | 'findLine' | 'readSource' | 'reload'> & {
  /** These rows as the source has them now; keys whose row does not pass its checks in `refused`; a key in neither is not there. At most 500 keys. */
  readRows?(
    lineId: string,
    keys: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<{ rows: readonly CheckedRow[]; refused: readonly (readonly string[])[] }>;
  /** Whether, within `waitMs`, the lake came to hold all that the source had committed when this was called. */
  caughtUp?(lineId: string, waitMs: number, signal: AbortSignal): Promise<boolean>;
};
