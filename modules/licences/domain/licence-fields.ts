import { isCitizenId, MASKS, type LocalText, type Mask } from '@platform/kernel';
import type { Licence, PackSet } from '@platform/packs';
import { valueAt, type ValueFacts } from '@modules/cases/contract';
import type { Matter } from '@modules/matters/contract';
import type { LicenceField } from './record.ts';

/** The fields a template asks for, filled with the facts of a case. */
export function licenceFields(packs: PackSet, template: Licence, matter: Matter, facts: ValueFacts): LicenceField[] {
  return template.fields.map(({ name, title, from }) => {
    const value = textOf(valueAt(from, facts));
    return {
      name,
      title,
      value,
      shown: shownAs(matter, from, value),
      mask: maskOf(packs, matter, from, facts.applicant),
    };
  });
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type FormField = {
  oneOf?: { const?: unknown; title?: LocalText }[];
  'x-options'?: Record<string, LocalText>;
  enum?: unknown[];
  type?: unknown;
  format?: unknown;
};

function formField(matter: Matter, from: string): FormField | undefined {
  let current: unknown = matter.formSchema;
  for (const step of from.split('.').slice(1))
    current = (current as { properties?: Record<string, unknown> } | undefined)?.properties?.[step];
  return current as FormField | undefined;
}

/** A choice is shown by its title, a truth value in a word. */
function shownAs(matter: Matter, from: string, value: string): LocalText {
  const field = from.startsWith('$form.') ? formField(matter, from) : undefined;
  const title = field?.oneOf?.find((option) => String(option.const) === value)?.title ?? field?.['x-options']?.[value];
  if (title) return title;
  if (field?.type === 'boolean') return value === 'true' ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' };
  return { zh: value, en: value };
}

/**
 * How a stranger who verifies the licence sees a field: as the registry masks it where data filled it in; what people typed
 * freely not at all; choices, dates of issue and outcomes of the decision whole.
 */
function maskOf(packs: PackSet, matter: Matter, from: string, applicant: ValueFacts['applicant']): Mask {
  const [root, first = '', second = ''] = from.replace('$', '').split('.');
  // A firm's name and code are for everyone to see.
  if (root === 'applicant' && !isCitizenId(applicant.citizenId)) return 'none';
  if (root === 'applicant')
    return first === 'citizenId' ? 'citizen-id' : first === 'name' ? 'name' : first === 'birthDate' ? 'date' : 'none';
  if (root === 'data') return registryMask(packs, first, second);
  if (root !== 'form') return 'none';
  for (const { registry, into } of matter.prefill)
    if (into[first] !== undefined) return registryMask(packs, registry, into[first]);
  const field = formField(matter, from);
  if (field?.oneOf ?? field?.enum) return 'none';
  if (field?.type === 'boolean') return 'none';
  return field?.format === 'mobile-phone' ? 'phone' : field?.format === 'citizen-id' ? 'citizen-id' : 'all';
}

function registryMask(packs: PackSet, registry: string, field: string): Mask {
  const found = packs.find('registries', registry)?.value.fields.find(({ name }) => name === field);
  if (!found) return 'all';
  if (found.mask !== undefined && MASKS.includes(found.mask as Mask)) return found.mask as Mask;
  return (found.personal ?? true) ? 'all' : 'none';
}
