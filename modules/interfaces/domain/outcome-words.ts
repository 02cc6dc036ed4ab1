import type { LocalText } from '@platform/kernel';

/** What came of a call, in words: answers by their outcome, refusals by their error code. */
const WORDS: Record<string, LocalText> = {
  match: { zh: '一致', en: 'Match' },
  'no-match': { zh: '不一致', en: 'No match' },
  found: { zh: '查到记录', en: 'Found' },
  'not-found': { zh: '查无记录', en: 'Not found' },
  scored: { zh: '已评分', en: 'Scored' },
  counted: { zh: '已统计', en: 'Counted' },
  'too-small': { zh: '不足最小组，未显示', en: 'Too small to show' },
  'interfaces.field-not-granted': { zh: '字段不在授权内', en: 'Field not granted' },
  'interfaces.bad-cursor': { zh: '翻页标记不对', en: 'Bad cursor' },
  'interfaces.too-many-filters': { zh: '统计条件过多', en: 'Too many filters' },
  'interfaces.not-a-dimension': { zh: '不能按此分组', en: 'Not a dimension' },
  'interfaces.complement-too-small': { zh: '余数太小，未统计', en: 'Complement too small' },
  'interfaces.difference-too-small': { zh: '差值会认出小组，未统计', en: 'Difference too small' },
  'interfaces.too-many-queries': { zh: '统计种类达上限', en: 'Too many different queries' },
  'interfaces.too-fine': { zh: '分组太细', en: 'Divided too finely' },
  'interfaces.retired': { zh: '版本已停用', en: 'Version retired' },
  'interfaces.unknown-version': { zh: '没有这个版本', en: 'No such version' },
  'interfaces.upstream-odd': { zh: '上级答复不合约定', en: 'Odd answer from above' },
  'interfaces.not-granted': { zh: '没有授权', en: 'No grant' },
  'interfaces.grant-ended': { zh: '授权已到期', en: 'Grant ended' },
  'interfaces.grant-not-yet': { zh: '授权尚未生效', en: 'Grant not yet in force' },
  'interfaces.grant-suspended': { zh: '授权已暂停', en: 'Grant suspended' },
  'interfaces.grant-revoked': { zh: '授权已撤销', en: 'Grant revoked' },
  'interfaces.quota-used': { zh: '当日额度用完', en: 'Daily quota used' },
  'interfaces.too-slow': { zh: '查询超时', en: 'Timed out' },
  'interfaces.key-refused': { zh: '密钥已停用', en: 'Key revoked' },
  'interfaces.signature-wrong': { zh: '签名不对', en: 'Wrong signature' },
  'interfaces.time-off': { zh: '请求时间不对', en: 'Time off' },
  'interfaces.replayed': { zh: '重放的请求', en: 'Replayed' },
  'interfaces.purpose-not-granted': { zh: '用途不在授权内', en: 'Purpose not granted' },
  'interfaces.case-missing': { zh: '没有办件编号', en: 'No case number' },
  'interfaces.bad-parameters': { zh: '参数不对', en: 'Bad parameters' },
  'interfaces.too-many-calls': { zh: '超过限流', en: 'Too many calls' },
};

/** The words for an outcome as it is recorded, or undefined for one that has none. */
export function findOutcomeWords(outcome: string): LocalText | undefined {
  return WORDS[outcome];
}
