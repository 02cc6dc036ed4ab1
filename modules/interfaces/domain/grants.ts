import type { Grant, Interface, Registry } from '@platform/packs';
import { isCitizenId, isCreditCode, maskValue, normaliseText, type FieldFault, type PlainDate } from '@platform/kernel';
import type { RegistryRecord } from '@modules/base-registries/contract';
import type { RowAnswer } from '../contract/index.ts';
import { interfaceErrors } from '../errors.ts';

/** The purpose of the grant that covers the call. */
export function coveredPurpose(
  grant: Grant | undefined,
  call: { interface: string; application: string; purpose: string },
  today: PlainDate,
): Grant['purposes'][number] {
  if (!grant) throw interfaceErrors.notGranted(call);
  if (grant.until !== undefined && grant.until < today)
    throw interfaceErrors.grantEnded({ ...call, until: grant.until });
  const purpose = grant.purposes.find((item) => item.id === call.purpose);
  if (!purpose) {
    throw interfaceErrors.purposeNotGranted({
      purpose: call.purpose,
      allowed: grant.purposes.map((item) => item.id).join(', '),
    });
  }
  return purpose;
}

const MISSING = { zh: '缺少这个参数', en: 'This parameter is missing' };
const UNKNOWN = { zh: '接口没有这个参数', en: 'The interface has no such parameter' };
const NOT_AN_ID = {
  zh: '不是有效的身份证号码（请检查位数和末位校验码）',
  en: 'Not a valid citizen id (check its length and check digit)',
};
const NOT_A_CODE = { zh: '不是有效的统一社会信用代码', en: 'Not a valid unified social credit code' };

/** Parameters as the interface declares them: trimmed, half-width, identifiers checked by their check digits. */
export function checkedParameters(
  definition: Interface,
  registry: Registry,
  given: Record<string, string>,
): Record<string, string> {
  const faults: FieldFault[] = [];
  const result: Record<string, string> = {};
  const names = new Set(definition.parameters.map((parameter) => parameter.name));
  for (const name of Object.keys(given)) {
    if (!names.has(name)) faults.push({ path: `/parameters/${name}`, code: 'unknown', message: UNKNOWN });
  }
  for (const parameter of definition.parameters) {
    const path = `/parameters/${parameter.name}`;
    const value = normaliseText(given[parameter.name] ?? '');
    if (!value) {
      if (parameter.required) faults.push({ path, code: 'required', message: MISSING });
      continue;
    }
    const type =
      parameter.field === registry.key
        ? registry.keyType
        : registry.fields.find((field) => field.name === parameter.field)?.type;
    const upper = value.toUpperCase();
    if (type === 'citizen-id' && !isCitizenId(upper)) faults.push({ path, code: 'citizen-id', message: NOT_AN_ID });
    else if (type === 'credit-code' && !isCreditCode(upper))
      faults.push({ path, code: 'credit-code', message: NOT_A_CODE });
    else result[parameter.field] = type === 'citizen-id' || type === 'credit-code' ? upper : value;
  }
  if (faults.length > 0) throw interfaceErrors.badParameters({ count: faults.length }, { fields: faults });
  return result;
}

/** The value a record has in a field; the key counts as a field. */
function valueOf(record: RegistryRecord, registry: Registry, field: string): string | null {
  return field === registry.key ? record.key : (record.fields[field]?.value ?? null);
}

/** Whether the record has every value that the caller holds. A field the registry does not know is never a match. */
export function matches(record: RegistryRecord, registry: Registry, parameters: Record<string, string>): boolean {
  return Object.entries(parameters).every(([field, value]) => {
    const held = valueOf(record, registry, field);
    return held !== null && normaliseText(held) === value;
  });
}

/** The fields that may leave: those the interface offers and the grant names. */
export function grantedFields(definition: Interface, grant: Grant): string[] {
  return definition.fields.map((field) => field.name).filter((name) => grant.fields.includes(name));
}

/** The record as it may leave. */
export function rowAnswer(
  record: RegistryRecord,
  definition: Interface,
  registry: Registry,
  fields: readonly string[],
): RowAnswer {
  const row: RowAnswer = { values: {}, sources: {} };
  for (const name of fields) {
    const mask = definition.fields.find((field) => field.name === name)?.mask ?? 'none';
    const value = valueOf(record, registry, name);
    row.values[name] = value === null ? null : maskValue(value, mask);
    const source = record.fields[name]?.source;
    if (source) row.sources[name] = { organisation: source.organisation, resource: source.resource, at: source.at };
  }
  return row;
}
