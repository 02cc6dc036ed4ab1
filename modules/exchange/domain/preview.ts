import { maskValue, type Mask } from '@platform/kernel';
import type { ResourceDefinition } from '@modules/catalogue/contract';
import type { Source } from '@platform/packs';

/**
 * The values of a rejected row as they may be shown: by the source's columns, masked as the item says; a personal item without
 * a mask, and a column that belongs to no item, is hidden whole.
 */
export function maskedPreview(
  values: Readonly<Record<string, string | null>>,
  definitions: { resource: ResourceDefinition; mapping: Source['mapping'] },
): Record<string, string> {
  const preview: Record<string, string> = {};
  for (const [column, value] of Object.entries(values)) {
    if (value === null) {
      preview[column] = '';
      continue;
    }
    const mapped = definitions.mapping.find((one) => one.column === column);
    const item = mapped && definitions.resource.items.find((one) => one.name === mapped.item);
    const mask: Mask = item ? (item.mask ?? (item.personal === false ? 'none' : 'all')) : 'all';
    preview[column] = maskValue(value, mask);
  }
  return preview;
}
