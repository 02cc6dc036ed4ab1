import type { LocalText } from '@platform/kernel';

/** Why a row was set aside, in people's words. Codes are stable: they are stored with the rows and counted. */
export const REASONS = {
  'blank-row': { zh: '整行空白', en: 'The whole row is blank' },
  'wrong-column-count': { zh: '列数与表头不一致', en: 'The row has more or fewer columns than the heading' },
  'duplicate-key': { zh: '本次归集中主键重复', en: 'Another row of this load has the same key' },
  required: { zh: '必填项为空', en: 'A required value is missing' },
  'not-a-date': { zh: '不是有效日期，或格式未在映射中声明', en: 'Not a date, or not in a declared format' },
  'not-an-integer': { zh: '不是整数', en: 'Not a whole number' },
  'not-a-number': { zh: '不是数值', en: 'Not a number' },
  'not-a-timestamp': {
    zh: '不是有效的日期时间（年份须在 0001 至 9999 之间，不接受无穷）',
    en: 'Not a date and time (of the years 0001 to 9999, never infinity)',
  },
  'not-a-boolean': { zh: '不是“是/否”', en: 'Not a yes or no' },
  'unknown-code': { zh: '不在代码表中', en: 'Not in the code table' },
  'citizen-id-shape': { zh: '公民身份号码不是 18 位', en: 'The citizen id does not have 18 places' },
  'citizen-id-date': { zh: '公民身份号码中的日期不存在', en: 'The date in the citizen id does not exist' },
  'citizen-id-check-digit': { zh: '公民身份号码校验位错误', en: 'The check digit of the citizen id is wrong' },
  'demo-identifier': { zh: '演示用号码，正式环境不接收', en: 'A demo identifier, not accepted outside demo mode' },
  'credit-code': { zh: '统一社会信用代码校验不通过', en: 'The credit code does not pass its check' },
  'too-long': { zh: '内容超过规定长度', en: 'Longer than allowed' },
  'too-small': { zh: '小于允许的最小值', en: 'Below the least allowed' },
  'too-large': { zh: '大于允许的最大值', en: 'Above the greatest allowed' },
  pattern: { zh: '格式不符合规定', en: 'Does not have the required form' },
  'bad-characters': {
    zh: '含有无法识别的字符（可能是乱码）',
    en: 'Holds characters that cannot be read (perhaps a wrong encoding)',
  },
  'birth-date-differs': {
    zh: '出生日期与公民身份号码不一致',
    en: 'The birth date differs from that in the citizen id',
  },
  'sex-differs': { zh: '性别与公民身份号码不一致', en: 'The sex differs from that in the citizen id' },
  'not-told': {
    zh: '来源未给出未变化的长字段，而湖中尚无此行，需从来源重读该行',
    en: 'The source did not repeat a long value that had not changed, and the lake lacks the row: it has to be read anew',
  },
  'dates-out-of-order': { zh: '两个日期先后颠倒', en: 'Two dates are in the wrong order' },
} as const satisfies Record<string, LocalText>;

export type ReasonCode = keyof typeof REASONS;

/** One fault of a row; `item` is the catalogue item it is about, absent when it is about the whole row. */
export type Reason = { item?: string; code: ReasonCode };

/** The text of a reason; the code itself for one that an earlier version stored and this one no longer knows. */
export function reasonText(code: string): LocalText {
  return (REASONS as Record<string, LocalText>)[code] ?? { zh: code, en: code };
}
