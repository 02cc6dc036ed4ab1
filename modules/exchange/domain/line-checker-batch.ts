import { copyLine, readCopyLine, type CopyBatch, type Value } from '@platform/sources';
import type { BadLine, CheckedBatch, CheckedValues } from './line-checker.ts';
import type { LineFields } from './line-checker-fields.ts';

/** Checks batches of lines. */
export function batchChecker(
  _fields: LineFields,
  checkValues: (values: readonly (Value | undefined)[]) => CheckedValues,
): (batch: CopyBatch) => CheckedBatch {
  return ({ bytes }) => {
    const bad: BadLine[] = [];
    let good = '';
    let goodRows = 0;
    for (let from = 0, at = 0; from < bytes.length; at += 1) {
      const end = bytes.indexOf(10, from);
      const values = readCopyLine(bytes.toString('utf8', from, end));
      const checked = checkValues(values);
      if ('values' in checked) {
        good += copyLine(checked.values as Value[]);
        goodRows += 1;
      } else {
        const { reasons, key } = checked;
        bad.push({ at, bytes: Buffer.from(bytes.subarray(from, end)), values, reasons, ...(key ? { key } : {}) });
      }
      from = end + 1;
    }
    return { good: Buffer.from(good, 'utf8'), goodRows, bad };
  };
}
