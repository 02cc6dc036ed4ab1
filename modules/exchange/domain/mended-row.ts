import type { FieldFault } from '@platform/kernel';
import type { Value } from '@platform/sources';
import type { Mapped } from './line.ts';
import { lineErrors } from './line-errors.ts';
import { reasonText, type Reason } from './reasons.ts';

/** What a quarantined row holds, opened. */
export type RowContent = { readonly columns: readonly string[]; readonly values: readonly Value[] };

/** The row's values by column, with what a person put right. @throws exchange.unknown-column */
export function mendedValues(
  content: RowContent,
  mapping: readonly Mapped[],
  given: Readonly<Record<string, Value>> = {},
): Record<string, Value> {
  const values: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const [place, column] of content.columns.entries()) values[column] = content.values[place] ?? null;
  for (const [column, value] of Object.entries(given)) {
    // A mapped column that the source did not tell may be filled in.
    if (!(column in values) && !mapping.some((one) => one.column === column))
      throw lineErrors.unknownColumn({ column });
    values[column] = value;
  }
  return { ...values };
}

/** Mapped columns that neither the source told nor anyone filled in: the row is not whole. */
export function untoldColumns(values: Readonly<Record<string, Value>>, mapping: readonly Mapped[]): string[] {
  return [...new Set(mapping.map((one) => one.column))].filter((column) => !Object.hasOwn(values, column));
}

/** What remains wrong, by the column to be put right. */
export function faultsOf(reasons: readonly Reason[], mapping: readonly Mapped[]): FieldFault[] {
  return reasons.map((reason) => {
    const column = mapping.find((one) => one.item === reason.item)?.column;
    return {
      path: column === undefined ? '/values' : `/values/${column}`,
      code: reason.code,
      message: reasonText(reason.code),
    };
  });
}
