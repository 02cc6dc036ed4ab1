import { formField, type FormSchema } from '@platform/forms';
import type { Matter, MatterMaterial, MatterScenario } from '@modules/matters/contract';
import type { CaseData, FieldSource } from './contents.ts';

/** What data filled in: values of form fields (`a`, or `a.b` inside a group) and where each came from. Such fields are shown, never typed. */
export type Prefilled = { values: Record<string, unknown>; sources: Record<string, FieldSource>; locked: string[] };

/** Form fields whose value a registry gave; a field the registry leaves empty stays open to be typed. */
export function prefilledFields(matter: Matter, data: CaseData): Prefilled {
  const filled: Prefilled = { values: {}, sources: {}, locked: [] };
  for (const { registry, into } of matter.prefill) {
    for (const [field, from] of Object.entries(into)) {
      const text = data.values[registry]?.[from];
      if (text === undefined || text === null || text === '' || filled.locked.includes(field)) continue;
      filled.values[field] = asFormValue(text, matter, field);
      filled.locked.push(field);
      const source = data.sources[`${registry}.${from}`];
      if (source) filled.sources[field] = source;
    }
  }
  return filled;
}

/** What of a form its sender may say: fields the form knows, without those that data filled in. */
export function typedFields(
  matter: Matter,
  data: CaseData,
  form: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { locked } = prefilledFields(matter, data);
  const known = (matter.formSchema['properties'] ?? {}) as object;
  const typed = Object.fromEntries(Object.entries(form).filter(([field]) => Object.hasOwn(known, field)));
  return locked.reduce((rest, field) => put(rest, field.split('.'), undefined), typed);
}

/**
 * The form as data and sender make it: what data filled in is taken from the data, whatever the sender says; the rest is the sender's,
 * without empty answers. What is asked and computed is settled after (`@platform/forms`).
 */
export function mergeForm(
  matter: Matter,
  data: CaseData,
  typed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { values } = prefilledFields(matter, data);
  const answered = Object.entries(typed).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return Object.entries(values).reduce<Record<string, unknown>>(
    (merged, [field, value]) => put(merged, field.split('.'), value),
    Object.fromEntries(answered),
  );
}

/** A copy of `form` with the value at `steps`; undefined takes it out. */
function put(
  form: Readonly<Record<string, unknown>>,
  steps: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [step = '', ...more] = steps;
  const inner = Object.hasOwn(form, step) ? form[step] : undefined;
  const group = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  const placed =
    more.length === 0
      ? value
      : inner === undefined && value === undefined
        ? undefined
        : put(group as Record<string, unknown>, more, value);
  const { [step]: _before, ...rest } = form;
  return placed === undefined ? rest : { ...rest, [step]: placed };
}

/** All papers of the matter as this case stands: one is only saved where the data that replace it were really there. */
export function papersOf(matter: Matter, data: CaseData): { materials: MatterMaterial[] } {
  const materials = matter.materials.map((material) => {
    const replaced = material.replacedBy;
    if (!material.avoided || !replaced || !('interface' in replaced)) return material;
    const registry = matter.prefill.find((one) => one.interface === replaced.interface)?.registry;
    const values = registry === undefined ? undefined : data.values[registry];
    if (values && replaced.fields.every((field) => Boolean(values[field]))) return material;
    const { replacedByText: _text, ...rest } = material;
    return { ...rest, avoided: false };
  });
  return { materials };
}

/** The handling scenario (业务办理项) that the answers name; undefined where the matter has none or they name none. */
export function scenarioOf(matter: Matter, form: Readonly<Record<string, unknown>>): MatterScenario | undefined {
  return matter.scenarios?.find(({ when }) => when !== undefined && form[when.field] === when.is);
}

/** The papers asked of this case: those of its scenario, or all; only they count as saved. */
export function papersAsked(
  matter: Matter,
  data: CaseData,
  form: Readonly<Record<string, unknown>>,
): { materials: MatterMaterial[]; papersSaved: number } {
  const only = scenarioOf(matter, form)?.materials;
  const materials = papersOf(matter, data).materials.filter(({ id }) => only === undefined || only.includes(id));
  return { materials, papersSaved: materials.filter(({ avoided }) => avoided).length };
}

function asFormValue(text: string, matter: Matter, field: string): unknown {
  const type = formField(matter.formSchema as FormSchema, field)?.type;
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
