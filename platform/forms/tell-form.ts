import { formatYuan, type Language } from '@platform/kernel/browser';
import type { FormSchema } from './form-schema.ts';
import { escaped, type FormFacts, isValues, settleForm } from './settle-form.ts';
import { computedOf, fieldKind, isMoney, uploadOf, type FieldKind } from './vocabulary.ts';

/** A form as people read it, field by field: for a review before handing in, for the officer, for print. */
export type Told = {
  pointer: string;
  title: string;
  part: FormSchema;
  kind: FieldKind;
  /** The value in words; absent when there is none, or when it is told by `entries` or `files`. */
  text?: string;
  computed: boolean;
  /** A group's fields are its only entry; a repeated group has one for each. */
  entries?: { title: string; fields: Told[] }[];
  /** Ids of uploaded files. */
  files?: string[];
};
export type ToldPage = { id: string; title?: string; fields: Told[] };

/** `order`: fields of a form without pages in this order. */
export type TellFacts = FormFacts & { handedIn?: boolean; order?: readonly string[] };

/** The whole form in words, page by page; what is not asked is left out. A form that was handed in is told as it is, not computed anew. */
export function tellForm(
  schema: FormSchema,
  data: Record<string, unknown>,
  language: Language,
  facts: TellFacts = {},
): ToldPage[] {
  const settled = settleForm(schema, data, facts);
  const values = facts.handedIn ? data : settled.data;
  return settled.pages.map(({ id, title, fields }) => ({
    id,
    ...(title ? { title: title[language] } : {}),
    fields: inOrder(fields, schema['x-pages'] === undefined ? (facts.order ?? []) : []).flatMap((name) =>
      tellField(schema, values, name, '', language, settled.isShown),
    ),
  }));
}

function inOrder(fields: readonly string[], order: readonly string[]): string[] {
  return [...order.filter((name) => fields.includes(name)), ...fields.filter((name) => !order.includes(name))];
}

function tellField(
  schema: FormSchema,
  values: Record<string, unknown>,
  name: string,
  at: string,
  language: Language,
  isShown: (pointer: string) => boolean,
): Told[] {
  const part = schema.properties?.[name];
  const kind = part && fieldKind(part);
  const pointer = `${at}${escaped(name)}`;
  if (!part || !kind || !isShown(pointer)) return [];
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  const told: Told = {
    pointer,
    title: part.title?.[language] ?? name,
    part,
    kind,
    computed: computedOf(part) !== undefined,
  };
  const inner = (group: FormSchema, given: unknown, place: string): Told[] =>
    Object.keys(group.properties ?? {}).flatMap((one) =>
      tellField(group, isValues(given) ? given : {}, one, place, language, isShown),
    );
  if (kind === 'group') return [{ ...told, entries: [{ title: told.title, fields: inner(part, value, pointer) }] }];
  if (kind === 'list')
    return [
      {
        ...told,
        entries: (Array.isArray(value) ? value : []).map((entry, index) => ({
          title: entryTitle(part, entry, index, language),
          fields: inner(part.items as FormSchema, entry, `${pointer}/${index}`),
        })),
      },
    ];
  if (kind === 'upload')
    return [{ ...told, files: (Array.isArray(value) ? value : []).filter((id) => typeof id === 'string') }];
  // A box that was not ticked says no.
  const text = valueInWords(part, kind === 'boolean' ? (value ?? false) : value, language);
  return [{ ...told, ...(text === undefined ? {} : { text }) }];
}

/** What an entry of a repeated group is called: the author's word and its number, and the name given in it. */
export function entryTitle(part: FormSchema, entry: unknown, index: number, language: Language): string {
  const word = (part['x-item-title'] as FormSchema['title'])?.[language] ?? part.title?.[language] ?? '';
  const named = part['x-item-name'];
  const name = typeof named === 'string' && isValues(entry) ? entry[named] : undefined;
  const number = `${word} ${index + 1}`;
  return typeof name === 'string' && name !== '' ? `${number} · ${name}` : number;
}

const YES = { zh: '是', en: 'Yes' };
const NO = { zh: '否', en: 'No' };

/** One value in words: options by their titles, money in yuan, yes and no; undefined when there is none. */
export function valueInWords(part: FormSchema | undefined, value: unknown, language: Language): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'boolean') return value ? YES[language] : NO[language];
  const option = optionsOf(part, language).find((one) => one.value === value);
  if (option) return option.title;
  if (typeof value === 'number') {
    return part && isMoney(part) && Number.isSafeInteger(value) ? formatYuan(BigInt(value)) : String(value);
  }
  const joint = language === 'zh' ? '、' : ', ';
  if (Array.isArray(value)) {
    // The numbers of files say nothing to people; who shows names looks them up.
    if (part && uploadOf(part)) return language === 'zh' ? `${value.length} 个文件` : `${value.length} file(s)`;
    const texts = value.flatMap((one) => valueInWords(part?.items, one, language) ?? []);
    return texts.length > 0 ? texts.join(joint) : undefined;
  }
  if (isValues(value)) {
    const texts = Object.entries(value).flatMap(([name, one]) => {
      const inner = part?.properties?.[name];
      const text = valueInWords(inner, one, language);
      return text === undefined ? [] : [`${inner?.title?.[language] ?? name}: ${text}`];
    });
    return texts.length > 0 ? texts.join('; ') : undefined;
  }
  return String(value);
}

/** Options of a choice in one language: `oneOf` with titles, or `enum` with the author's words (`x-options`). */
export function optionsOf(part: FormSchema | undefined, language: Language): { value: unknown; title: string }[] {
  if (!part) return [];
  if (part.oneOf)
    return part.oneOf.map((one) => ({ value: one.const, title: one.title?.[language] ?? String(one.const) }));
  const words = part['x-options'] as Record<string, Record<Language, string>> | undefined;
  return (part.enum ?? []).map((value) => ({ value, title: words?.[String(value)]?.[language] ?? String(value) }));
}
