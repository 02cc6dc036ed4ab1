import type { ItemDefinition } from '@modules/catalogue/contract';
import type { Value } from '@platform/sources';
import { itemCheck } from './item-check.ts';
import type { LineCheckerOptions } from './line-checker.ts';
import type { ReasonCode } from './reasons.ts';
import { rowRule, type RowRule } from './row-rules.ts';
import { transformer } from './transforms.ts';

/** What became of one value: as it is stored, none, not told, or why not. */
export type CheckedValue = string | null | undefined | { readonly fault: ReasonCode };

/** One item of the resource and how its value is made; `column` is its place among the values, -1 when nothing feeds it. */
export type LineField = {
  readonly name: string;
  readonly column: number;
  readonly item: ItemDefinition;
  readonly transforms: readonly string[];
  readonly key: boolean;
  readonly required: boolean;
  /** Codes of the item's code table; empty for other types. */
  readonly codes: ReadonlySet<string>;
  check(value: Value | undefined): CheckedValue;
};

export type LineFields = {
  readonly columns: readonly string[];
  /** By the resource's items, in their order. */
  readonly items: readonly LineField[];
  /** In the order of the resource's key. */
  readonly keyItems: readonly LineField[];
  readonly rules: readonly { readonly rule: RowRule; readonly items: readonly string[]; readonly name: string }[];
  readonly positions: ReadonlyMap<string, number>;
  readonly options: LineCheckerOptions;
};

export function lineFields(options: LineCheckerOptions): LineFields {
  const { resource } = options;
  const mappings = resource.items.map((item) => options.mapping.find((one) => one.item === item.name));
  const columns = options.columns ?? [...new Set(mappings.flatMap((mapped) => (mapped ? [mapped.column] : [])))];
  const items = resource.items.map((item, index): LineField => {
    const mapped = mappings[index];
    const transforms = mapped?.transform ?? [];
    const transform = transformer(transforms, { dateFormats: mapped?.dateFormats ?? [], table: options.table });
    const check = itemCheck(item, options);
    const key = resource.key.includes(item.name);
    const required = (item.required ?? false) || key;
    const column = mapped ? columns.indexOf(mapped.column) : -1;
    if (mapped && column < 0) throw new RangeError(`The column ${mapped.column} is not among those read`);
    return {
      name: item.name,
      column,
      item,
      transforms,
      key,
      required,
      codes: (item.type === 'code' ? options.table(item.codeTable ?? '')?.codes : undefined) ?? new Set(),
      check(read) {
        if (read === undefined) return column < 0 ? (required ? { fault: 'required' } : null) : undefined;
        if (read !== null && read.trim() !== '') {
          const transformed = transform(read);
          if ('fault' in transformed) return transformed;
          if (transformed.value !== '') {
            const checked = check(transformed.value);
            if ('fault' in checked) return checked;
            if (checked.value !== '') return checked.value;
          }
        }
        return required ? { fault: 'required' } : null;
      },
    };
  });
  const positions = new Map(items.map((item, index) => [item.name, index]));
  return {
    columns,
    items,
    keyItems: resource.key.map((name) => items[positions.get(name) as number] as LineField),
    rules: (resource.rowRules ?? []).map((rule) => ({ rule: rowRule(rule), items: rule.items, name: rule.rule })),
    positions,
    options,
  };
}
