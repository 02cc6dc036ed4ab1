import {
  lakeTrail,
  rawTable,
  rawView,
  registryTable,
  registryView,
  storedType,
  type LakeTable,
  type LakeTrail,
  type LakeView,
} from '@platform/lake';
import type { CataloguedResource, CataloguePort } from '@modules/catalogue/contract';
import type { RegistryDefinition, RegistryFieldDefinition } from '../contract/index.ts';
import { baseRegistriesErrors } from './errors.ts';

/** One resource that a registry is built from. */
export type PlannedResource = {
  id: string;
  /** Name of the resource in the build's SQL. */
  alias: string;
  view: LakeView;
  /** The item that holds the registry's key. */
  keyItem: string;
  /** Items read from it. */
  items: readonly string[];
  /** More than one row may have a key: the newest is taken, ties broken by the resource's own key. */
  tieBreak: readonly string[] | undefined;
  /** Keys of rows that went, or no longer bear the key: what a build could else only find by reading everything. */
  trail: LakeTrail;
};

/** How one registry is built: all names checked against the catalogue. */
export type RegistryPlan = {
  definition: RegistryDefinition;
  /** Hash of the definition: when it differs from the one last built, everything is built again. */
  version: string;
  table: LakeTable;
  view: LakeView;
  resources: readonly PlannedResource[];
  fields: readonly RegistryFieldDefinition[];
  /** Watched fields; `open` ones may be told by value in events. */
  watched: readonly { name: string; open: boolean }[];
};

/** The fields of an event may be codes and facts, not personal data: what is graded higher is only said to have changed. */
const HIGHEST_OPEN_GRADE = 2;

/** @throws base-registries.unknown-item, .types-differ, .no-key-item */
export function registryPlan(
  definition: RegistryDefinition,
  version: string,
  catalogue: Pick<CataloguePort, 'resource'>,
): RegistryPlan {
  const fields = definition.fields.filter((field) => field.name !== definition.key);
  const keyField = definition.fields.find((field) => field.name === definition.key);
  const ids = [...new Set(definition.fields.flatMap((field) => field.from.map((from) => from.resource)))];
  const resources = ids.map((id, index): PlannedResource => {
    const resource = catalogue.resource(id);
    const keyItem = keyItemOf(definition, keyField, resource);
    const items = new Set<string>();
    for (const field of fields) {
      for (const { resource: from, item } of field.from) {
        if (from !== id) continue;
        demandItem(definition, field, resource, item);
        items.add(item);
      }
    }
    const single = resource.key.length === 1 && resource.key[0] === keyItem;
    const table = rawTable(resource);
    const columns = [...new Set([keyItem, ...items, ...(single ? [] : resource.key)]), '_load', '_at'];
    return {
      id,
      alias: `s${index + 1}`,
      view: rawView(table, columns),
      keyItem,
      items: [...items],
      tieBreak: single ? undefined : resource.key,
      trail: lakeTrail({ of: definition.id, table, column: keyItem, updates: !single }),
    };
  });
  const table = registryTable(definition);
  const watched = definition.watch
    .filter((name) => name !== definition.key)
    .map((name) => {
      const field = fields.find((one) => one.name === name);
      const open =
        field !== undefined &&
        (field.type === 'code' || field.type === 'boolean' || (field.grade ?? 4) <= HIGHEST_OPEN_GRADE);
      return { name, open };
    });
  return { definition, version, table, view: registryView(table), resources, fields, watched };
}

function keyItemOf(
  definition: RegistryDefinition,
  keyField: RegistryFieldDefinition | undefined,
  resource: CataloguedResource,
): string {
  const named = keyField?.from.find((from) => from.resource === resource.id)?.item;
  const item = named ?? definition.key;
  const found = resource.items.find((one) => one.name === item);
  if (!found || storedType(found.type) !== 'text') {
    throw baseRegistriesErrors.noKeyItem({ registry: definition.id, resource: resource.id, key: definition.key });
  }
  return item;
}

function demandItem(
  definition: RegistryDefinition,
  field: RegistryFieldDefinition,
  resource: CataloguedResource,
  name: string,
): void {
  const params = { registry: definition.id, field: field.name, resource: resource.id, item: name };
  const item = resource.items.find((one) => one.name === name);
  if (!item) throw baseRegistriesErrors.unknownItem(params);
  if (storedType(item.type) !== storedType(field.type)) throw baseRegistriesErrors.typesDiffer(params);
}

/** One view a raw table serves all registries, so it holds the columns that any of them reads. */
export function mergedViews(plans: readonly RegistryPlan[]): LakeView[] {
  const byName = new Map<string, LakeView>();
  for (const { view } of plans.flatMap((plan) => plan.resources)) {
    const before = byName.get(view.name);
    const wanted = new Set([...(before?.columns ?? []), ...view.columns]);
    // In the table's own order, so that two registries that swap places do not remake the view.
    const columns = view.table.columns.map((column) => column.name).filter((name) => wanted.has(name));
    byName.set(view.name, rawView(view.table, columns));
  }
  return [...byName.values()];
}
