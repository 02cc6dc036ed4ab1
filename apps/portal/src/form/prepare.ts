import { localiseForm, type FormSchema } from '@platform/forms';
import type { Language } from '@yiwang/ui';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';

/** The questions `fields` in one language, for the form engine. Conditions are settled before: it is told what is asked now. */
export function enginePart(
  schema: FormSchema,
  fields: readonly string[],
  required: readonly string[],
  language: Language,
): RJSFSchema {
  const properties = (localiseForm(schema, language) as RJSFSchema).properties ?? {};
  const kept = Object.fromEntries(
    fields.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );
  return { type: 'object', properties: kept, required: required.filter((name) => fields.includes(name)) } as RJSFSchema;
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
    return (
      value
        .map((entry) => readable(part?.items, entry, language, words) ?? '')
        .filter(Boolean)
        .join(language === 'zh' ? '，' : ', ') || undefined
    );
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([name, inner]) =>
      readable(part?.properties?.[name], inner, language, words),
    );
    return parts.filter((text) => text !== undefined).join(language === 'zh' ? '，' : ', ') || undefined;
  }
  return String(value);
}

/** The words of a field: its title in one language, else its name. */
export function fieldTitle(schema: FormSchema, field: string, language: Language): string {
  return schema.properties?.[field]?.title?.[language] ?? field;
}
