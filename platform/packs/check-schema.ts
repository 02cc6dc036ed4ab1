import { isCreditCode, type LocalText } from '@platform/kernel';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import type { TSchema } from 'typebox';
import { withHint } from './faults.ts';
import type { Path } from './source-file.ts';

/** What is wrong with one value, before it has a line. `key`: the name of the field is wrong, not its value. */
export type SchemaFault = { path: Path; key?: boolean; code: string; message: LocalText };

type Json = Record<string, unknown>;

const validators = new WeakMap<object, Validator>();

function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema);
  if (!validator) {
    // A copy without TypeBox's own hidden marks, which the validator would also walk.
    validator = new Validator(JSON.parse(JSON.stringify(schema)) as Schema, '2020-12', false);
    validators.set(schema, validator);
  }
  return validator;
}

/** Whether `value` fits `schema`. */
export function fits(schema: TSchema, value: unknown): boolean {
  return validatorOf(schema).validate(value).valid;
}

/** Everything in `value` that does not fit `schema`, each once, in people's words. */
export function schemaFaults(schema: TSchema, value: unknown, base: Path = []): SchemaFault[] {
  const { errors } = validatorOf(schema).validate(value);
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instanceLocation);
  const faults: SchemaFault[] = [];
  for (const error of errors) {
    const place = pathOf(error.instanceLocation);
    if (unions.some((union) => error.instanceLocation.startsWith(`${union}/`))) continue;
    if (error.keyword === 'anyOf') {
      const branches = (at(schema, pathOf(error.keywordLocation)) ?? []) as TSchema[];
      faults.push(...nearestBranch(branches, at(value, place), [...base, ...place]));
    } else if (!unions.includes(error.instanceLocation)) {
      const fault = inWords(error, schema, value, place);
      if (fault) faults.push({ ...fault, path: [...base, ...fault.path] });
    }
  }
  return faults;
}

/** The faults of the alternative that was probably meant: the one whose marks (const fields) fit, else the one with fewest faults. */
function nearestBranch(branches: TSchema[], value: unknown, base: Path): SchemaFault[] {
  let best: SchemaFault[] = [];
  let bestScore = Number.POSITIVE_INFINITY;
  for (const branch of branches) {
    const faults = schemaFaults(branch, value, base);
    const score =
      faults.length + faults.filter((fault) => fault.code === 'const' || fault.code === 'type').length * 100;
    if (score < bestScore) [best, bestScore] = [faults, score];
  }
  const mark = markOf(branches);
  if (bestScore < 100 || !mark || typeof value !== 'object' || value === null) return best;
  const given = (value as Json)[mark.field];
  if (given === undefined) return [{ path: base, code: 'required', message: missing(mark.field) }];
  if (mark.values.includes(String(given))) return best;
  const text = { zh: `“${String(given)}”不是可用的取值`, en: `"${String(given)}" is not a known value` };
  return [{ path: [...base, mark.field], code: 'enum', message: withHint(text, String(given), mark.values) }];
}

/** The field whose fixed value tells the alternatives apart. */
function markOf(branches: TSchema[]): { field: string; values: string[] } | undefined {
  const constant = (branch: TSchema, field: string): unknown =>
    ((branch as Json)['properties'] as Record<string, Json> | undefined)?.[field]?.['const'];
  for (const field of Object.keys(((branches[0] as Json | undefined)?.['properties'] as Json | undefined) ?? {})) {
    const values = branches.map((branch) => constant(branch, field));
    if (values.every((value) => value !== undefined) && new Set(values).size === branches.length) {
      return { field, values: values.map(String) };
    }
  }
  return undefined;
}

const missing = (field: string): LocalText => ({ zh: `缺少必填项“${field}”`, en: `"${field}" is missing` });

const WRAPPERS = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'items',
  'prefixItems',
  'allOf',
  'anyOf',
  '$ref',
]);

