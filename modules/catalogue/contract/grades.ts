import type { LocalText, Mask } from '@platform/kernel';
import type { DataClass, ItemDefinition, ResourceDefinition } from './port.ts';

/** Who must agree before data of a grade leave their provider. */
export type Approval = 'rule' | 'officer' | 'head' | 'authority';

/**
 * What the grades of general data (GB/T 43697, split 1 to 4) mean here: who agrees to a request whose highest field has it, and how a personal
 * value is shown to someone who may not see it whole. The table stands in the README too.
 */
export const APPROVALS: Readonly<Record<1 | 2 | 3 | 4, { approval: Approval; title: LocalText }>> = {
  1: { approval: 'rule', title: { zh: '按规则即时答复', en: 'Decided by rule at once' } },
  2: { approval: 'officer', title: { zh: '提供部门数据专员审批', en: 'Decided by the provider’s data officer' } },
  3: { approval: 'head', title: { zh: '提供部门负责人审批', en: 'Decided by the head of the provider' } },
  4: {
    approval: 'authority',
    title: {
      zh: '提供部门负责人审批并报共享主管',
      en: 'Decided by the head of the provider and the sharing authority',
    },
  },
};

/** What is asked for a grade; grades outside 1..4 count as the nearest. */
export function approvalOf(grade: number): { approval: Approval; title: LocalText } {
  return APPROVALS[Math.min(4, Math.max(1, Math.round(grade))) as 1 | 2 | 3 | 4];
}

/** The grade of an item: its own, or its resource's. */
export function gradeOf(resource: Pick<ResourceDefinition, 'grade'>, item: Pick<ItemDefinition, 'grade'>): number {
  return item.grade ?? resource.grade;
}

/** The grade of a whole resource: the highest of its own and of its items (GB/T 43697, 就高从严), whatever was stated for the resource. */
export function wholeGrade(resource: Pick<ResourceDefinition, 'grade' | 'items'>): number {
  return Math.max(resource.grade, ...resource.items.map((item) => gradeOf(resource, item)));
}

/** The highest grade among these items; that of the resource for none, and for names it does not know. */
export function highestGrade(resource: Pick<ResourceDefinition, 'grade' | 'items'>, items: readonly string[]): number {
  const grades = items.map((name) => {
    const item = resource.items.find((one) => one.name === name);
    return item ? gradeOf(resource, item) : resource.grade;
  });
  return grades.length === 0 ? resource.grade : Math.max(...grades);
}

/** The class of an item: as stated, or as its type and mark tell. */
export function classOf(item: Pick<ItemDefinition, 'dataClass' | 'type' | 'personal'>): DataClass {
  if (item.dataClass !== undefined) return item.dataClass;
  if (item.type === 'citizen-id') return 'identity';
  if (item.type === 'credit-code') return 'firm';
  return (item.personal ?? true) ? 'person' : 'other';
}

/** The mask of an item for those who may not see it whole: as stated; otherwise a personal item of grade 3 or 4 is hidden as a whole. */
export function maskFor(
  resource: Pick<ResourceDefinition, 'grade'>,
  item: Pick<ItemDefinition, 'mask' | 'type' | 'personal' | 'grade'>,
): Mask {
  if (item.mask !== undefined) return item.mask;
  if (!(item.personal ?? true)) return 'none';
  if (item.type === 'citizen-id') return 'citizen-id';
  return gradeOf(resource, item) >= 3 ? 'all' : 'none';
}
