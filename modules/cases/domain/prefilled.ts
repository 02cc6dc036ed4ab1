import type { Matter, MatterMaterial } from '@modules/matters/contract';
import type { CaseData, FieldSource } from './contents.ts';

/** What data filled in: values of form fields and where each came from. Such fields are shown, never typed. */
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

/**
 * The form that counts: what data filled in is taken from the data, whatever the sender says; the rest is the sender's, without
 * empty answers.
 */
export function mergeForm(
  matter: Matter,
  data: CaseData,
  typed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { values, locked } = prefilledFields(matter, data);
  const merged: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(typed)) {
    if (!locked.includes(field) && value !== undefined && value !== null && value !== '') merged[field] = value;
  }
  return { ...merged, ...values };
}

/** The papers of the matter as this case stands: one is only saved where the data that replace it were really there. */
export function papersOf(matter: Matter, data: CaseData): { materials: MatterMaterial[]; papersSaved: number } {
  const materials = matter.materials.map((material) => {
    const replaced = material.replacedBy;
    if (!material.avoided || !replaced || !('interface' in replaced)) return material;
    const registry = matter.prefill.find((one) => one.interface === replaced.interface)?.registry;
    const values = registry === undefined ? undefined : data.values[registry];
    if (values && replaced.fields.every((field) => Boolean(values[field]))) return material;
    const { replacedByText: _text, ...rest } = material;
    return { ...rest, avoided: false };
  });
  return { materials, papersSaved: materials.filter(({ avoided }) => avoided).length };
}

function asFormValue(text: string, matter: Matter, field: string): unknown {
  const properties = (matter.formSchema['properties'] ?? {}) as Record<string, { type?: unknown }>;
  const type = properties[field]?.type;
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
