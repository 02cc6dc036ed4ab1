import type { PackSet } from '@platform/packs';
import type { CataloguedResource, CataloguePort } from '../contract/index.ts';
import { catalogueErrors } from './errors.ts';

/** The catalogue as the packs in use say. @throws catalogue.key-not-an-item */
export function buildCatalogue(packs: Pick<PackSet, 'all'>): CataloguePort {
  const byId = new Map<string, CataloguedResource>();
  for (const { id, hash, value } of packs.all('resources')) {
    for (const item of value.key) {
      if (!value.items.some((one) => one.name === item)) throw catalogueErrors.keyNotAnItem({ id, item });
    }
    byId.set(id, { ...value, version: hash });
  }
  const resources = [...byId.values()];
  return {
    find: (id) => byId.get(id),
    resource(id) {
      const found = byId.get(id);
      if (!found) throw catalogueErrors.unknownResource({ id });
      return found;
    },
    resources: () => resources,
  };
}
