import type { CreditRecord } from '../contract/index.ts';

export type CreditResult = 'ok' | 'warn' | 'block' | 'unknown';

/** What the check of an applicant's credit said, as kept with the case. */
export type CreditFinding = { result: CreditResult; records: readonly CreditRecord[]; at: string };

/**
 * Judges credit records. Only a measure of the national list of punishments (失信惩戒措施清单), named with its basis, blocks; anything else is a
 * warning that a person weighs. No answer is neither.
 */
export function judgeCredit(records: readonly CreditRecord[] | undefined, at: Date): CreditFinding {
  if (records === undefined) return { result: 'unknown', records: [], at: at.toISOString() };
  const blocks = records.some(({ measure }) => measure !== undefined && measure.basis.zh.trim() !== '');
  return { result: blocks ? 'block' : records.length > 0 ? 'warn' : 'ok', records, at: at.toISOString() };
}

export const CREDIT_TITLES = {
  ok: { zh: '信用核查通过，没有不良记录', en: 'Credit check passed: no record against the applicant' },
  warn: {
    zh: '有信用记录，请酌情审慎办理；该记录不构成限制',
    en: 'There are credit records; weigh them. They do not restrict this service',
  },
  block: {
    zh: '存在依法实施的失信惩戒措施，不能准予',
    en: 'A measure of the national list applies; approval is not possible',
  },
  unknown: { zh: '信用核查没有结果，请人工核实', en: 'The credit check gave no answer; check by hand' },
} as const satisfies Record<CreditResult, { zh: string; en: string }>;
