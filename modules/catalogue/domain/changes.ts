import { isDeepStrictEqual } from 'node:util';
import type { ItemDefinition, ResourceDefinition } from '../contract/index.ts';

/** One difference between two versions: a field of the entry, or an item as a whole or one of its fields. Values are plain JSON. */
export type Change = {
  kind: 'added' | 'removed' | 'changed';
  item?: string;
  field?: string;
  before?: unknown;
  after?: unknown;
};

const FIELDS = [
  'title',
  'summary',
  'provider',
  'class',
  'code',
  'aliases',
  'duty',
  'system',
  'format',
  'shareType',
  'shareCondition',
  'shareBasis',
  'shareModes',
  'openAttribute',
  'openCondition',
  'responsibility',
  'updateCycle',
  'grade',
  'key',
  'rowRules',
] as const satisfies readonly (keyof ResourceDefinition)[];
const ITEM_FIELDS = [
  'title',
  'type',
  'required',
  'maxLength',
  'min',
  'max',
  'pattern',
  'codeTable',
  'grade',
  'personal',
  'mask',
  'element',
  'dataClass',
] as const satisfies readonly (keyof ItemDefinition)[];

type Definition = Pick<ResourceDefinition, 'items'> & Partial<ResourceDefinition>;

/** What changed from one version to the next, fields first, then items in the order of the later version. */
export function changesBetween(before: Definition, after: Definition): Change[] {
  const changes = fieldsBetween(before, after, FIELDS);
  for (const item of after.items) {
    const old = before.items.find((one) => one.name === item.name);
    if (!old) changes.push({ kind: 'added', item: item.name, after: item.title });
    else changes.push(...fieldsBetween(old, item, ITEM_FIELDS).map((change) => ({ ...change, item: item.name })));
  }
  for (const item of before.items) {
    if (!after.items.some((one) => one.name === item.name))
      changes.push({ kind: 'removed', item: item.name, before: item.title });
  }
  return changes;
}

function fieldsBetween<T extends object>(before: T, after: T, fields: readonly (keyof T & string)[]): Change[] {
  return fields.flatMap((field): Change[] => {
    const [was, is] = [before[field], after[field]];
    if (isDeepStrictEqual(was, is)) return [];
    return [
      {
        kind: 'changed',
        field,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      },
    ];
  });
}
