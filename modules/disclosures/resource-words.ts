import type { LocalText } from '@platform/kernel';
import type { PackSet } from '@platform/packs';

/** People's words for what a read names: `interface:<id>`, `registry:<id>` or `case:<matter>`. */
export type ResourceWords = { resource(name: string): LocalText; field(resource: string, field: string): LocalText };

const CASE_DATA: LocalText = { zh: '您的申请内容', en: 'Your application' };

export function resourceWords(packs: PackSet): ResourceWords {
  const parts = (name: string): [string, string] => {
    const at = name.indexOf(':');
    return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
  };
  const registryOf = (name: string) => {
    const [kind, id] = parts(name);
    const registry = kind === 'interface' ? packs.find('interfaces', id)?.value.registry : kind === 'registry' ? id : undefined;
    return registry === undefined ? undefined : packs.find('registries', registry)?.value;
  };
  return {
    resource(name) {
      const [kind, id] = parts(name);
      if (kind === 'interface') return packs.find('interfaces', id)?.value.title ?? { zh: id, en: id };
      if (kind === 'registry') return packs.find('registries', id)?.value.title ?? { zh: id, en: id };
      if (kind === 'case') return CASE_DATA;
      return { zh: name, en: name };
    },
    field(resource, field) {
      const registry = registryOf(resource);
      const title = registry?.fields.find((item) => item.name === field)?.title;
      if (title) return title;
      if (registry?.key === field) {
        return registry.keyType === 'credit-code'
          ? { zh: '统一社会信用代码', en: 'Social credit code' }
          : registry.keyType === 'citizen-id'
            ? { zh: '身份证号', en: 'Citizen id' }
            : { zh: field, en: field };
      }
      const [kind, id] = parts(resource);
      if (kind === 'case') return formFieldTitle(packs, id, field);
      return { zh: field, en: field };
    },
  };
}

/** A form's own titles; a form field says its English title under `x-title-en`-like keys only if the pack gives one. */
function formFieldTitle(packs: PackSet, matterId: string, field: string): LocalText {
  const matter = packs.find('matters', matterId);
  if (!matter) return { zh: field, en: field };
  try {
    const form = JSON.parse(packs.readText(`${matter.folder}/${matter.value.form}`)) as {
      properties?: Record<string, { title?: unknown; 'x-title'?: LocalText }>;
    };
    const property = form.properties?.[field];
    const localised = property?.['x-title'];
    if (localised) return localised;
    if (typeof property?.title === 'string') return { zh: property.title, en: property.title };
  } catch {
    // A pack that was replaced since the read: its field's name is all that is left.
  }
  return { zh: field, en: field };
}
