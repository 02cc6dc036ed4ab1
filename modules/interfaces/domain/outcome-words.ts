import type { LocalText } from '@platform/kernel';

/** What came of a call, in words: answers by their outcome, refusals by their error code. */
const WORDS: Record<string, LocalText> = {
  match: { zh: '一致', en: 'Match' },
  'no-match': { zh: '不一致', en: 'No match' },
  found: { zh: '查到记录', en: 'Found' },
  'not-found': { zh: '查无记录', en: 'Not found' },
  'interfaces.not-granted': { zh: '没有授权', en: 'No grant' },
  'interfaces.grant-ended': { zh: '授权已到期', en: 'Grant ended' },
  'interfaces.purpose-not-granted': { zh: '用途不在授权内', en: 'Purpose not granted' },
  'interfaces.case-missing': { zh: '没有办件编号', en: 'No case number' },
  'interfaces.bad-parameters': { zh: '参数不对', en: 'Bad parameters' },
  'interfaces.too-many-calls': { zh: '超过限流', en: 'Too many calls' },
};

/** The words for an outcome as it is recorded, or undefined for one that has none. */
export function findOutcomeWords(outcome: string): LocalText | undefined {
  return WORDS[outcome];
}
