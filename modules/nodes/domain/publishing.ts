import { sm3 } from '@platform/crypto';
import { canonicalJson } from '@platform/ferry';
import type { LocalText } from '@platform/kernel';
import type { ItemDefinition, ResourceDefinition } from '@modules/catalogue/contract';
import type { SharedInterface } from '../contract/index.ts';
import { nodesErrors } from './errors.ts';

export type Choice = {
  readonly items: readonly string[];
  readonly grade: number;
  readonly basis?: string | undefined;
  readonly table: boolean;
};

export const gradeOf = (resource: Pick<ResourceDefinition, 'grade'>, item: ItemDefinition): number =>
  item.grade ?? resource.grade;
/** Everything is personal until the catalogue says otherwise. */
export const isPersonal = (item: ItemDefinition): boolean => item.personal ?? true;

/** Whether this may be published at all. @throws nodes.not-shared, .unknown-item, .key-missing, .item-above-grade, .basis-missing */
export function checkChoice(resource: ResourceDefinition, choice: Choice): void {
  if (resource.shareType === 'none') throw nodesErrors.notShared({ resource: resource.id });
  for (const name of choice.items) {
    const item = resource.items.find((one) => one.name === name);
    if (!item) throw nodesErrors.unknownItem({ item: name });
    const has = gradeOf(resource, item);
    if (has > choice.grade) throw nodesErrors.itemAboveGrade({ item: name, has, grade: choice.grade });
  }
  if (choice.table)
    for (const item of resource.key) if (!choice.items.includes(item)) throw nodesErrors.keyMissing({ item });
  const personal = choice.table && resource.items.some((item) => choice.items.includes(item.name) && isPersonal(item));
  if ((personal || resource.shareType === 'conditional') && !choice.basis?.trim()) throw nodesErrors.basisMissing();
}

/** A resource as another node may know it: with the chosen items alone, rules over others left out. @throws nodes.entry-changed */
export function trimmedEntry(resource: ResourceDefinition, items: readonly string[]): ResourceDefinition {
  const chosen = items.map((name) => {
    const item = resource.items.find((one) => one.name === name);
    if (!item) throw nodesErrors.entryChanged({ item: name });
    return { ...item, grade: gradeOf(resource, item), personal: isPersonal(item) };
  });
  const {
    id,
    title,
    summary,
    provider,
    shareType,
    shareCondition,
    shareBasis,
    openAttribute,
    updateCycle,
    grade,
    key,
  } = resource;
  return {
    id,
    title,
    summary,
    provider,
    class: resource.class,
    shareType,
    ...(shareCondition ? { shareCondition } : {}),
    ...(shareBasis ? { shareBasis } : {}),
    openAttribute,
    updateCycle,
    grade,
    key: key.filter((name) => items.includes(name)),
    items: chosen,
  };
}

/** What tells two versions of an entry apart, with the interfaces that go with it. */
export function entryVersion(
  entry: ResourceDefinition,
  interfaces: readonly SharedInterface[] = [],
  providerName?: LocalText,
): string {
  const told =
    interfaces.length === 0 && !providerName ? entry : { entry, interfaces, ...(providerName ? { providerName } : {}) };
  return sm3(Buffer.from(canonicalJson(told), 'utf8')).toString('hex');
}