function inWords(error: OutputUnit, schema: TSchema, value: unknown, path: Path): SchemaFault | undefined {
  const { keyword } = error;
  if (WRAPPERS.has(keyword)) return undefined;
  const rule = at(schema, pathOf(error.keywordLocation));
  const given = at(value, path);
  const shown = typeof given === 'object' ? '' : ` "${String(given)}"`;
  const fault = (message: LocalText, key = false): SchemaFault => ({ path, code: keyword, message, key });
  switch (keyword) {
    case 'false': {
      const field = String(path.at(-1));
      const owner = ownerOf(schema, value, path);
      const text = { zh: `不认识的字段“${field}”`, en: `Unknown field "${field}"` };
      // `{ zh: …, en: a, b }`: the comma ends the text, and what follows looks like a field without a value.
      const comma = given === null && field.includes(' ');
      const message = comma
        ? { zh: `${text.zh}；文字中有逗号时请加引号`, en: `${text.en}; put a text that holds a comma in quotes` }
        : withHint(text, field, owner);
      return { path, code: 'unknown-field', key: true, message };
    }
    case 'required': {
      const field = /"(.*)"/.exec(error.error)?.[1] ?? '';
      return fault(missing(field));
    }
    case 'type': {
      const quote = rule === 'string' && typeof given !== 'object';
      return fault({
        zh: `应为${typeName(rule, 'zh')}，现为${shown || '其他类型'}${quote ? '；请加引号' : ''}`,
        en: `Must be ${typeName(rule, 'en')}, not${shown || ' what it is'}${quote ? ': put it in quotes' : ''}`,
      });
    }
    case 'enum':
      if (typeof given !== 'string' && (rule as unknown[]).includes(String(given))) {
        return fault({ zh: `${shown}应为文字；请加引号`, en: `Must be a text, not${shown}: put it in quotes` });
      }
      return fault(
        withHint(
          { zh: `${shown}不是可用的取值`.trim(), en: `${shown} is not a known value`.trim() },
          String(given),
          (rule as unknown[]).map(String),
        ),
      );
    case 'const':
      return fault({ zh: `只能是“${String(rule)}”`, en: `Must be "${String(rule)}"` });
    case 'pattern':
    case 'format': {
      const note = at(schema, [...pathOf(error.keywordLocation).slice(0, -1), 'description']);
      const hint = typeof note === 'string' ? note : String(rule);
      return fault({
        zh: `${shown}的写法不对，应为：${hint}`.trim(),
        en: `${shown} is not written as it must be: ${hint}`.trim(),
      });
    }
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return fault({ zh: `不能少于 ${String(rule)} 个（字）`, en: `Must have at least ${String(rule)}` });
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return fault({ zh: `不能多于 ${String(rule)} 个（字）`, en: `Must have at most ${String(rule)}` });
    case 'minimum':
    case 'exclusiveMinimum':
      return fault({ zh: `不能小于 ${String(rule)}`, en: `Must not be below ${String(rule)}` });
    case 'maximum':
      return fault({ zh: `不能大于 ${String(rule)}`, en: `Must not be above ${String(rule)}` });
    case 'uniqueItems':
      return fault({ zh: '列表中有重复项', en: 'The list holds an entry twice' });
    default:
      return fault({ zh: `不符合规则 ${keyword}`, en: error.error });
  }
}

/** The names of the fields that the object around `path` may have. */
function ownerOf(schema: TSchema, value: unknown, path: Path): string[] {
  let current: unknown = schema;
  let inside: unknown = value;
  for (const step of path.slice(0, -1)) {
    const node = current as Json;
    current = Array.isArray(inside)
      ? node['items']
      : ((node['properties'] as Json | undefined)?.[step] ??
        Object.values((node['patternProperties'] as Json | undefined) ?? {})[0]);
    if (current === undefined) return [];
    inside = at(inside, [step]);
  }
  return Object.keys(((current as Json)['properties'] as Json | undefined) ?? {});
}

const TYPE_NAMES: Record<string, [string, string]> = {
  string: ['文字', 'a text'],
  integer: ['整数', 'a whole number'],
  number: ['数字', 'a number'],
  boolean: ['true 或 false', 'true or false'],
  object: ['一组“名称: 值”', 'a map of names to values'],
  array: ['列表', 'a list'],
  null: ['空值', 'null'],
};

function typeName(type: unknown, language: 'zh' | 'en'): string {
  const index = language === 'zh' ? 0 : 1;
  const names = (Array.isArray(type) ? type : [type]).map((name) => TYPE_NAMES[String(name)]?.[index] ?? String(name));
  return names.join(language === 'zh' ? '或' : ' or ');
}

/** A JSON Pointer fragment (`#/a/0`), as the validator writes it, as steps. */
function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function at(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Json)[String(step)];
  }
  return current;
}

/** Values whose written form the schema language has no word for. */
export function formatFault(format: string, value: string): LocalText | undefined {
  if (format === 'credit-code' && !isCreditCode(value)) {
    return {
      zh: `“${value}”不是有效的统一社会信用代码`,
      en: `"${value}" is not a unified social credit code (check character)`,
    };
  }
  return undefined;
}
