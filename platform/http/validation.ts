import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FieldFault, LocalText } from '@platform/kernel';
import { httpErrors } from './errors.ts';

const TEXTS: Record<string, LocalText> = {
  required: { zh: '这一项必须填写', en: 'This is required' },
  additionalProperties: { zh: '多了不认识的内容 {unknown}', en: 'Unknown content {unknown}' },
  type: { zh: '内容的类型不对，应为 {type}', en: 'This should be of type {type}' },
  minLength: { zh: '至少 {limit} 个字', en: 'At least {limit} character(s)' },
  maxLength: { zh: '最多 {limit} 个字', en: 'At most {limit} characters' },
  minimum: { zh: '不能小于 {limit}', en: 'Not less than {limit}' },
  maximum: { zh: '不能大于 {limit}', en: 'Not more than {limit}' },
  minItems: { zh: '至少 {limit} 项', en: 'At least {limit} item(s)' },
  maxItems: { zh: '最多 {limit} 项', en: 'At most {limit} items' },
  pattern: { zh: '格式不对', en: 'The format is not right' },
  format: { zh: '格式不对', en: 'The format is not right' },
  enum: { zh: '不在可选范围内', en: 'Not one of the choices' },
  const: { zh: '不在可选范围内', en: 'Not one of the choices' },
};
const OTHER: LocalText = { zh: '内容不符合要求', en: 'This does not meet the requirements' };

/** Checks input against its schema: defaults filled, query text converted; faults name the field and what to do. */
export function inputChecker(schema: TSchema, textual: boolean): (input: unknown) => unknown {
  const compiled = Compile(schema);
  return (input) => {
    let value = Value.Default(schema, input === undefined ? undefined : Value.Clone(input));
    if (textual) value = Value.Convert(schema, value);
    if (compiled.Check(value)) return value;
    // A property that may not be there is told twice, once by the object and once as a schema that nothing fits.
    const fields = compiled.Errors(value).filter((fault) => fault.keyword !== 'boolean').slice(0, 50).flatMap(faultsOf);
    throw httpErrors.badInput({ count: fields.length }, { fields });
  };
}

type SchemaFault = { keyword: string; instancePath: string; params: object };

function faultsOf(fault: SchemaFault): FieldFault[] {
  const params = fault.params as Record<string, unknown>;
  const message = TEXTS[fault.keyword] ?? OTHER;
  const names = (params['requiredProperties'] ?? params['additionalProperties']) as string[] | undefined;
  if (fault.keyword === 'required' && names) {
    return names.map((name) => ({ path: `${fault.instancePath}/${name}`, code: 'required', message }));
  }
  const type = params['type'];
  return [
    {
      path: fault.instancePath || '/',
      code: fault.keyword,
      message,
      params: {
        limit: params['limit'] as number | undefined,
        type: Array.isArray(type) ? type.join(' | ') : (type as string | undefined),
        unknown: names?.join(', '),
      },
    },
  ];
}
