import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '@platform/kernel';
import type { PackSet } from '@platform/packs';
import type { CataloguedResource, ItemDefinition, ResourceDefinition } from '../contract/index.ts';
import { catalogueErrors } from './errors.ts';

/** What the console says of one resource: the entry that is published, and items that were added since. */
export type Published = {
  readonly id: string;
  readonly definition: ResourceDefinition;
  /** The pack's definition when it was published; absent where no pack had one. */
  readonly base?: ResourceDefinition | undefined;
  readonly no: number;
  readonly at: Date;
};

/** The resources in use, answered from memory. */
export type Resources = {
  /** @throws catalogue.unknown-resource */
  resource(id: string): CataloguedResource;
  find(id: string): CataloguedResource | undefined;
  resources(): readonly CataloguedResource[];
  /** The definition as its pack has it. */
  ofPack(id: string): CataloguedResource | undefined;
  /** The resource as it would be if this were published now. */
  preview(one: Published): CataloguedResource;
  /**
   * Takes these to be all that the console has published and added; with `only`, all that it has of this one resource.
   * Ids of the resources whose version changed by it.
   */
  lay(
    published: readonly Published[],
    added: readonly { resource: string; item: ItemDefinition }[],
    only?: string,
  ): string[];
};

/** The catalogue as the packs in use say, under what the console publishes. @throws catalogue.key-not-an-item */
export function buildCatalogue(packs: Pick<PackSet, 'all'>): Resources {
  const ofPacks = new Map<string, CataloguedResource>();
  for (const { id, hash, value } of packs.all('resources')) {
    for (const item of value.key) {
      if (!value.items.some((one) => one.name === item)) throw catalogueErrors.keyNotAnItem({ id, item });
    }
    ofPacks.set(id, { ...value, version: hash, origin: 'pack' });
  }
  const byId = new Map(ofPacks);
  let all = [...byId.values()];
  let items: ReadonlyMap<string, readonly ItemDefinition[]> = new Map();
  return {
    find: (id) => byId.get(id),
    resource(id) {
      const found = byId.get(id);
      if (!found) throw catalogueErrors.unknownResource({ id });
      return found;
    },
    resources: () => all,
    ofPack: (id) => ofPacks.get(id),
    preview: (one) => withItems(revised(ofPacks.get(one.id), one), items.get(one.id) ?? []),
    lay(published, added, only) {
      const itemsOf = new Map(only === undefined ? [] : [...items].filter(([id]) => id !== only));
      for (const { resource, item } of added) itemsOf.set(resource, [...(itemsOf.get(resource) ?? []), item]);
      items = itemsOf;
      const entries = new Map(published.map((one) => [one.id, one]));
      const ids =
        only === undefined ? new Set([...ofPacks.keys(), ...byId.keys(), ...entries.keys()]) : new Set([only]);
      const changed: string[] = [];
      for (const id of ids) {
        const next = resourceOf(ofPacks.get(id), entries.get(id), itemsOf.get(id) ?? []);
        if (byId.get(id)?.version === next?.version) continue;
        changed.push(id);
        if (next) byId.set(id, next);
        else byId.delete(id);
      }
      if (changed.length > 0) all = [...byId.values()];
      return changed;
    },
  };
}

/** What is in use of one resource: undefined when neither a pack nor the console has it. */
function resourceOf(
  pack: CataloguedResource | undefined,
  entry: Published | undefined,
  added: readonly ItemDefinition[],
): CataloguedResource | undefined {
  const base = entry ? revised(pack, entry) : pack;
  return base && withItems(base, added);
}

/**
 * What the console published over a pack's definition: what it changed of the definition it began from; all else follows the pack. The key, the
 * types of items and the items that only the pack has stay the pack's: its sources and registries rely on them, and so does the raw table.
 */
function revised(pack: CataloguedResource | undefined, { definition, base, at }: Published): CataloguedResource {
  const version = createHash('sha256')
    .update(canonicalJson([pack?.version ?? null, definition]))
    .digest('hex');
  const publishedAt = at.toISOString();
  if (!pack) return { ...definition, version, origin: 'console', publishedAt };
  const began = base ?? definitionOf(pack);
  const items = definition.items.map((item) => {
    const stated = pack.items.find((one) => one.name === item.name);
    const before = began.items.find((one) => one.name === item.name);
    return stated ? { ...merged(before ?? stated, item, stated), type: stated.type } : item;
  });
  return {
    ...merged(began, definition, definitionOf(pack)),
    key: pack.key,
    items: [...items, ...pack.items.filter((item) => !items.some((one) => one.name === item.name))],
    version,
    origin: 'pack',
    publishedAt,
  };
}

/** Field by field: what `ours` changed of `base`, else what `theirs` says now. */
function merged<T extends object>(base: T, ours: T, theirs: T): T {
  const next: Partial<T> = {};
  for (const field of new Set([...Object.keys(theirs), ...Object.keys(ours)]) as Set<keyof T>) {
    const value = isDeepStrictEqual(base[field], ours[field]) ? theirs[field] : ours[field];
    if (value !== undefined) next[field] = value;
  }
  return next as T;
}

/** The resource with items beside its definition; one that the definition itself has by now is the definition's. The version tells them all. */
function withItems(resource: CataloguedResource, items: readonly ItemDefinition[]): CataloguedResource {
  const fresh = items.filter((item) => !resource.items.some((one) => one.name === item.name));
  if (fresh.length === 0) return resource;
  const version = createHash('sha256')
    .update(JSON.stringify([resource.version, fresh]))
    .digest('hex');
  return { ...resource, items: [...resource.items, ...fresh], version };
}

/** A resource's definition without what the catalogue adds to it. */
export function definitionOf(resource: CataloguedResource): ResourceDefinition {
  const { version: _version, origin: _origin, publishedAt: _publishedAt, ...definition } = resource;
  return definition;
}
