import { LocalText } from '@platform/kernel';
import type { PackSet } from '@platform/packs';
import { Value } from 'typebox/value';
import type { DisclosureDeps } from './deps.ts';

/**
 * People's words for what a read names: `interface:<id>`, `registry:<id>`, `matter:<id>` (an application as it was handed in),
 * `upstream:<id>` (a service of the level above), `question:<kind>` (what they asked about their data), `watched:entry` (data security’s list), or a resource of the catalogue by its id alone.
 */
export type ResourceWords = {
  /** `yours`: said to the person themself. */
  resource(name: string, yours?: boolean): LocalText;
  field(resource: string, field: string): LocalText;
  /** The organisation that answers for the value of a field: who first gives it. */
  provider(resource: string, field: string): string | undefined;
};

type Beyond = Pick<DisclosureDeps, 'catalogue' | 'interfaces'>;

const QUESTION = {
  yours: { zh: '您的提问', en: 'Your question' },
  theirs: { zh: '数据使用提问', en: 'Question on data use' },
};

const WATCHED: LocalText = { zh: '数据安全保护名单', en: 'Data security’s protection list' };
const AT_WINDOW: LocalText = { zh: '窗口来人登记', en: 'Who came to a window' };

/** What an application says of its applicant beside the form. */
const APPLICANT: Record<string, LocalText> = {
  name: { zh: '姓名', en: 'Name' },
  citizenId: { zh: '公民身份号码', en: 'Citizen id' },
  birthDate: { zh: '出生日期', en: 'Date of birth' },
  age: { zh: '年龄', en: 'Age' },
  sex: { zh: '性别', en: 'Sex' },
  cases: { zh: '在办和办结的办件', en: 'Cases' },
};
const KEYS: Record<string, LocalText> = {
  'citizen-id': { zh: '公民身份号码', en: 'Citizen id' },
  'credit-code': { zh: '统一社会信用代码', en: 'Social credit code' },
};

export function resourceWords(packs: PackSet, beyond: Beyond = {}): ResourceWords {
  const parts = (name: string): [string, string] => {
    const at = name.indexOf(':');
    return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
  };
  const named = (name: string): LocalText => ({ zh: name, en: name });
  const registryOf = (name: string) => {
    const [kind, id] = parts(name);
    const registry =
      kind === 'interface' ? packs.find('interfaces', id)?.value.registry : kind === 'registry' ? id : undefined;
    return registry === undefined ? undefined : packs.find('registries', registry)?.value;
  };
  const catalogued = (name: string) => {
    const [kind, id] = parts(name);
    const resource =
      kind === 'interface'
        ? packs.find('interfaces', id)?.value.resource
        : kind === '' || kind === 'resource'
          ? id
          : undefined;
    return resource === undefined ? undefined : beyond.catalogue?.find(resource);
  };
  // An interface over a service of the level above, or such a service itself.
  const above = (name: string) => {
    const [kind, id] = parts(name);
    const service =
      kind === 'interface' ? packs.find('interfaces', id)?.value.upstream : kind === 'upstream' ? id : undefined;
    if (service === undefined) return undefined;
    return packs.all('upstreams').flatMap(({ value }) => value.services.filter((one) => one.id === service))[0];
  };
  // Made on the console: found by the resource it stands on.
  const onConsole = (id: string) => {
    for (const resource of beyond.interfaces ? (beyond.catalogue?.resources() ?? []) : []) {
      const made = beyond.interfaces?.interfacesOf(resource.id).find((one) => one.id === id);
      if (made) return { title: made.title, resource };
    }
    return undefined;
  };
  // Packs do not change while the product runs; forms are read once.
  const forms = new Map<string, Record<string, LocalText>>();
  const formOf = (matter: string): Record<string, LocalText> => {
    const known = forms.get(matter) ?? formTitles(packs, matter);
    forms.set(matter, known);
    return known;
  };
  return {
    resource(name, yours = true) {
      const [kind, id] = parts(name);
      if (kind === 'interface') return packs.find('interfaces', id)?.value.title ?? onConsole(id)?.title ?? named(id);
      if (kind === 'registry') return packs.find('registries', id)?.value.title ?? named(id);
      if (kind === 'upstream') return above(name)?.title ?? named(id);
      if (kind === 'watched') return WATCHED;
      if (kind === 'window') return AT_WINDOW;
      if (kind === 'question') return yours ? QUESTION.yours : QUESTION.theirs;
      if (kind !== 'matter') return catalogued(name)?.title ?? named(name);
      const title = packs.find('matters', id)?.value.title;
      const application = yours ? { zh: '您的申请', en: 'Your application' } : { zh: '申请材料', en: 'Application' };
      return title ? { zh: `${application.zh}：${title.zh}`, en: `${application.en}: ${title.en}` } : application;
    },
    field(resource, field) {
      const [kind, id] = parts(resource);
      if (kind === 'matter') return formOf(id)[field] ?? APPLICANT[field] ?? named(field);
      const registry = registryOf(resource);
      const title = registry?.fields.find((item) => item.name === field)?.title;
      return (
        title ??
        (registry?.key === field ? KEYS[registry.keyType] : undefined) ??
        catalogued(resource)?.items.find((item) => item.name === field)?.title ??
        [...(above(resource)?.fields ?? []), ...(above(resource)?.parameters ?? [])].find((one) => one.name === field)
          ?.title ??
        (kind === 'interface' ? onConsole(id)?.resource.items.find((item) => item.name === field)?.title : undefined) ??
        APPLICANT[field] ??
        named(field)
      );
    },
    provider(resource, field) {
      const [kind, id] = parts(resource);
      const registry = registryOf(resource);
      const from = (registry?.fields.find((item) => item.name === field) ?? registry?.fields[0])?.from[0]?.resource;
      const direct = from === undefined ? catalogued(resource) : beyond.catalogue?.find(from);
      return direct?.provider ?? (kind === 'interface' ? onConsole(id)?.resource.provider : undefined);
    },
  };
}

/** The titles of a matter's form, by field; none when its pack is no longer in use. */
function formTitles(packs: PackSet, matterId: string): Record<string, LocalText> {
  const matter = packs.find('matters', matterId);
  if (!matter) return {};
  const form = JSON.parse(packs.readText(`${matter.folder}/${matter.value.form}`)) as {
    properties?: Record<string, { title?: unknown }>;
  };
  const titled = Object.entries(form.properties ?? {}).flatMap(([field, { title }]) =>
    Value.Check(LocalText, title) ? [[field, title] as const] : [],
  );
  return Object.fromEntries(titled);
}
