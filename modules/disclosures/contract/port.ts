import type { LocalText } from '@platform/kernel';

/** People's words for what reads name: `interface:<id>`, `registry:<id>`, `matter:<id>`, `question:<kind>`, or a resource. */
export type DisclosuresPort = {
  resourceTitle(resource: string): LocalText;
  fieldTitle(resource: string, field: string): LocalText;
  /** Reads that an open question or objection is about: they, and the receipts behind them, are kept until it is answered for good. */
  disputedReads(): Promise<string[]>;
};
