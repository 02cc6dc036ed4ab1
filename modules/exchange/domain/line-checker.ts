import type { Mapped } from './line.ts';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { CopyBatch, Value } from '@platform/sources';
import type { CodeTable } from './code-tables.ts';
import type { Reason } from './reasons.ts';
import { batchChecker } from './line-checker-batch.ts';
import { lineFields } from './line-checker-fields.ts';
import { valuesChecker } from './line-checker-values.ts';

/** A line of COPY that may not enter the lake. `key`: the row's key when that much of it is sound, so that what the lake has under it stays. */
export type BadLine = {
  /** Place in the batch, from 0. */
  readonly at: number;
  /** The line as it came, without its \n; a copy. */
  readonly bytes: Buffer;
  /** Its values in the order of `columns`. */
  readonly values: readonly Value[];
  readonly reasons: readonly Reason[];
  readonly key?: readonly string[];
};

/** `good`: lines of text COPY with a value for each item of the resource, in its order; `goodRows` of them. May share memory with the batch. */
export type CheckedBatch = { readonly good: Buffer; readonly goodRows: number; readonly bad: readonly BadLine[] };

/** One row: its values in the order of the resource's items, in the form in which they are stored, undefined where the source did not tell; or why not. */
export type CheckedValues =
  | { readonly values: readonly (string | null | undefined)[]; readonly key: readonly string[] | undefined }
  | { readonly reasons: readonly Reason[]; readonly key: readonly string[] | undefined };

export type LineChecker = {
  /** The source's columns in the order in which their values are taken. */
  readonly columns: readonly string[];
  /** Checks whole lines of COPY. Keeps nothing of the batch but in what it gives back. */
  checkBatch(batch: CopyBatch): CheckedBatch;
  /** Checks one row; `undefined` for what the source did not tell: neither checked nor missed. `key` is undefined when it is not sound or not told. */
  checkValues(values: readonly (Value | undefined)[]): CheckedValues;
  /** The key of a row by its key columns alone (a deleted row); undefined when it is not sound. */
  keyOf(values: readonly (Value | undefined)[]): readonly string[] | undefined;
};

export type LineCheckerOptions = {
  readonly resource: ResourceDefinition;
  readonly mapping: readonly Mapped[];
  /** The order in which values come when it is not that of the mapping; columns without an item are passed over. */
  readonly columns?: readonly string[];
  readonly table: (id: string) => CodeTable | undefined;
  /** Demo identifiers are taken. */
  readonly demo: boolean;
};

/**
 * The rules of `row-checker.ts` (mapping, transforms, items, row rules) for lines of the rail, once as compiled for whole batches of bytes
 * and once for single rows. It remembers no keys: two rows of one key are found by the store.
 * @throws RangeError when the definitions name a step or code table that does not exist
 */
export function lineChecker(options: LineCheckerOptions): LineChecker {
  const fields = lineFields(options);
  const checkValues = valuesChecker(fields);
  return {
    columns: fields.columns,
    checkBatch: batchChecker(fields, checkValues),
    checkValues,
    keyOf(values) {
      const key: string[] = [];
      for (const item of fields.keyItems) {
        const checked = item.check(values[item.column]);
        if (typeof checked !== 'string') return undefined;
        key.push(checked);
      }
      return key;
    },
  };
}
