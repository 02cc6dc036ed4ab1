import { Validator } from '@cfworker/json-schema';
import type { FormSchema } from '@platform/forms';

/** A screenful of questions. `extra` ones may be left out altogether. */
export type QuestionGroup = { key: string; fields: string[]; extra: boolean };
type Form = Record<string, unknown>;
/** Fields that are wanted when `when` holds (or does not hold). */
type Rule = { when: FormSchema; holds: boolean; fields: string[] };

/** Fields the person answers, not the data, in the order of the form; also those that only some answers call for. */
export function openFields(schema: FormSchema, order: readonly string[], locked: readonly string[]): string[] {
  const names = Object.keys(schema.properties ?? {});
  const placed = order.filter((name) => names.includes(name));
  return [...placed, ...names.filter((name) => !placed.includes(name))].filter((name) => !locked.includes(name));
}

/** Those of `fields` that the answers so far call for: a field that only a condition requires is asked when it holds. */
export function askedFields(schema: FormSchema, fields: readonly string[], form: Form): string[] {
  const rules = rulesOf(schema).filter((rule) => rule.fields.some((field) => fields.includes(field)));
  const always = schema.required ?? [];
  return fields.filter((field) => {
    const calling = rules.filter((rule) => rule.fields.includes(field));
    return calling.length === 0 || always.includes(field) || calling.some((rule) => applies(rule, form));
  });
}

/** Fields that must be answered, with the answers so far. */
export function requiredFields(schema: FormSchema, form: Form): string[] {
  const wanted = new Set(schema.required ?? []);
  for (const rule of rulesOf(schema)) if (applies(rule, form)) for (const field of rule.fields) wanted.add(field);
  for (const [field, others] of Object.entries(dependents(schema)))
    if (form[field] !== undefined) for (const other of others) wanted.add(other);
  return [...wanted];
}

/** Those of `fields` that must be answered and are not yet: what is empty, and a statement to agree to that is not ticked. */
export function missingFields(schema: FormSchema, fields: readonly string[], form: Form): string[] {
  const required = requiredFields(schema, form);
  return fields.filter((field) => {
    if (!required.includes(field)) return false;
    const wanted = schema.properties?.[field]?.const;
    return isEmpty(form[field]) || (wanted !== undefined && form[field] !== wanted);
  });
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/**
 * The questions as screens. Together stay fields that share the author's `x-group`, a field and what its answer calls for, and
 * fields that want each other; every other field has a screen of its own.
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

/** Answers to questions that are no longer asked are left out of what is handed in. */
export function handedIn(schema: FormSchema, fields: readonly string[], form: Form): Form {
  const asked = askedFields(schema, fields, form);
  return Object.fromEntries(Object.entries(form).filter(([field]) => !fields.includes(field) || asked.includes(field)));
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

function rulesOf(schema: FormSchema): Rule[] {
  const parts = [schema, ...(schema.allOf ?? [])];
  return parts.flatMap((part) => {
    if (!part.if) return [];
    const wantedBy = (branch: FormSchema | undefined) => branch?.required ?? [];
    return [
      { when: part.if, holds: true, fields: wantedBy(part.then) },
      { when: part.if, holds: false, fields: wantedBy(part.else) },
    ].filter((rule) => rule.fields.length > 0);
  });
}

function applies(rule: Rule, form: Form): boolean {
  return new Validator(rule.when as object, '2020-12').validate(form).valid === rule.holds;
}

function dependents(schema: FormSchema): Record<string, string[]> {
  return (schema['dependentRequired'] as Record<string, string[]> | undefined) ?? {};
}
