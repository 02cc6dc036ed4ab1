import type { LocalText, Mask } from '@platform/kernel';
import {
  gradeOf,
  maskFor,
  type CataloguedResource,
  type ItemDefinition,
  type ItemType,
} from '@modules/catalogue/contract';

/** A field as it leaves: what it is, and the mask under which it goes. */
export type OutField = {
  readonly name: string;
  readonly title: LocalText;
  readonly type: ItemType;
  readonly grade: number;
  readonly personal: boolean;
  readonly mask: Mask;
};

/**
 * The mask under which a value leaves in a file or as a row of a result: none up to grade 2; from grade 3 the one that the catalogue states, and where
 * it states none, personal values are hidden. The same rule as interfaces have without a stated basis for clear values: who needs an identifier whole
 * calls an interface that has one, a person at a time.
 */
export function leavingMask(resource: Pick<CataloguedResource, 'grade'>, item: ItemDefinition): Mask {
  return gradeOf(resource, item) <= 2 ? 'none' : maskFor(resource, item);
}

export function outField(resource: Pick<CataloguedResource, 'grade'>, item: ItemDefinition): OutField {
  return {
    name: item.name,
    title: item.title,
    type: item.type,
    grade: gradeOf(resource, item),
    personal: item.personal ?? true,
    mask: leavingMask(resource, item),
  };
}

/** Items that say who a row is about. */
export function subjectItems(resource: Pick<CataloguedResource, 'items'>): ItemDefinition[] {
  return resource.items.filter(({ type }) => type === 'citizen-id' || type === 'credit-code');
}

const DIRECT: ReadonlySet<Mask> = new Set(['citizen-id', 'name', 'phone', 'address']);

/** Whether a value of the item points at one person by itself. */
export function isIdentifying(item: Pick<ItemDefinition, 'type' | 'mask' | 'dataClass'>): boolean {
  return (
    item.type === 'citizen-id' ||
    item.type === 'credit-code' ||
    DIRECT.has(item.mask ?? 'none') ||
    item.dataClass === 'identity' ||
    item.dataClass === 'contact'
  );
}

/** Whether values of the item may bear a recipient's mark: only free text, since what programs match by has to stay as it is. */
export function bearsMarks(item: ItemDefinition, resource: Pick<CataloguedResource, 'key'>): boolean {
  return (
    item.type === 'text' &&
    item.pattern === undefined &&
    !resource.key.includes(item.name) &&
    (item.mask === 'address' || !isIdentifying(item))
  );
}
