import { UNREADABLE, type FieldFault, type LocalText } from '@platform/kernel/browser';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { FORM_LIMITS, type FormSchema } from './form-schema.ts';
import { FORMAT_RULES } from './formats.ts';
import { type FormFacts, formPages, settleForm } from './settle-form.ts';
import { computedOf, requiredWhen, uploadOf } from './vocabulary.ts';
import { wordsFor } from './words.ts';

type Compiled = { validator: Validator; schema: FormSchema };
const compiled = new WeakMap<object, Compiled>();

/**
 * What is wrong with `given`, field by field, in the order of the form; empty when nothing is. It is settled first: what is hidden is
 * not asked, what is computed is computed. The same code runs on the server and in the browser; it compiles nothing, so a strict CSP
 * lets it. Unknown fields, too large and too deep answers are refused. Faults never repeat what was typed.
 */
export function validateForm(schema: FormSchema, given: unknown, facts: FormFacts = {}): FieldFault[] {
  const limit = limitFault(given);
  if (limit) return [limit];
  const { validator, schema: strict } = compile(schema);
  const isForm = typeof given === 'object' && given !== null && !Array.isArray(given);
  const settled = settleForm(schema, given, facts);
  const data: unknown = isForm ? settled.data : given;
  // What is not asked need not be answered; what is computed is missing only where something else is.
  const isWanted = (path: string): boolean => {
    const field = fieldAt(strict, stepsOf(path));
    return field === undefined || (settled.isShown(path) && computedOf(field) === undefined);
  };
  const faults = new Map<string, FieldFault>();
  const add = (fault: FieldFault): void => {
    // One thing to mend a field is enough; the first is the most basic (missing, then type, then the rest).
    if (!faults.has(fault.path)) faults.set(fault.path, fault);
  };
  const { errors } = validator.validate(data);
  const choices = errors
    .filter((error) => ['oneOf', 'anyOf', 'not'].includes(error.keyword))
    .map((error) => error.keywordLocation);
  for (const error of errors) {
    if (choices.some((choice) => error.keywordLocation.startsWith(`${choice}/`))) continue;
    const fault = faultOf(error, strict, data);
    if (fault && !(fault.code === 'required' && isForm && !isWanted(fault.path))) add(fault);
  }
  for (const fault of conditionalFaults(strict, data, '', settled)) add(fault);
  for (const fault of formatFaults(strict, data, '')) add(fault);
  return inFormOrder([...faults.values()], strict);
}

/** Fields that the author's own conditions (`x-required`) require and that are empty. */
function conditionalFaults(
  schema: FormSchema,
  data: unknown,
  at: string,
  settled: { isRequired(pointer: string): boolean },
): FieldFault[] {
  if (Array.isArray(data) && schema.items)
    return data.flatMap((entry, index) =>
      conditionalFaults(schema.items as FormSchema, entry, `${at}/${index}`, settled),
    );
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const path = `${at}${pointer([name])}`;
    const value = Object.hasOwn(data, name) ? (data as Record<string, unknown>)[name] : undefined;
    if (value !== undefined) return conditionalFaults(part, value, path, settled);
    return requiredWhen(part) !== undefined && settled.isRequired(path)
      ? [{ path, code: 'required', message: wordsFor('required', undefined, part) }]
      : [];
  });
}

function compile(schema: FormSchema): Compiled {
  let known = compiled.get(schema);
  if (!known) {
    // A copy all through: the validator writes marks into what it is given, and a matter in use is frozen.
    const strict = strictly(structuredClone(schema));
    known = { schema: strict, validator: new Validator(strict as Schema, '2020-12', false) };
    compiled.set(schema, known);
  }
  return known;
}

/** The schema with unknown fields refused and texts and lists bounded wherever it does not say so itself. */
function strictly(schema: FormSchema): FormSchema {
  const copy: FormSchema = { ...schema };
  const upload = uploadOf(schema);
  if (upload && schema.type === 'array') {
    copy.items = { type: 'string', format: 'uuid' };
    copy['uniqueItems'] = true;
    copy['maxItems'] = upload.maxFiles;
  }
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, part]) => [name, strictly(part)]),
    );
    copy.additionalProperties = false;
  }
  if (schema.type === 'object' && !schema.properties) copy.additionalProperties = false;
  if (copy.items) copy.items = strictly(copy.items);
  if (schema.type === 'string') copy['maxLength'] ??= FORM_LIMITS.textLength;
  if (schema.type === 'array') copy['maxItems'] ??= FORM_LIMITS.listLength;
  return copy;
}

