import {
  lakeTable,
  lakeView,
  lakeWord,
  type LakeColumn,
  type LakeTable,
  type LakeType,
  type LakeView,
} from './tables.ts';

/** What the lake needs to know of a catalogue item or a registry field. */
export type LakeItem = { readonly name: string; readonly type: string };

const STORED: Record<string, LakeType> = {
  date: 'date',
  integer: 'integer',
  boolean: 'boolean',
  number: 'number',
  timestamp: 'timestamp',
};

/** How a value of a catalogue type is stored: codes and identifiers are text. */
export function storedType(type: string): LakeType {
  return STORED[type] ?? 'text';
}

const columnsOf = (items: readonly LakeItem[]): LakeColumn[] =>
  items.map((item) => ({ name: item.name, type: storedType(item.type) }));

/**
 * The raw table of a resource: its items as the source last gave them, and of each row a hash of its values, the source, and the
 * load that last changed it.
 */
export function rawTable(resource: { id: string; items: readonly LakeItem[]; key: readonly string[] }): LakeTable {
  return lakeTable({
    name: `raw_${lakeWord(resource.id)}`,
    key: resource.key,
    columns: [
      ...columnsOf(resource.items),
      { name: '_row_hash', type: 'text' },
      { name: '_source', type: 'text' },
      { name: '_load', type: 'uuid' },
      { name: '_at', type: 'timestamptz' },
    ],
  });
}

/** The view of a raw table through which others read. */
export function rawView(table: LakeTable, columns: readonly string[]): LakeView {
  return lakeView({ name: `view_${table.name}`, table, columns });
}

/** The view of a raw table with all it holds, and whose each row is: what is proved against the source. */
export function wholeView(table: LakeTable): LakeView {
  const columns = table.columns.map((column) => column.name).filter((name) => name !== '_row_hash');
  return lakeView({ name: `whole_${table.name}`, table, columns });
}

/** The table of a base registry: a record a key, `_sources` saying of each field which resource and load it came from and when. */
export function registryTable(registry: { id: string; key: string; fields: readonly LakeItem[] }): LakeTable {
  const keyed = registry.fields.some((field) => field.name === registry.key);
  return lakeTable({
    name: `registry_${lakeWord(registry.id)}`,
    key: [registry.key],
    columns: [
      ...(keyed ? [] : [{ name: registry.key, type: 'text' as const }]),
      ...columnsOf(registry.fields),
      { name: '_sources', type: 'jsonb' },
      { name: '_resources', type: 'jsonb' },
      { name: '_at', type: 'timestamptz' },
      { name: '_removed_at', type: 'timestamptz' },
    ],
  });
}

/** Records of a registry that are not removed, as they may be read. */
export function registryView(table: LakeTable): LakeView {
  const columns = table.columns
    .map((column) => column.name)
    .filter((name) => !['_resources', '_removed_at'].includes(name));
  return lakeView({ name: `view_${table.name}`, table, columns, whereNull: '_removed_at' });
}
