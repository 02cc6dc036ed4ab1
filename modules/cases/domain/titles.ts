import type { LocalText } from '@platform/kernel';
import type { CaseState } from '../contract/index.ts';

export const STATE_TITLES: Record<CaseState, LocalText> = {
  draft: { zh: '草稿', en: 'Draft' },
  received: { zh: '已收件', en: 'Received' },
  correction: { zh: '待补正', en: 'To be corrected' },
  accepted: { zh: '已受理', en: 'Accepted' },
  'under-review': { zh: '审核中', en: 'Under review' },
  approved: { zh: '准予，制证送达中', en: 'Approved, to be delivered' },
  refused: { zh: '不予办理', en: 'Refused' },
  closed: { zh: '已办结', en: 'Completed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  returned: { zh: '已退件', en: 'Returned' },
  referred: { zh: '已转报', en: 'Referred' },
};

export type CaseAction =
  | 'submit'
  | 'resubmit'
  | 'withdraw'
  | 'accept'
  | 'request-correction'
  | 'approve'
  | 'refuse'
  | 'expire-correction'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'refer'
  | 'close';

export const ACTION_TITLES: Record<CaseAction, LocalText> = {
  submit: { zh: '提交', en: 'submit' },
  resubmit: { zh: '补正后再提交', en: 'submit again' },
  withdraw: { zh: '撤回', en: 'withdraw' },
  accept: { zh: '受理', en: 'accept' },
  'request-correction': { zh: '要求补正', en: 'ask for corrections' },
  approve: { zh: '准予', en: 'approve' },
  refuse: { zh: '不予办理', en: 'refuse' },
  'expire-correction': { zh: '退件', en: 'return' },
  suspend: { zh: '转入特别程序', en: 'begin a special procedure' },
  resume: { zh: '结束特别程序', en: 'end a special procedure' },
  extend: { zh: '延长办理期限', en: 'extend the time' },
  refer: { zh: '转报', en: 'refer it to another authority' },
  close: { zh: '办结', en: 'complete' },
};

/** The same steps, taken by an officer at a window for the applicant. */
export const AT_WINDOW_TITLES: Record<string, LocalText> = {
  created: { zh: '窗口打开申请，带出已有数据', en: 'Application opened at a window, known data fetched' },
  submitted: { zh: '窗口代收', en: 'Taken in at a window' },
  resubmitted: { zh: '窗口代收补正', en: 'Corrections taken in at a window' },
};

/** The history as staff read it. */
export const STEP_TITLES: Record<string, LocalText> = {
  created: { zh: '打开申请，带出已有数据', en: 'Application opened, known data fetched' },
  submitted: { zh: '提交申请（收件）', en: 'Application handed in' },
  resubmitted: { zh: '补正后再次提交', en: 'Handed in again after corrections' },
  accepted: { zh: '受理', en: 'Accepted' },
  'review-started': { zh: '开始审核', en: 'Review started' },
  routed: { zh: '规则转人工办理', en: 'Routed to a person by the rules' },
  'correction-requested': { zh: '一次性告知补正', en: 'Told once what to correct' },
  approved: { zh: '准予', en: 'Approved' },
  refused: { zh: '不予办理', en: 'Refused' },
  suspended: { zh: '转入特别程序，期限暂停', en: 'A special procedure began; the time stands still' },
  resumed: { zh: '特别程序结束，期限恢复', en: 'The special procedure ended; the time runs again' },
  extended: { zh: '经批准延长办理期限', en: 'The time was extended by approval' },
  'papers-received': { zh: '容缺材料已补齐', en: 'Papers that were to follow have come' },
  'process-moved': { zh: '移到事项的另一版本流程', en: 'Moved to the process of another version' },
  'process-resumed': { zh: '恢复停住的流程', en: 'A stopped process was resumed' },
  closed: { zh: '办结', en: 'Completed' },
  withdrawn: { zh: '申请人撤回', en: 'Withdrawn by the applicant' },
  returned: { zh: '逾期未补正，退件', en: 'Returned: not corrected in time' },
  referred: { zh: '转报有权机关或上级机关', en: 'Referred to the competent or higher authority' },
};