function limitFault(data: unknown): FieldFault | undefined {
  let nodes: unknown[] = [data];
  let characters = 0;
  for (let depth = 0; nodes.length > 0; depth += 1) {
    if (depth > FORM_LIMITS.depth)
      return whole('too-deep', { zh: '提交的内容层次过深', en: 'The answer is nested too deeply' });
    const next: unknown[] = [];
    for (const node of nodes) {
      if (typeof node === 'string') characters += node.length;
      else if (Array.isArray(node)) next.push(...node);
      else if (typeof node === 'object' && node !== null) {
        for (const [key, value] of Object.entries(node)) {
          // The validator writes names into URIs, which half a character would break.
          if (!key.isWellFormed()) return whole('unknown-field', wordsFor('unknown-field', undefined, undefined));
          characters += key.length;
          next.push(value);
        }
      }
      characters += 1;
      if (characters > FORM_LIMITS.characters) {
        return whole('too-large', {
          zh: `提交的内容过大，合计不能超过 ${FORM_LIMITS.characters} 字`,
          en: `The answer is too large: at most ${FORM_LIMITS.characters} characters in all`,
        });
      }
    }
    nodes = next;
  }
  return undefined;
}

const whole = (code: string, message: LocalText): FieldFault => ({ path: '', code, message });

const WRAPPERS = new Set(['properties', 'items', 'allOf', 'additionalProperties', 'if', 'format']);

function faultOf(error: OutputUnit, schema: FormSchema, data: unknown): FieldFault | undefined {
  if (WRAPPERS.has(error.keyword)) return undefined;
  const steps = stepsOf(error.instanceLocation);
  let code = error.keyword;
  if (code === 'required' || code === 'dependentRequired') {
    const names = [...error.error.matchAll(/"([^"]*)"/g)].map((match) => match[1] as string);
    steps.push(names.at(-1) ?? '');
    code = 'required';
  } else if (code === 'false') {
    code = 'unknown-field';
  } else if (code === 'minLength' && at(data, steps) === '') {
    code = 'required';
  }
  const rule = ruleAt(schema, stepsOf(error.keywordLocation));
  const field = fieldAt(schema, steps);
  return { path: pointer(steps), code, message: wordsFor(code, rule, field) };
}

/** Formats are checked here and not by the validator, which knows none of ours and gives no reasons. */
function formatFaults(schema: FormSchema, data: unknown, path: string): FieldFault[] {
  if (typeof data === 'string') {
    if (UNREADABLE.test(data))
      return [{ path, code: 'unreadable', message: wordsFor('unreadable', undefined, schema) }];
    const rule = schema.format === undefined ? undefined : FORMAT_RULES[schema.format];
    const message = rule?.(data);
    return message ? [{ path, code: schema.format as string, message }] : [];
  }
  if (Array.isArray(data)) {
    return schema.items
      ? data.flatMap((item, index) => formatFaults(schema.items as FormSchema, item, `${path}/${index}`))
      : [];
  }
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    Object.hasOwn(data, name)
      ? formatFaults(part, (data as Record<string, unknown>)[name], `${path}${pointer([name])}`)
      : [],
  );
}

function inFormOrder(faults: FieldFault[], schema: FormSchema): FieldFault[] {
  const names = formPages(schema).flatMap(({ fields }) => fields);
  const rank = (fault: FieldFault): number => {
    const index = names.indexOf((fault.path.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~'));
    return index < 0 ? names.length : index;
  };
  return faults.toSorted((a, b) => rank(a) - rank(b));
}

function fieldAt(schema: FormSchema, steps: readonly string[]): FormSchema | undefined {
  let current: FormSchema | undefined = schema;
  for (const step of steps) current = current?.properties?.[step] ?? current?.items;
  return current;
}

function ruleAt(schema: FormSchema, steps: readonly string[]): unknown {
  return at(schema, steps);
}

function at(value: unknown, steps: readonly string[]): unknown {
  let current = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string, unknown>)[step];
  }
  return current;
}

function stepsOf(location: string): string[] {
  return location
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function pointer(steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
