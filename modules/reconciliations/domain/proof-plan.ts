import { rawTable, wholeView, type LakeTable, type LakeView } from '@platform/lake';
import { copyLine } from '@platform/sources';
import type { CataloguedResource } from '@modules/catalogue/contract';
import type { CheckedRow } from '@modules/exchange/contract';

/** A row's values in the order of the resource's items, in one form for both sides. */
export type ProofValues = readonly (string | null)[];

/** How rows of one resource are compared: its view, and the order in which both sides write their values. */
export type ProofPlan = {
  readonly table: LakeTable;
  readonly view: LakeView;
  readonly items: readonly string[];
  /** Columns of a line: those of the key first, so that the key can be read without the rest. */
  readonly columns: readonly string[];
  readonly keyColumns: number;
  /** The key of a row as the source gave it, in the lake's form. */
  keyOfRow(row: CheckedRow): string[];
  /** A source's row as the lake would write it, without the end of the line. */
  lineOf(row: CheckedRow): string;
  /** Values in the order of the items, in the one form. */
  canonical(values: readonly (string | null)[]): ProofValues;
};

const SEPARATOR = '\u0000';

/** A key as one text; keys never hold U+0000. */
export function keyText(key: readonly string[]): string {
  return key.join(SEPARATOR);
}

export function keyParts(text: string): string[] {
  return text.split(SEPARATOR);
}

export function proofPlan(resource: CataloguedResource): ProofPlan {
  const table = rawTable(resource);
  const items = resource.items.map((item) => item.name);
  const columns = [...resource.key, ...items.filter((name) => !resource.key.includes(name))];
  const positions = columns.map((name) => items.indexOf(name));
  const booleans = new Set(table.columns.filter((column) => column.type === 'boolean').map((column) => column.name));
  const flags = items.map((name) => booleans.has(name));
  // Checks write yes and no as words, PostgreSQL as letters.
  const canonical = (value: string | null | undefined, flag: boolean | undefined): string | null => {
    if (value === undefined || value === null) return null;
    return flag ? (value.charCodeAt(0) === 0x74 ? 't' : 'f') : value;
  };
  const anyFlag = flags.includes(true);
  const keyOfRow = (row: CheckedRow): string[] =>
    resource.key.map(
      (_, index) => canonical(row.values[positions[index] as number], flags[positions[index] as number]) ?? '',
    );
  return {
    table,
    view: wholeView(table),
    items,
    columns,
    keyColumns: resource.key.length,
    keyOfRow,
    lineOf: (row) =>
      copyLine(positions.map((position) => canonical(row.values[position], flags[position]))).slice(0, -1),
    canonical: (values) => (anyFlag ? values.map((value, index) => canonical(value, flags[index])) : values),
  };
}

/** Names of the items whose values differ. */
export function differingItems(plan: Pick<ProofPlan, 'items'>, source: ProofValues, lake: ProofValues): string[] {
  return plan.items.filter((_, index) => (source[index] ?? null) !== (lake[index] ?? null));
}
