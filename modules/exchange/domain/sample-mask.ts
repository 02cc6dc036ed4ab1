import { isCitizenId, maskValue, type Mask } from '@platform/kernel';
import type { ItemDefinition } from '@modules/catalogue/contract';
import type { TableShape, Value } from '@platform/sources';
import { toCitizenId } from './transforms.ts';

/** How an item's values are shown: as declared; whole when it is not personal; not at all when it is personal without a mask. */
export function maskOf(item: Pick<ItemDefinition, 'mask' | 'personal'>): Mask {
  return item.mask ?? (item.personal === false ? 'none' : 'all');
}

/** Few short values over and over: a code, which tells nobody apart. */
const MOST_CODES = 12;
const LONGEST_CODE = 8;

/**
 * Sampled rows of a table that nobody has described yet, safe to be shown: identifiers, phones and dates by their masks, codes whole,
 * of all else the first character. `items`: what a column is thought to be, by its name; the item's own mask then counts.
 */
export function maskSample(
  shape: TableShape,
  rows: readonly (readonly Value[])[],
  items: ReadonlyMap<string, ItemDefinition>,
): Value[][] {
  const masks = shape.columns.map((column, index) => {
    const item = items.get(column.name);
    // A personal item without a mask would show nothing at all, and nobody could see what the column holds.
    if (item && (item.mask || item.personal === false)) return maskOf(item);
    const values = rows.map((row) => row[index] ?? null).filter((value): value is string => value !== null);
    return guessMask(column.type, values);
  });
  return rows.map((row) =>
    shape.columns.map((_, index) => {
      const value = row[index] ?? null;
      return value === null ? null : maskValue(value, masks[index] as Mask);
    }),
  );
}

function guessMask(type: string, values: readonly string[]): Mask {
  if (type === 'boolean') return 'none';
  if (type === 'date' || type === 'timestamp' || type === 'timestamptz') return 'date';
  if (values.some((value) => isCitizenId(toCitizenId(value)))) return 'citizen-id';
  if (values.some((value) => /^(\+?86)?1[3-9]\d{9}$/.test(value.trim()))) return 'phone';
  const distinct = new Set(values);
  const short = values.every((value) => value.length <= LONGEST_CODE);
  // As many values as rows tell rows apart; a code does not.
  if (short && distinct.size <= MOST_CODES && distinct.size * 2 <= values.length) return 'none';
  return 'name';
}
