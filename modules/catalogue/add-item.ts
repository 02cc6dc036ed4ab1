import { isDeepStrictEqual } from 'node:util';
import { actorLabel, type Actor } from '@platform/access';
import type { ModuleDatabase } from '@platform/database';
import type { FieldFault, LocalText } from '@platform/kernel';
import { rawTable, type Lake } from '@platform/lake';
import type { Foundations } from '@platform/module';
import type { AddItem, CataloguedResource, ItemDefinition } from './contract/index.ts';
import type { Resources } from './domain/catalogue.ts';
import { catalogueErrors } from './domain/errors.ts';
import { insertAddedItem } from './store/added-items.ts';

export type AddItemDeps = Pick<Foundations, 'audit' | 'clock' | 'packs'> & {
  database: ModuleDatabase;
  lake: Lake;
  resources: Resources;
  /** Reads what the console has of this resource; from now on the memory has it. */
  refresh: (id: string) => Promise<void>;
  /** Brings the mirror in the store to what the memory says of this resource. */
  mirror: (id: string) => Promise<unknown>;
};

/** @see CatalogueWriter.addItem */
export async function addItem(
  deps: AddItemDeps,
  { resource: id, item, actor, trace }: AddItem<Actor>,
): Promise<CataloguedResource> {
  await deps.refresh(id);
  const resource = deps.resources.resource(id);
  const clean = soundItem(deps, item);
  const there = resource.items.find((one) => one.name === clean.name);
  if (there && !isDeepStrictEqual(there, clean)) throw catalogueErrors.itemThere({ id, item: clean.name });
  // The column first: whoever knows of the item may write it.
  await deps.lake.ensureTable(rawTable(there ? resource : { ...resource, items: [...resource.items, clean] }));
  if (there) return resource;
  await deps.database.transaction(async (tx) => {
    const stored = await insertAddedItem(tx, id, clean, deps.clock.now(), actorLabel(actor).id);
    if (!isDeepStrictEqual(stored, clean)) throw catalogueErrors.itemThere({ id, item: clean.name });
    await deps.audit.append(tx, {
      actor,
      action: 'catalogue.add-item',
      subject: `resource:${id}`,
      detail: { item: clean.name, type: clean.type, grade: clean.grade ?? null, personal: clean.personal ?? true },
      trace,
    });
  });
  await deps.refresh(id);
  await deps.mirror(id);
  return deps.resources.resource(id);
}

/** The definition with only what it may have, in one order, so that equal ones are equal. @throws catalogue.bad-item */
function soundItem(deps: Pick<AddItemDeps, 'packs'>, item: ItemDefinition): ItemDefinition {
  const fields: FieldFault[] = [];
  const complain = (path: string, code: string, message: LocalText): void => {
    fields.push({ path, code, message });
  };
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(item.name) || item.name.length > 48)
    complain('/name', 'pattern', {
      zh: '英文名用小写字母、数字和下划线，字母开头，至多 48 个字符',
      en: 'Lower-case letters, digits and underscores, beginning with a letter, at most 48',
    });
  if (item.type === 'code' && (item.codeTable === undefined || !deps.packs.find('standards', item.codeTable)))
    complain('/codeTable', 'required', {
      zh: '代码类信息项须选择代码表',
      en: 'An item of type code needs a code table',
    });
  if (fields.length > 0) throw catalogueErrors.badItem({}, { fields });
  const { name, title, type, maxLength, codeTable, grade, personal, mask, element, dataClass } = item;
  return {
    name,
    title,
    type,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(codeTable === undefined ? {} : { codeTable }),
    ...(grade === undefined ? {} : { grade }),
    ...(personal === undefined ? {} : { personal }),
    ...(mask === undefined ? {} : { mask }),
    ...(element === undefined ? {} : { element }),
    ...(dataClass === undefined ? {} : { dataClass }),
  };
}
