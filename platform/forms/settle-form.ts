import { type LocalText, shanghaiDate } from '@platform/kernel/browser';
import { evaluateForm, type Evaluation, type Level } from './evaluate-form.ts';
import type { FormSchema } from './form-schema.ts';
import { computedOf, pagesOf, requiredWhen, uploadOf } from './vocabulary.ts';

type Values = Record<string, unknown>;

/** What a form knows beside its answers. */
export type FormFacts = {
  /** The date in Shanghai; by default the device's. */
  today?: string;
  /** Materials that need not be handed in, because data replace them: their uploads are not asked for. */
  without?: readonly string[];
};

/** A form as it counts, whoever computes it: the browser and the server run this same code. */
export type Settled = {
  /** Answers to what is asked, and what is computed from them: what is handed in and decided upon. */
  data: Values;
  /** The same without what is computed: what a draft keeps. */
  answers: Values;
  /** Whether the field at a JSON Pointer is asked, with these answers. Unknown places are not. */
  isShown(pointer: string): boolean;
  /** Whether the field must be answered. */
  isRequired(pointer: string): boolean;
  /** The value computed for a field, or its answer. */
  valueAt(pointer: string): unknown;
  /** Pages that have something to ask. */
  pages: { id: string; title?: LocalText; description?: LocalText; fields: string[] }[];
};

/**
 * Brings answers into the form that counts: hidden fields are dropped, computed ones are computed (never taken from who sends
 * them), empty answers left out. Doing it again changes nothing. Fields the form does not know stay, for the check to refuse.
 */
export function settleForm(schema: FormSchema, data: unknown, facts: FormFacts = {}): Settled {
  const today = facts.today ?? shanghaiDate(new Date());
  const evaluation = evaluateForm(schema, data, { today, without: facts.without ?? [] });
  const shown = new Map<string, unknown>();
  const required = new Set<string>();
  const collect = (level: Level, withComputed: boolean): Values => {
    const kept: [string, unknown][] = [];
    for (const [name, part] of Object.entries(level.schema.properties ?? {})) {
      if (!evaluation.shown(level, name)) continue;
      const at = `${level.at}${escaped(name)}`;
      const isComputed = computedOf(part) !== undefined;
      const value = valueOf(evaluation, level, name, part, (inner) => collect(inner, withComputed));
      if (withComputed) {
        shown.set(at, value);
        if (!isComputed && mustBeAnswered(evaluation, level, name, part)) required.add(at);
      }
      if (value === undefined || (isComputed && !withComputed)) continue;
      kept.push([name, value]);
    }
    for (const [name, value] of Object.entries(level.raw)) {
      if (!Object.hasOwn(level.schema.properties ?? {}, name) && value !== undefined) kept.push([name, value]);
    }
    return Object.fromEntries(kept);
  };
  const settled = collect(evaluation.root, true);
  return {
    data: settled,
    answers: collect(evaluation.root, false),
    isShown: (pointer) => shown.has(pointer),
    isRequired: (pointer) => required.has(pointer),
    valueAt: (pointer) => shown.get(pointer),
    pages: formPages(schema)
      .map((page) => ({ ...page, fields: page.fields.filter((name) => shown.has(escaped(name))) }))
      .filter(({ fields }) => fields.length > 0),
  };
}

function valueOf(
  evaluation: Evaluation,
  level: Level,
  name: string,
  part: FormSchema,
  collect: (inner: Level) => Values,
): unknown {
  const value = evaluation.value(level, name);
  if (computedOf(part) !== undefined) return value;
  if (part.type === 'object' && part.properties) {
    if (value !== undefined && !isValues(value)) return value;
    const inner = collect(evaluation.inner(level, name));
    return Object.keys(inner).length > 0 ? inner : undefined;
  }
  if (!Array.isArray(value)) return value;
  if (value.length === 0) return undefined;
  if (!part.items?.properties) return value;
  return value.map((entry, index) => (isValues(entry) ? collect(evaluation.inner(level, name, index)) : entry));
}

function mustBeAnswered(evaluation: Evaluation, level: Level, name: string, part: FormSchema): boolean {
  if ((level.schema.required ?? []).includes(name)) return true;
  if (level.at === '' && evaluation.wanted(name)) return true;
  const when = requiredWhen(part);
  return when !== undefined && evaluation.holds(when, level);
}

/** The steps of a form; one that names none is a single step. */
export function formPages(schema: FormSchema): Settled['pages'] {
  const pages = pagesOf(schema);
  if (!Array.isArray(pages) || pages.length === 0)
    return [{ id: 'form', fields: Object.keys(schema.properties ?? {}) }];
  return pages.map(({ id, title, description, fields }) => ({
    id,
    title,
    ...(description ? { description } : {}),
    fields,
  }));
}

/** Uploads of a form with the ids of files given in them, by JSON Pointer. */
export function uploadsIn(
  schema: FormSchema,
  data: unknown,
): { pointer: string; upload: NonNullable<ReturnType<typeof uploadOf>>; ids: string[] }[] {
  const found: ReturnType<typeof uploadsIn> = [];
  const walk = (part: FormSchema, value: unknown, at: string): void => {
    const upload = uploadOf(part);
    if (upload) {
      found.push({
        pointer: at,
        upload,
        ids: Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [],
      });
    } else if (part.items?.properties && Array.isArray(value)) {
      value.forEach((entry, index) => walk(part.items as FormSchema, entry, `${at}/${index}`));
    } else if (part.properties) {
      const values = isValues(value) ? value : {};
      for (const [name, inner] of Object.entries(part.properties))
        walk(inner, Object.hasOwn(values, name) ? values[name] : undefined, `${at}${escaped(name)}`);
    }
  };
  walk(schema, data, '');
  return found;
}

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const escaped = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
