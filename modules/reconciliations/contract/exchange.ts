import type { ExchangePort } from '@modules/exchange/contract';

/** What the proof asks of exchange. */
export type ProofExchange = Pick<
  ExchangePort,
  'lines' | 'findLine' | 'readSource' | 'readRows' | 'caughtUp' | 'reload'
>;
