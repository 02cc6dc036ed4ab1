import { Compile } from 'typebox/compile';
import Format from 'typebox/format';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { isPlainDate, type FieldFault, type LocalText } from '@platform/kernel';
import { httpErrors } from './errors.ts';

const TEXTS: Record<string, LocalText> = {
  required: { zh: '这一项必须填写', en: 'This is required' },
  additionalProperties: {
    zh: '含有不支持的字段 {unknown}，请去掉',
    en: 'Holds the unknown field {unknown}; leave it out',
  },
  minLength: { zh: '至少 {limit} 个字', en: 'At least {limit} character(s)' },
  maxLength: { zh: '最多 {limit} 个字', en: 'At most {limit} characters' },
  minimum: { zh: '不能小于 {limit}', en: 'Not less than {limit}' },
  maximum: { zh: '不能大于 {limit}', en: 'Not more than {limit}' },
  minItems: { zh: '至少 {limit} 项', en: 'At least {limit} item(s)' },
  maxItems: { zh: '最多 {limit} 项', en: 'At most {limit} items' },
  pattern: { zh: '格式不对，请按要求填写', en: 'The format is not right' },
  format: { zh: '格式不对，请按要求填写', en: 'The format is not right' },
  enum: { zh: '不在可选范围内', en: 'Not one of the choices' },
  const: { zh: '不在可选范围内', en: 'Not one of the choices' },
};
const TYPES: Record<string, LocalText> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '是或否', en: 'yes or no' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '一组内容', en: 'a group of fields' },
  null: { zh: '空', en: 'nothing' },
};
const NO_DATE: LocalText = {
  zh: '日期应写成 2026-12-31 这样，且确有这一天',
  en: 'A date is written like 2026-12-31 and has to exist',
};
const BLANK: LocalText = { zh: '不能只有空格，请写清楚', en: 'Blanks alone say nothing; write it out' };
const OTHER: LocalText = { zh: '内容不符合要求', en: 'This does not meet the requirements' };

// A day that the database would not take is refused at the door.
Format.Set('date', isPlainDate);

/**
 * Checks input against its schema: defaults filled, query text converted; faults name the field and what to do. The schema is compiled when the
 * first input comes: a server has hundreds, and most starts use few. `at: 'once'` compiles it at once, for what must answer the first call quickly.
 */
export function inputChecker(schema: TSchema, textual: boolean, at?: 'once'): (input: unknown) => unknown {
  let made = at === 'once' ? Compile(schema) : undefined;
  let filled: readonly (readonly string[])[] | undefined;
  return (input) => {
    const compiled = (made ??= Compile(schema));
    let value = Value.Default(schema, input === undefined ? undefined : Value.Clone(input));
    if (textual) value = Value.Convert(schema, value);
    if (compiled.Check(value)) {
      if (!textual) demandFilled((filled ??= filledTexts(schema)), value);
      return value;
    }
    // A property that may not be there is told twice, once by the object and once as a schema that nothing fits.
    const fields = compiled
      .Errors(value)
      .filter((fault) => fault.keyword !== 'boolean')
      .slice(0, 50)
      .flatMap(faultsOf);
    throw httpErrors.badInput({ count: fields.length }, { fields });
  };
}

/** The places of texts that have to say something: two characters at least. */
function filledTexts(schema: TSchema, at: readonly string[] = []): (readonly string[])[] {
  const {
    type,
    minLength = 0,
    properties = {},
  } = schema as {
    type?: string;
    minLength?: number;
    properties?: Record<string, TSchema>;
  };
  if (type === 'string') return minLength > 1 ? [at] : [];
  return Object.entries(properties).flatMap(([name, part]) => filledTexts(part, [...at, name]));
}

/** Blanks alone fill nothing in: a reason of four blanks is no reason. */
function demandFilled(places: readonly (readonly string[])[], input: unknown): void {
  const fields = places.flatMap((place): FieldFault[] => {
    let value = input;
    for (const name of place) value = (value as Record<string, unknown> | undefined)?.[name];
    if (typeof value !== 'string' || value.trim() !== '') return [];
    return [{ path: `/${place.join('/')}`, code: 'blank', message: BLANK }];
  });
  if (fields.length > 0) throw httpErrors.badInput({ count: fields.length }, { fields });
}

type SchemaFault = { keyword: string; instancePath: string; params: object };

function faultsOf(fault: SchemaFault): FieldFault[] {
  const params = fault.params as Record<string, unknown>;
  const message = messageOf(fault.keyword, params);
  const names = (params['requiredProperties'] ?? params['additionalProperties']) as string[] | undefined;
  if (fault.keyword === 'required' && names) {
    return names.map((name) => ({ path: `${fault.instancePath}/${name}`, code: 'required', message }));
  }
  return [
    {
      path: fault.instancePath || '/',
      code: fault.keyword,
      message,
      params: {
        limit: params['limit'] as number | undefined,
        unknown: names?.join(', '),
      },
    },
  ];
}

function messageOf(keyword: string, params: Record<string, unknown>): LocalText {
  if (keyword === 'type') return typeText(params['type']);
  return keyword === 'format' && params['format'] === 'date' ? NO_DATE : (TEXTS[keyword] ?? OTHER);
}

/** What a value should be, in people's words. */
function typeText(type: unknown): LocalText {
  const words = [type].flat().map((one) => TYPES[String(one)] ?? { zh: String(one), en: String(one) });
  return {
    zh: `应填${words.map(({ zh }) => zh).join('或')}`,
    en: `This should be ${words.map(({ en }) => en).join(' or ')}`,
  };
}
