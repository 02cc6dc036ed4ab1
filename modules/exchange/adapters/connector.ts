import type { SourceRow } from '../domain/row-checker.ts';

/** A department's data, read once from the beginning to the end. Every error it throws is a coded one of this module. */
export type Connector = {
  /** The source's own column names, and what people call the place (a table, a file). */
  describe(): Promise<{ place: string; columns: readonly string[] }>;
  /** Rows to expect, for the progress bar; undefined when that cannot be said. */
  count(): Promise<number | undefined>;
  /** Rows in batches, with only the columns asked for at opening. Consistent: the state of one moment. */
  read(): AsyncIterable<SourceRow[]>;
  /** Lets go of everything; may be called at any time, also twice. */
  close(): Promise<void>;
};

/** Rows of one batch: enough that a batch's overhead vanishes, few enough that memory does not matter. */
export const BATCH_ROWS = 1_000;
