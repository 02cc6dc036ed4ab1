export { differencesFound } from './events.ts';
export type { ProofExchange } from './exchange.ts';
