import {
  isCitizenId,
  isCreditCode,
  isPlainDate,
  normaliseText,
  type FieldFault,
  type LocalText,
} from '@platform/kernel';
import type { ItemType } from '@modules/catalogue/contract';
import type { Grant } from '@modules/sharing/contract';
import { interfaceErrors } from '../errors.ts';
import type { InterfaceDefinition } from './definition.ts';

const MISSING = { zh: '缺少这个参数', en: 'This parameter is missing' };
const UNKNOWN = { zh: '接口没有这个参数', en: 'The interface has no such parameter' };
const LIMIT = { zh: '应为 1 以上的整数', en: 'This should be a whole number from 1 on' };

/** What is wrong with a value of a type, with the code of the fault; undefined for one that is right. */
export function typeFault(type: ItemType, value: string): { code: string; message: LocalText } | undefined {
  const fault = (code: string, zh: string, en: string) => ({ code, message: { zh, en } });
  switch (type) {
    case 'citizen-id':
      return isCitizenId(value)
        ? undefined
        : fault(
            'citizen-id',
            '不是有效的身份证号码（请检查位数和末位校验码）',
            'Not a valid citizen id (check its length and check digit)',
          );
    case 'credit-code':
      return isCreditCode(value)
        ? undefined
        : fault('credit-code', '不是有效的统一社会信用代码', 'Not a valid unified social credit code');
    case 'date':
      return isPlainDate(value) ? undefined : fault('date', '日期应写成 YYYY-MM-DD', 'A date is written YYYY-MM-DD');
    case 'timestamp':
      return /^\d{4}-\d{2}-\d{2}[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(value) &&
        isPlainDate(value.slice(0, 10))
        ? undefined
        : fault('timestamp', '时间应写成 YYYY-MM-DD HH:MM:SS', 'A time is written YYYY-MM-DD HH:MM:SS');
    case 'integer':
      return /^-?\d{1,18}$/.test(value) ? undefined : fault('integer', '应为整数', 'This should be a whole number');
    case 'number':
      return /^-?\d{1,30}(\.\d{1,30})?$/.test(value)
        ? undefined
        : fault('number', '应为数字', 'This should be a number');
    case 'boolean':
      return value === 'true' || value === 'false'
        ? undefined
        : fault('boolean', '应为 true 或 false', 'This should be true or false');
    default:
      return undefined;
  }
}

/** A value as it is stored: trimmed, half-width, identifiers in capitals. */
export function storedForm(type: ItemType, value: string): string {
  const text = normaliseText(value);
  return type === 'citizen-id' || type === 'credit-code' ? text.toUpperCase() : text;
}

/**
 * Parameters by name as the interface declares them, checked by the types of their fields; those without a value are left out. Beside them
 * the reserved ones where the mode has them: `fields` and, for more than one row, `limit` and `cursor`; `groupBy` of aggregates.
 * @throws interfaces.bad-parameters with the faults
 */
export function checkedParameters(
  definition: InterfaceDefinition,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const faults: FieldFault[] = [];
  const result: Record<string, string> = {};
  const reserved = reservedOf(definition);
  const names = new Set(definition.parameters.map(({ name }) => name));
  for (const [name, value] of Object.entries(given)) {
    const path = `/parameters/${name}`;
    if (names.has(name)) continue;
    if (!reserved.includes(name)) faults.push({ path, code: 'unknown', message: UNKNOWN });
    else if (name === 'limit' && !/^[1-9]\d{0,3}$/.test(value.trim()))
      faults.push({ path, code: 'integer', message: LIMIT });
    else if (value.trim() !== '') result[name] = value.trim();
  }
  for (const { name, type, required } of definition.parameters) {
    const path = `/parameters/${name}`;
    const value = storedForm(type, given[name] ?? '');
    if (!value) {
      if (required) faults.push({ path, code: 'required', message: MISSING });
      continue;
    }
    const fault = typeFault(type, value);
    if (fault) faults.push({ path, ...fault });
    else result[name] = value;
  }
  if (faults.length > 0) throw interfaceErrors.badParameters({ count: faults.length }, { fields: faults });
  return result;
}

/** The reserved parameters that this interface takes. */
export function reservedOf(definition: Pick<InterfaceDefinition, 'mode' | 'limits'>): string[] {
  if (definition.mode === 'aggregate') return ['groupBy'];
  if (definition.mode !== 'rows') return [];
  return definition.limits.rowsMax > 1 ? ['fields', 'limit', 'cursor'] : ['fields'];
}

/** The fields that may leave: those the interface offers and the grant names. */
export function grantedFields(definition: Pick<InterfaceDefinition, 'fields'>, grant: Pick<Grant, 'fields'>): string[] {
  return definition.fields.map(({ name }) => name).filter((name) => grant.fields.includes(name));
}

/** The fields that a call gets: the granted ones, or those of them that it names. @throws interfaces.field-not-granted */
export function askedFields(
  definition: Pick<InterfaceDefinition, 'id' | 'fields'>,
  grant: Pick<Grant, 'fields'>,
  parameters: Readonly<Record<string, string>>,
): string[] {
  const granted = grantedFields(definition, grant);
  const asked = parameters['fields']?.split(',').map((name) => name.trim());
  if (asked === undefined) return granted;
  demandGranted(definition.id, asked, granted);
  return granted.filter((name) => asked.includes(name));
}

/** @throws interfaces.field-not-granted for the first field that is not among the granted ones */
export function demandGranted(interfaceId: string, asked: readonly string[], granted: readonly string[]): void {
  const beyond = asked.find((name) => !granted.includes(name));
  if (beyond !== undefined)
    throw interfaceErrors.fieldNotGranted({
      interface: interfaceId,
      field: beyond,
      granted: granted.join(', ') || '—',
    });
}
