import { hash } from 'node:crypto';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { Source } from '@platform/packs';
import type { CodeTable } from './code-tables.ts';
import { itemCheck } from './item-check.ts';
import { rowRule } from './row-rules.ts';
import type { Reason } from './reasons.ts';
import { transformer } from './transforms.ts';

/** A row as the source gave it: values by the source's own column names, null where there is none. */
export type SourceRow = { rowNo: number; values: Record<string, string | null>; fault?: 'wrong-column-count' };

/** A row that may enter the lake: values in order of the resource's items, in the form in which they are stored. */
export type GoodRow = { values: (string | null)[]; hash: string };
/** `key`: the row's key when that much of it is sound, so that what the lake has under it is not taken for gone. */
export type BadRow = { row: SourceRow; reasons: Reason[]; key?: string[] };
export type Checked = { good: GoodRow } | { bad: BadRow };

/** Checks the rows of one load, one by one; it remembers their keys. */
export type RowChecker = (row: SourceRow) => Checked;

/**
 * Mapping, transforms, the items' own rules, the row's rules, and no key twice: the first row of a key is kept, later ones are set aside.
 * @throws RangeError when the definitions name a step or code table that does not exist
 */
export function rowChecker(options: {
  resource: ResourceDefinition;
  mapping: Source['mapping'];
  table: (id: string) => CodeTable | undefined;
  /** Demo identifiers are taken. */
  demo: boolean;
}): RowChecker {
  const { resource } = options;
  const columns = resource.items.map((item) => {
    const mapped = options.mapping.find((one) => one.item === item.name);
    return {
      name: item.name,
      column: mapped?.column,
      key: resource.key.includes(item.name),
      required: (item.required ?? false) || resource.key.includes(item.name),
      transform: transformer(mapped?.transform ?? [], { dateFormats: mapped?.dateFormats ?? [], table: options.table }),
      check: itemCheck(item, options),
    };
  });
  const positions = new Map(columns.map((column, index) => [column.name, index]));
  const rules = (resource.rowRules ?? []).map(rowRule);
  const keyPositions = resource.key.map((name) => positions.get(name) as number);
  const seen = new Set<string>();

  return (row) => {
    if (row.fault) return { bad: { row, reasons: [{ code: row.fault }] } };
    const values: (string | null)[] = [];
    const reasons: Reason[] = [];
    let blank = true;
    let keySound = true;
    for (const column of columns) {
      const read = column.column === undefined ? null : (row.values[column.column] ?? null);
      let value: string | null = null;
      let fault: Reason['code'] | undefined;
      if (read !== null && read.trim() !== '') {
        blank = false;
        const transformed = column.transform(read);
        const checked =
          'fault' in transformed || transformed.value === '' ? transformed : column.check(transformed.value);
        if ('fault' in checked) fault = checked.fault;
        else if (checked.value !== '') value = checked.value;
      }
      if (value === null && fault === undefined && column.required) fault = 'required';
      if (fault) {
        reasons.push({ item: column.name, code: fault });
        if (column.key) keySound = false;
      }
      values.push(value);
    }
    if (blank) return { bad: { row, reasons: [{ code: 'blank-row' }] } };
    const valueOf = (item: string): string | null => values[positions.get(item) ?? -1] ?? null;
    for (const rule of rules) {
      const reason = rule(valueOf);
      if (reason) reasons.push(reason);
    }
    const key = keyPositions.map((position) => values[position] as string);
    if (reasons.length > 0) return { bad: { row, reasons, ...(keySound ? { key } : {}) } };
    const id = key.length === 1 ? (key[0] as string) : JSON.stringify(key);
    if (seen.has(id)) return { bad: { row, reasons: [{ code: 'duplicate-key' }] } };
    seen.add(id);
    return { good: { values, hash: hash('sha256', JSON.stringify(values), 'base64') } };
  };
}
