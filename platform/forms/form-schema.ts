import type { Language, LocalText } from '@platform/kernel/browser';

/** A form: JSON Schema 2020-12, of which {@link checkForm} allows a subset. Titles and descriptions are in both languages. */
export type FormSchema = {
  type?: string | string[];
  title?: LocalText;
  description?: LocalText;
  properties?: Record<string, FormSchema>;
  required?: string[];
  additionalProperties?: boolean | FormSchema;
  items?: FormSchema;
  enum?: unknown[];
  const?: unknown;
  /** Options to choose from: `{ const, title }` each. */
  oneOf?: FormSchema[];
  allOf?: FormSchema[];
  if?: FormSchema;
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  then?: FormSchema;
  else?: FormSchema;
  format?: string;
  [keyword: string]: unknown;
};

/** What one answer may be at most, whatever the schema says. */
export const FORM_LIMITS = { characters: 64_000, depth: 8, textLength: 2000, listLength: 200 } as const;

/** Formats with a check and a message of their own. */
export const FORM_FORMATS = ['citizen-id', 'credit-code', 'mobile-phone', 'date', 'email', 'uuid'] as const;

const KEYWORDS = new Set(
  (
    '$schema $id $comment title description default examples type properties required additionalProperties items minItems ' +
    'maxItems uniqueItems enum const oneOf allOf if then else dependentRequired minLength maxLength pattern format minimum ' +
    'maximum exclusiveMinimum exclusiveMaximum multipleOf'
  ).split(' '),
);

/** What is wrong with a form's schema itself; `path` is a JSON Pointer into it. For authors of packs. */
export type FormSchemaFault = { path: string; message: LocalText };

/** Checks that a form keeps to the subset that works alike on the server and under a strict CSP in the browser. */
export function checkForm(schema: unknown, path = ''): FormSchemaFault[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return [{ path, message: { zh: '应为 JSON Schema 对象', en: 'Must be a JSON Schema object' } }];
  }
  const form = schema as FormSchema;
  const faults: FormSchemaFault[] = [];
  const fault = (at: string, zh: string, en: string): void => {
    faults.push({ path: at, message: { zh, en } });
  };
  if (path === '' && form.type !== 'object')
    fault('', '表单最外层应为 "type": "object"', 'A form must be "type": "object"');
  for (const keyword of Object.keys(form)) {
    if (KEYWORDS.has(keyword) || keyword.startsWith('x-')) continue;
    fault(`${path}/${keyword}`, `表单不支持关键字“${keyword}”`, `Forms do not support the keyword "${keyword}"`);
  }
  for (const keyword of ['title', 'description'] as const) {
    const text = form[keyword] as Partial<LocalText> | undefined;
    if (text === undefined || (typeof text?.zh === 'string' && typeof text.en === 'string')) continue;
    fault(`${path}/${keyword}`, `${keyword} 应为 { zh, en }`, `${keyword} must be { zh, en }`);
  }
  if (form.format !== undefined && !(FORM_FORMATS as readonly string[]).includes(form.format)) {
    fault(
      `${path}/format`,
      `没有格式“${form.format}”`,
      `There is no format "${form.format}"; known: ${FORM_FORMATS.join(', ')}`,
    );
  }
  if (typeof form['pattern'] === 'string' && !isPattern(form['pattern'])) {
    fault(`${path}/pattern`, '正则表达式有误', 'Not a regular expression');
  }
  for (const [index, name] of (form.required ?? []).entries()) {
    if (form.properties && !form.properties[name] && !path.includes('/then') && !path.includes('/else')) {
      fault(
        `${path}/required/${index}`,
        `必填项“${name}”没有定义`,
        `Required field "${name}" is not among the properties`,
      );
    }
  }
  for (const [name, property] of Object.entries(form.properties ?? {})) {
    const at = `${path}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const conditional = /\/(if|then|else|allOf)(\/|$)/.test(path);
    if (!conditional && property && typeof property === 'object' && !property.title) {
      fault(at, '缺少 title（界面上的名称）', 'Has no title, the name people see');
    }
    faults.push(...checkForm(property, at));
  }
  if (form.items) faults.push(...checkForm(form.items, `${path}/items`));
  for (const keyword of ['if', 'then', 'else'] as const) {
    const part = form[keyword];
    if (part !== undefined) faults.push(...checkForm(part, `${path}/${keyword}`));
  }
  for (const [index, part] of (form.allOf ?? []).entries()) faults.push(...checkForm(part, `${path}/allOf/${index}`));
  for (const [index, option] of (form.oneOf ?? []).entries()) {
    if (option?.const === undefined) {
      fault(
        `${path}/oneOf/${index}`,
        'oneOf 只用于选项，每项应有 const 和 title',
        'oneOf is for options: each needs const and title',
      );
    } else {
      faults.push(...checkForm(option, `${path}/oneOf/${index}`));
    }
  }
  return faults;
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/** The part of a form that describes the field at dots (`address.street`), or undefined when there is no such field. */
export function formField(schema: FormSchema, name: string): FormSchema | undefined {
  let current: FormSchema | undefined = schema;
  for (const step of name.split('.')) current = current?.properties?.[step];
  return current;
}

/** The form with titles and descriptions in one language, as plain JSON Schema for a form engine. */
export function localiseForm(schema: FormSchema, language: Language): Record<string, unknown> {
  return localise(schema, language) as Record<string, unknown>;
}

function localise(value: unknown, language: Language): unknown {
  if (Array.isArray(value)) return value.map((inner) => localise(inner, language));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const text = inner as Partial<LocalText> | null;
    const isText =
      (key === 'title' || key === 'description') && typeof text === 'object' && typeof text?.[language] === 'string';
    result[key] = isText ? text[language] : localise(inner, language);
  }
  return result;
}
