import { formPages, rulesOf, type FormSchema, type Settled } from '@platform/forms';
import type { LocalText } from '@platform/kernel/browser';
import { pointerTo } from './pointers.ts';

/** A screenful of questions. `extra` ones may be left out altogether. */
export type QuestionGroup = { key: string; fields: string[]; extra: boolean };
type Form = Record<string, unknown>;

/** Fields the person answers, not the data, in the order of the form; also those that only some answers call for. */
export function openFields(schema: FormSchema, order: readonly string[], locked: readonly string[]): string[] {
  const names = Object.keys(schema.properties ?? {});
  const placed = order.filter((name) => names.includes(name));
  return [...placed, ...names.filter((name) => !placed.includes(name))].filter((name) => !locked.includes(name));
}

/** Those of `fields` that must be answered and are not yet: what is empty, and a statement to agree to that is not ticked. */
export function missingFields(schema: FormSchema, fields: readonly string[], settled: Settled): string[] {
  return fields.filter((field) => {
    if (!settled.isRequired(pointerTo('', field))) return false;
    const value = settled.valueAt(pointerTo('', field));
    const wanted = schema.properties?.[field]?.const;
    return isEmpty(value) || (wanted !== undefined && value !== wanted);
  });
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/**
 * The questions of a form without pages as screens. Together stay fields that share the author's `x-group`, a field and what its
 * answer calls for, and fields that want each other; every other field has a screen of its own.
 */
export function questionGroups(schema: FormSchema, fields: readonly string[]): QuestionGroup[] {
  const parent = new Map(fields.map((field) => [field, field]));
  const headOf = (field: string): string => {
    const up = parent.get(field) ?? field;
    return up === field ? field : headOf(up);
  };
  const join = (one: string, other: string) => {
    if (!parent.has(one) || !parent.has(other)) return;
    const [a, b] = [headOf(one), headOf(other)];
    // The earlier field leads, so that screens keep the order of the form.
    if (fields.indexOf(a) <= fields.indexOf(b)) parent.set(b, a);
    else parent.set(a, b);
  };
  const named = new Map<unknown, string>();
  for (const field of fields) {
    const name = schema.properties?.[field]?.['x-group'];
    if (name === undefined) continue;
    const first = named.get(name);
    if (first === undefined) named.set(name, field);
    else join(first, field);
  }
  for (const rule of rulesOf(schema))
    for (const cause of Object.keys(rule.when.properties ?? {})) for (const field of rule.fields) join(cause, field);
  for (const [field, others] of Object.entries(dependents(schema))) for (const other of others) join(field, other);

  const groups = new Map<string, string[]>();
  for (const field of fields) {
    const head = headOf(field);
    groups.set(head, [...(groups.get(head) ?? []), field]);
  }
  const conditional = new Set(rulesOf(schema).flatMap((rule) => rule.fields));
  return [...groups].map(([key, members]) => ({
    key,
    fields: members,
    extra: members.every(
      (field) =>
        !(schema.required ?? []).includes(field) &&
        !conditional.has(field) &&
        // A statement to tick is a question even where leaving it is an answer.
        schema.properties?.[field]?.type !== 'boolean',
    ),
  }));
}

/** One step of filling in. `review`: what was filled in, to look over before it is handed in. */
export type Screen = {
  key: string;
  title?: LocalText;
  description?: LocalText;
  fields: string[];
  extra: string[];
  review: boolean;
};
export const REVIEW = 'review';

/**
 * The steps of filling in a form. The author's pages are steps everywhere, with a review at the end; a form without pages is one step
 * on a desk, and one question after another on a phone.
 */
export function screensOf(schema: FormSchema, fields: readonly string[], settled: Settled, narrow: boolean): Screen[] {
  if (schema['x-pages'] !== undefined) {
    const pages = settled.pages
      .map((page) => ({ ...page, fields: page.fields.filter((field) => fields.includes(field)) }))
      .filter((page) => page.fields.length > 0)
      .map(({ id, ...page }) => ({ ...page, key: id, extra: [], review: false }));
    return [...pages, { key: REVIEW, fields: [], extra: [], review: true }];
  }
  const asked = (names: readonly string[]) => names.filter((name) => settled.isShown(pointerTo('', name)));
  const all = formPages(schema)[0]?.id ?? 'form';
  if (!narrow || fields.length <= 1) return [{ key: all, fields: asked(fields), extra: [], review: false }];
  const groups = questionGroups(schema, fields);
  const screens = groups
    .filter((group) => !group.extra)
    .map((group) => ({ key: group.key, fields: asked(group.fields), extra: [] as string[], review: false }));
  const extra = asked(groups.filter((group) => group.extra).flatMap((group) => group.fields));
  if (screens.length === 0) return [{ key: all, fields: [], extra, review: false }];
  return screens.map((screen, index) => (index === screens.length - 1 ? { ...screen, extra } : screen));
}

/** What the form starts with: the author's defaults for questions that have no answer yet. */
export function withDefaults(schema: FormSchema, fields: readonly string[], form: Form): Form {
  const started: Form = { ...form };
  for (const field of fields) {
    const usual = schema.properties?.[field]?.['default'];
    if (started[field] === undefined && usual !== undefined) started[field] = usual;
  }
  return started;
}

function dependents(schema: FormSchema): Record<string, string[]> {
  return (schema['dependentRequired'] as Record<string, string[]> | undefined) ?? {};
}
