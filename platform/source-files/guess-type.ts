import type { ColumnType } from '@platform/sources';

/** What texts of a file look like. Numbers with a leading zero are codes and stay text. */
export function guessType(values: Iterable<string | null>): ColumnType {
  const rules: [ColumnType, RegExp][] = [
    ['integer', /^-?(0|[1-9]\d{0,17})$/],
    ['numeric', /^-?(0|[1-9]\d{0,30})(\.\d{1,20})?$/],
    ['boolean', /^(true|false|t|f)$/i],
    ['date', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
    ['timestamp', /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/],
    ['timestamptz', /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/],
  ];
  let left = rules;
  let seen = false;
  for (const value of values) {
    if (value === null || value.trim() === '') continue;
    seen = true;
    left = left.filter(([, rule]) => rule.test(value));
    if (left.length === 0) return 'text';
  }
  return seen ? (left[0]?.[0] ?? 'text') : 'text';
}
