import type { Value } from '@platform/sources';
import type { CheckedValues } from './line-checker.ts';
import type { LineFields } from './line-checker-fields.ts';
import type { Reason } from './reasons.ts';

/** Checks single rows, given as values in the order of the columns. */
export function valuesChecker(fields: LineFields): (values: readonly (Value | undefined)[]) => CheckedValues {
  const { items, rules, positions, keyItems } = fields;
  const keyPositions = keyItems.map((item) => positions.get(item.name) as number);
  const mapped = items.filter((item) => item.column >= 0);
  return (values) => {
    const reasons: Reason[] = [];
    const checked: (string | null | undefined)[] = [];
    let keySound = true;
    for (const item of items) {
      const value = item.check(values[item.column]);
      if (typeof value === 'object' && value !== null) {
        reasons.push({ item: item.name, code: value.fault });
        if (item.key) keySound = false;
        checked.push(null);
      } else {
        if (value === undefined && item.key) keySound = false;
        checked.push(value);
      }
    }
    const blank = mapped.every((item) => {
      const value = values[item.column];
      return value === null || (value !== undefined && value.trim() === '');
    });
    if (blank) return { reasons: [{ code: 'blank-row' }], key: undefined };
    const valueOf = (name: string): string | null => checked[positions.get(name) ?? -1] ?? null;
    for (const { rule } of rules) {
      const reason = rule(valueOf);
      if (reason) reasons.push(reason);
    }
    const key = keySound ? keyPositions.map((position) => checked[position] as string) : undefined;
    return reasons.length > 0 ? { reasons, key } : { values: checked, key };
  };
}
