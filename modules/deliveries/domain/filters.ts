import { isCitizenId, isCreditCode, isPlainDate, type FieldFault, type LocalText, type Mask } from '@platform/kernel';
import { Type, type Static } from 'typebox';
import type { ItemType } from '@modules/catalogue/contract';

export const OPERATORS = ['equals', 'not-equals', 'one-of', 'from', 'to', 'starts-with', 'empty', 'not-empty'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A condition on one field; all conditions must hold. Values are texts as they stand in the catalogue (dates `YYYY-MM-DD`). */
export const Filter = Type.Object(
  {
    field: Type.String({ maxLength: 64 }),
    operator: Type.Enum([...OPERATORS]),
    values: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 200, default: [] }),
  },
  { additionalProperties: false },
);
export type Filter = Static<typeof Filter>;

const ORDERED: ReadonlySet<ItemType> = new Set(['date', 'integer', 'number', 'timestamp']);

const BY_NUMBER: ReadonlySet<ItemType> = new Set(['citizen-id', 'credit-code']);

/**
 * Which conditions a field of a type can be put under that leaves under this mask. Conditions must not tell, order by order, what a mask hides: rows are
 * picked by numbers that one knows, and one value is asked for at a time.
 */
export function operatorsFor(type: ItemType, mask: Mask = 'none'): Operator[] {
  if (mask !== 'none') {
    if (BY_NUMBER.has(type)) return ['equals', 'one-of', 'empty', 'not-empty'];
    return mask === 'all' ? ['empty', 'not-empty'] : ['equals', 'empty', 'not-empty'];
  }
  const all: Operator[] = ['equals', 'not-equals', 'one-of', 'empty', 'not-empty'];
  if (ORDERED.has(type)) all.push('from', 'to');
  if (type === 'text' || type === 'code') all.push('starts-with');
  return all;
}

const TEXTS = {
  unknown: { zh: '没有这个信息项，或不在授权的字段内', en: 'There is no such field, or the grant does not give it' },
  operator: { zh: '这个信息项不能用这个条件', en: 'This condition does not fit the field' },
  masked: {
    zh: '这个信息项脱敏提供，不能用这个条件推算原值',
    en: 'The field leaves masked; this condition could tell what the mask hides',
  },
  one: { zh: '请填一个值', en: 'Give one value' },
  some: { zh: '请至少填一个值', en: 'Give at least one value' },
  none: { zh: '这个条件不用填值', en: 'This condition takes no value' },
  value: { zh: '值的格式不对', en: 'The value is not of the right form' },
} as const;

const fault = (path: string, code: keyof typeof TEXTS): FieldFault => ({
  path,
  code: `deliveries.filter-${code}`,
  message: TEXTS[code] as LocalText,
});

/** What is wrong with conditions on these fields. `at`: where they stand in the input. */
export function filterFaults(
  filters: readonly Filter[],
  find: (field: string) => { readonly type: ItemType; readonly leaves?: Mask } | undefined,
  at = '/filters',
): FieldFault[] {
  return filters.flatMap((filter, index) => {
    const path = `${at}/${index}`;
    const item = find(filter.field);
    if (!item) return [fault(`${path}/field`, 'unknown')];
    if (!operatorsFor(item.type).includes(filter.operator)) return [fault(`${path}/operator`, 'operator')];
    if (!operatorsFor(item.type, item.leaves).includes(filter.operator)) return [fault(`${path}/operator`, 'masked')];
    const { length } = filter.values;
    if (filter.operator === 'empty' || filter.operator === 'not-empty')
      return length === 0 ? [] : [fault(`${path}/values`, 'none')];
    if (filter.operator === 'one-of' ? length === 0 : length !== 1)
      return [fault(`${path}/values`, filter.operator === 'one-of' ? 'some' : 'one')];
    if (filter.operator === 'starts-with') return [];
    return filter.values.flatMap((value, place) =>
      fits(value, item.type) ? [] : [fault(`${path}/values/${place}`, 'value')],
    );
  });
}

/** Whether a text is a value of the type, so that the database will take it. */
export function fits(value: string, type: ItemType): boolean {
  switch (type) {
    case 'date':
      return isPlainDate(value);
    case 'timestamp':
      return (
        /^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$/u.test(value) && isPlainDate(value.slice(0, 10))
      );
    case 'integer':
      return /^-?\d{1,18}$/u.test(value);
    case 'number':
      return /^-?\d{1,30}(\.\d{1,30})?$/u.test(value);
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'citizen-id':
      return isCitizenId(value);
    case 'credit-code':
      return isCreditCode(value);
    case 'text':
    case 'code':
      return true;
  }
}
