import type { LocalText } from '@platform/kernel/browser';

type Shape = { is: (value: unknown) => boolean; says: LocalText };

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const shape = (is: Shape['is'], zh: string, en: string): Shape => ({ is, says: { zh, en } });
const TEXT = shape(isText, '应为文字', 'must be text');
const TEXTS = shape(isTexts, '应为文字的列表', 'must be a list of texts');
const COUNT = shape(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  '应为不小于 0 的整数',
  'must be a whole number, 0 or more',
);
const NUMBER = shape((value) => Number.isFinite(value), '应为数字', 'must be a number');
const FLAG = shape((value) => typeof value === 'boolean', '应为 true 或 false', 'must be true or false');
const RECORD = shape(isRecord, '应为对象', 'must be an object');
const RECORDS = shape(
  (value) => Array.isArray(value) && value.every(isRecord),
  '应为对象的列表',
  'must be a list of objects',
);

/** What the keywords of JSON Schema (2020-12) that forms know hold; what they mean is checked once they hold that. */
const SHAPES: Readonly<Record<string, Shape>> = {
  $schema: TEXT,
  $id: TEXT,
  $comment: TEXT,
  type: shape((value) => isText(value) || isTexts(value), '应为类型名', 'must be the name of a type'),
  properties: RECORD,
  required: TEXTS,
  additionalProperties: FLAG,
  items: RECORD,
  minItems: COUNT,
  maxItems: COUNT,
  uniqueItems: FLAG,
  enum: shape((value) => Array.isArray(value) && value.length > 0, '应为非空列表', 'must be a list of values'),
  oneOf: RECORDS,
  allOf: RECORDS,
  dependentRequired: shape(
    (value) => isRecord(value) && Object.values(value as object).every(isTexts),
    '应为各项所需字段的列表',
    'must name the fields that each needs',
  ),
  examples: shape(Array.isArray, '应为列表', 'must be a list'),
  minLength: COUNT,
  maxLength: COUNT,
  pattern: TEXT,
  format: TEXT,
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: NUMBER,
  exclusiveMaximum: NUMBER,
  multipleOf: shape(
    (value) => Number.isFinite(value) && (value as number) > 0,
    '应为大于 0 的数',
    'must be a number above 0',
  ),
};

/** The keywords of one schema that hold what they cannot hold. */
export function shapeFaults(schema: Readonly<Record<string, unknown>>): { keyword: string; says: LocalText }[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const known = Object.hasOwn(SHAPES, keyword) ? SHAPES[keyword] : undefined;
    return known && !known.is(value) ? [{ keyword, says: known.says }] : [];
  });
}
