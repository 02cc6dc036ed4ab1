import { createHash } from 'node:crypto';
import type { PackSet } from '@platform/packs';
import type { CataloguedResource, ItemDefinition } from '../contract/index.ts';
import { catalogueErrors } from './errors.ts';

/** The resources in use, answered from memory. */
export type Resources = {
  /** @throws catalogue.unknown-resource */
  resource(id: string): CataloguedResource;
  find(id: string): CataloguedResource | undefined;
  resources(): readonly CataloguedResource[];
  /** Takes these items to be all that were added; ids of the resources whose version changed by it. */
  add(items: readonly { resource: string; item: ItemDefinition }[]): string[];
};

/** The catalogue as the packs in use say, with the items added to it. @throws catalogue.key-not-an-item */
export function buildCatalogue(packs: Pick<PackSet, 'all'>): Resources {
  const ofPacks = new Map<string, CataloguedResource>();
  for (const { id, hash, value } of packs.all('resources')) {
    for (const item of value.key) {
      if (!value.items.some((one) => one.name === item)) throw catalogueErrors.keyNotAnItem({ id, item });
    }
    ofPacks.set(id, { ...value, version: hash });
  }
  let byId: ReadonlyMap<string, CataloguedResource> = ofPacks;
  let all = [...byId.values()];
  return {
    find: (id) => byId.get(id),
    resource(id) {
      const found = byId.get(id);
      if (!found) throw catalogueErrors.unknownResource({ id });
      return found;
    },
    resources: () => all,
    add(added) {
      const next = new Map(
        [...ofPacks.values()].map((resource) => [
          resource.id,
          withItems(
            resource,
            added.filter((one) => one.resource === resource.id).map((one) => one.item),
          ),
        ]),
      );
      const changed = [...next.values()]
        .filter((one) => byId.get(one.id)?.version !== one.version)
        .map((one) => one.id);
      byId = next;
      all = [...next.values()];
      return changed;
    },
  };
}

/** The resource with items beside the pack's; an item that the pack itself has by now is the pack's. The version tells them all. */
function withItems(resource: CataloguedResource, items: readonly ItemDefinition[]): CataloguedResource {
  const fresh = items.filter((item) => !resource.items.some((one) => one.name === item.name));
  if (fresh.length === 0) return resource;
  const version = createHash('sha256')
    .update(JSON.stringify([resource.version, fresh]))
    .digest('hex');
  return { ...resource, items: [...resource.items, ...fresh], version };
}
