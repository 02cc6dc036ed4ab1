import { citizenIdBirthDate, citizenIdSex, isCitizenId } from '@platform/kernel';
import type { RowRuleDefinition } from '@modules/catalogue/contract';
import type { Reason } from './reasons.ts';

/** A rule over the values of one row, by item; says nothing about values that are absent. */
export type RowRule = (value: (item: string) => string | null) => Reason | undefined;

export function rowRule(definition: RowRuleDefinition): RowRule {
  const [first = '', second = ''] = definition.items;
  switch (definition.rule) {
    case 'birth-date-matches-citizen-id':
      return (value) =>
        differs(value(first), value(second), citizenIdBirthDate) && { item: first, code: 'birth-date-differs' };
    case 'sex-matches-citizen-id':
      return (value) =>
        differs(sexOnly(value(first)), value(second), citizenIdSex) && { item: first, code: 'sex-differs' };
    case 'date-order':
      return (value) => {
        const earlier = value(first);
        const later = value(second);
        return earlier !== null && later !== null && earlier > later
          ? { item: second, code: 'dates-out-of-order' }
          : undefined;
      };
  }
}

/** GB/T 2261.1 also has 0 (unknown) and 9 (not stated), which contradict nothing. */
const sexOnly = (sex: string | null): string | null => (sex === '1' || sex === '2' ? sex : null);

function differs(stated: string | null, citizenId: string | null, inside: (id: string) => string): true | undefined {
  if (stated === null || citizenId === null || !isCitizenId(citizenId)) return undefined;
  return inside(citizenId) === stated ? undefined : true;
}
