import type { ModdleElement } from 'dmn-moddle';
import { badTable, checkLanguage, child, list, textOf, unsupported, type Reading } from './elements.ts';
import { VALUE_TYPES, type ItemType, type ValueType } from './model.ts';

/** The type that a `typeRef` names; Any where there is none. @throws `decisions.unsupported` for a type the file does not define */
export type TypeOf = (typeRef: unknown, reading: Reading, element?: ModdleElement) => ItemType;

export const ANY: ItemType = basic('Any');

/** A type's basic one: money is a number, a context or a collection Any. */
export function valueType({ base, components, collection }: ItemType): ValueType {
  if (components || collection) return 'Any';
  return base === 'amount' ? 'number' : base;
}

/**
 * Reads the item definitions of a file (DMN 1.3 §7.3.2). Basic types are known; so is `amount`, money in whole fen, which a file may
 * define as a number for other tools to read.
 */
export function readTypes(root: ModdleElement, xml: string): TypeOf {
  const owner = String(root.name ?? '');
  const defined = new Map<string, ModdleElement>();
  for (const element of list(root, 'itemDefinition')) defined.set(String(element.name ?? ''), element);
  const read = new Map<string, ItemType>();

  const resolve: TypeOf = (typeRef, reading, element) => {
    if (typeRef === undefined || typeRef === '') return ANY;
    const name = String(typeRef).replace(/^feel:/, '');
    const known = read.get(name);
    if (known) return known;
    const basicName = VALUE_TYPES.find((type) => type.toLowerCase() === name.toLowerCase());
    const made = basicName ? basic(basicName) : name === 'amount' ? basic('amount') : undefined;
    const definition = defined.get(name);
    const type = made ?? (definition && readItem(definition, [name]));
    if (!type) throw unsupported(reading, `type ${name}`, element);
    read.set(name, type);
    return type;
  };

  const readItem = (element: ModdleElement, above: readonly string[]): ItemType => {
    const name = String(element.name ?? '');
    const reading = { xml, owner: `${owner} / ${name}` };
    checkLanguage(element, reading);
    if (child(element, 'functionItem')) throw unsupported(reading, 'a function type', element);
    const parts = list(element, 'itemComponent');
    const ref = element['typeRef'];
    const inner = ref === undefined ? undefined : String(ref).replace(/^feel:/, '');
    if (inner !== undefined && above.includes(inner) && defined.has(inner) && inner !== 'amount')
      throw badTable(reading, `the type contains itself through "${inner}"`, element);
    const own = inner === undefined ? undefined : defined.get(inner);
    const base: ItemType =
      own && inner !== undefined && !isBasic(inner)
        ? readItem(own, [...above, inner])
        : resolve(inner, reading, element);
    if (parts.length > 0 && inner !== undefined)
      throw badTable(reading, 'a type has components or a base, not both', element);
    const components =
      parts.length === 0
        ? base.components
        : new Map(parts.map((part) => [String(part.name ?? ''), readItem(part, above)] as const));
    const allowedElement = child(element, 'allowedValues');
    if (allowedElement) checkLanguage(allowedElement, reading);
    const allowed = textOf(allowedElement) || undefined;
    if (allowed !== undefined && base.allowed !== undefined)
      throw unsupported(reading, 'allowed values of a type whose base has allowed values', element);
    const collection = element['isCollection'] === true;
    if (collection && base.collection) throw unsupported(reading, 'a collection of collections', element);
    const strict =
      allowed !== undefined || base.strict || [...(components?.values() ?? [])].some((component) => component.strict);
    return {
      name,
      base: base.base,
      allowed: allowed ?? base.allowed,
      components,
      collection: collection || base.collection,
      strict,
    };
  };

  for (const [name, element] of defined) {
    const reading = { xml, owner };
    if (name === '') throw badTable(reading, 'an item definition has no name', element);
    const type = readItem(element, [name]);
    if (name === 'amount') {
      if (type.base !== 'number' || type.components || type.collection || type.allowed !== undefined)
        throw badTable(reading, 'the type "amount" is money in whole fen: define it as a plain number', element);
    } else if (isBasic(name)) throw badTable(reading, `the type "${name}" is FEEL's own`, element);
    else read.set(name, type);
  }
  return resolve;
}

const isBasic = (name: string): boolean =>
  name === 'amount' || VALUE_TYPES.some((type) => type.toLowerCase() === name.toLowerCase());

function basic(base: ItemType['base']): ItemType {
  return { name: base, base, allowed: undefined, components: undefined, collection: false, strict: base === 'amount' };
}
