import { createHash } from 'node:crypto';
import type { PackSet } from '@platform/packs';
import { gradeOf, type CataloguePort, type ItemDefinition } from '@modules/catalogue/contract';
import type { UpstreamsPort } from '@modules/upstreams/contract';
import { demandedMask, subjectsOf, type Ground, type GroundField } from './domain/definition.ts';

/** What is not known of a service of the level above is taken to be as sensitive as can be. */
const UNKNOWN_GRADE = 4;

export type Grounds = (ground: { kind: Ground['kind']; id: string }) => Ground | undefined;

/** Finds what an interface may stand on, as packs, catalogue and the level above say now; joined anew only when one of them changed. */
export function openGrounds(deps: {
  packs: Pick<PackSet, 'find' | 'all'>;
  catalogue: Pick<CataloguePort, 'find'>;
  upstreams: Pick<UpstreamsPort, 'services'>;
}): Grounds {
  const known = new Map<string, Ground>();
  const once = (
    kind: Ground['kind'],
    id: string,
    version: string,
    make: () => Omit<Ground, 'kind' | 'id' | 'version'>,
  ) => {
    const held = known.get(`${kind} ${id}`);
    if (held?.version === version) return held;
    const fresh: Ground = { kind, id, version, ...make() };
    known.set(`${kind} ${id}`, fresh);
    return fresh;
  };
  /** Registries as they were joined last, with the very objects that they were joined from: a look that finds them unchanged costs next to nothing. */
  const joined = new Map<
    string,
    { from: object; sources: readonly string[]; found: readonly unknown[]; ground: Ground }
  >();
  const registry = (id: string): Ground | undefined => {
    const definition = deps.packs.find('registries', id);
    if (!definition) return undefined;
    const { value } = definition;
    const last = joined.get(id);
    if (
      last?.from === value &&
      last.sources.every((source, index) => deps.catalogue.find(source) === last.found[index])
    )
      return last.ground;
    const sources = [...new Set(value.fields.flatMap(({ from }) => from.map(({ resource }) => resource)))];
    const found = sources.map((source) => deps.catalogue.find(source));
    const version = hash([definition.hash, ...found.map((source) => source?.version ?? '')]);
    const ground = once('registry', id, version, () => ({
      title: value.title,
      provider: deps.catalogue.find(sources[0] as string)?.provider ?? (sources[0] as string),
      key: [value.key],
      subjects: subjectsOf(value.fields, value.keyType === 'text' ? undefined : value.key),
      fields: fieldsOf(
        value.fields.map((field): GroundField => {
          const from = field.from[0];
          const resource = from && deps.catalogue.find(from.resource);
          const item = resource?.items.find(({ name }) => name === from?.item);
          const grade = field.grade ?? (resource && item ? gradeOf(resource, item) : UNKNOWN_GRADE);
          const mask = field.mask ?? item?.mask;
          return {
            ...fieldFrom(
              { ...field, personal: field.personal ?? item?.personal ?? true, ...(mask ? { mask } : {}) },
              grade,
            ),
            ...(from ? { resource: from.resource } : {}),
          };
        }),
      ),
    }));
    joined.set(id, { from: value, sources, found, ground });
    return ground;
  };
  const resource = (id: string): Ground | undefined => {
    const entry = deps.catalogue.find(id);
    if (!entry) return undefined;
    return once('resource', id, entry.version, () => {
      return {
        title: entry.title,
        provider: entry.provider,
        key: entry.key,
        subjects: subjectsOf(entry.items),
        fields: fieldsOf(entry.items.map((item) => ({ ...fieldFrom(item, gradeOf(entry, item)), resource: id }))),
      };
    });
  };
  const upstream = (id: string): Ground | undefined => {
    // A service that is not provisioned yet is called in vain, which says why; that it is known is enough to define over it.
    const described = deps.packs
      .all('upstreams')
      .flatMap(({ value }) => value.services.filter((one) => one.id === id))[0];
    const service = deps.upstreams.services().find((one) => one.id === id);
    const title = service?.title ?? described?.title;
    const asks = service?.parameters ?? described?.parameters.map(({ name }) => name);
    const gives = service?.fields ?? described?.fields.map(({ name }) => name);
    if (!title || !asks || !gives) return undefined;
    const names = [...new Set([...asks, ...gives])];
    const known = [...(described?.parameters ?? []), ...(described?.fields ?? [])];
    return once('upstream', id, hash([title.zh, ...asks, '', ...gives]), () => ({
      title,
      provider: UPSTREAM_PROVIDER,
      key: [],
      subjects: [],
      asks,
      fields: fieldsOf(
        names.map((name) => {
          const field = known.find((one) => one.name === name);
          const personal = field?.personal ?? true;
          return fieldFrom(
            { name, title: field?.title ?? { zh: name, en: name }, type: 'text', personal },
            personal ? UNKNOWN_GRADE : 1,
          );
        }),
      ),
    }));
  };
  return ({ kind, id }) => (kind === 'registry' ? registry(id) : kind === 'resource' ? resource(id) : upstream(id));
}

/** Stands for the level above where an organisation of the city is named: no office here answers for its data. */
export const UPSTREAM_PROVIDER = 'upstream';

function fieldFrom(item: ItemDefinition, grade: number): GroundField {
  return {
    name: item.name,
    title: item.title,
    type: item.type,
    grade,
    personal: item.personal ?? true,
    mask: demandedMask({ ...item, grade }),
    ...(item.codeTable === undefined ? {} : { codeTable: item.codeTable }),
  };
}

const fieldsOf = (fields: readonly GroundField[]): ReadonlyMap<string, GroundField> =>
  new Map(fields.map((field) => [field.name, field]));
const hash = (parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex');
