import { localiseForm, type FormSchema } from '@platform/forms';
import type { Language } from '@yiwang/ui';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';

/** A screenful of questions. */
export type QuestionGroup = { key: string; fields: string[] };

const CONDITIONAL = ['if', 'allOf', 'oneOf', 'anyOf', 'dependentRequired'] as const;

/** Fields the person still answers, in the order of the form. */
export function openFields(schema: FormSchema, order: readonly string[], locked: readonly string[]): string[] {
  const names = Object.keys(schema.properties ?? {});
  const placed = order.filter((name) => names.includes(name));
  return [...placed, ...names.filter((name) => !placed.includes(name))].filter((name) => !locked.includes(name));
}

/**
 * The questions as screens: fields that share the author's `x-group` together, else one each. A form whose questions depend on
 * each other stays whole, since a part of it could not tell what to ask.
 */
export function questionGroups(schema: FormSchema, fields: readonly string[]): QuestionGroup[] {
  if (fields.length === 0) return [];
  if (CONDITIONAL.some((keyword) => schema[keyword] !== undefined)) return [{ key: 'all', fields: [...fields] }];
  const groups: QuestionGroup[] = [];
  for (const field of fields) {
    const named = schema.properties?.[field]?.['x-group'];
    const key = typeof named === 'string' ? `group:${named}` : `field:${field}`;
    const known = groups.find((group) => group.key === key);
    if (known) known.fields.push(field);
    else groups.push({ key, fields: [field] });
  }
  return groups;
}

/** The part of the form with `fields`, in one language, for the form engine. */
export function enginePart(schema: FormSchema, fields: readonly string[], language: Language): RJSFSchema {
  const whole = localiseForm(schema, language) as RJSFSchema;
  const properties = whole.properties ?? {};
  const kept = Object.fromEntries(fields.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])));
  const { additionalProperties: _strict, title: _title, description: _description, required, ...rest } = whole;
  return { ...rest, properties: kept, required: (required ?? []).filter((name) => fields.includes(name)) } as RJSFSchema;
}

/** Order of the fields and the words of plain `enum` options (`x-options`). */
export function engineHints(schema: FormSchema, fields: readonly string[], language: Language): UiSchema {
  const hints: UiSchema = { 'ui:order': [...fields, '*'] };
  for (const field of fields) {
    const part = schema.properties?.[field];
    const options = part?.['x-options'] as Record<string, Record<Language, string>> | undefined;
    if (part?.enum && options)
      hints[field] = { 'ui:enumNames': part.enum.map((value) => options[String(value)]?.[language] ?? String(value)) };
  }
  return hints;
}

/** How a value reads to people: options by their title, yes and no in words; undefined when there is none. */
export function readable(
  part: FormSchema | undefined,
  value: unknown,
  language: Language,
  words: { yes: string; no: string },
): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  const option = part?.oneOf?.find((entry) => entry.const === value)?.title;
  if (option) return option[language];
  const listed = (part?.['x-options'] as Record<string, Record<Language, string>> | undefined)?.[String(value)];
  if (listed) return listed[language];
  if (Array.isArray(value))
    return value.map((entry) => readable(part?.items, entry, language, words) ?? '').filter(Boolean).join(language === 'zh' ? '，' : ', ') || undefined;
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([name, inner]) => readable(part?.properties?.[name], inner, language, words));
    return parts.filter((text) => text !== undefined).join(language === 'zh' ? '，' : ', ') || undefined;
  }
  return String(value);
}

/** The words of a field: its title in one language, else its name. */
export function fieldTitle(schema: FormSchema, field: string, language: Language): string {
  return schema.properties?.[field]?.title?.[language] ?? field;
}
