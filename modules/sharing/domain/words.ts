import type { LocalText } from '@platform/kernel';
import type { RequestState } from './request.ts';

/** How states are called in errors and lists. */
export const STATE_WORDS: Record<RequestState, LocalText> = {
  draft: { zh: '草稿', en: 'draft' },
  submitted: { zh: '待形式审查', en: 'waiting for the formal check' },
  correction: { zh: '待补正', en: 'returned for correction' },
  'with-provider': { zh: '待提供单位答复', en: 'with the provider' },
  'with-authority': { zh: '待主管部门同意', en: 'with the sharing authority' },
  delivering: { zh: '待交付', en: 'to be delivered' },
  'in-use': { zh: '使用中', en: 'in use' },
  refused: { zh: '不予同意', en: 'refused' },
  ended: { zh: '已结束', en: 'ended' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};

export const GRANT_WORDS = {
  active: { zh: '有效', en: 'in force' },
  suspended: { zh: '已暂停', en: 'suspended' },
  ended: { zh: '已到期或结束', en: 'ended' },
  revoked: { zh: '已收回', en: 'revoked' },
  'not-yet': { zh: '未到开始日期', en: 'not yet begun' },
} satisfies Record<string, LocalText>;

export const DISPUTE_WORDS = {
  open: { zh: '待对方答复', en: 'waiting for the other side' },
  answered: { zh: '待主管部门处理', en: 'with the sharing authority' },
  settled: { zh: '已处理', en: 'settled' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
} satisfies Record<string, LocalText>;

export const DISPUTE_SIDES = {
  other: { zh: '争议的另一方', en: 'the other side' },
  raiser: { zh: '提起争议的单位', en: 'whoever raised it' },
} satisfies Record<string, LocalText>;

/** What people do, as it fits into "you cannot …". */
export const ACT_WORDS = {
  edit: { zh: '修改', en: 'change it' },
  submit: { zh: '提交', en: 'hand it in' },
  check: { zh: '形式审查', en: 'check it' },
  return: { zh: '退回补正', en: 'return it for correction' },
  decide: { zh: '答复', en: 'answer it' },
  extend: { zh: '延长期限', en: 'extend its time' },
  deliver: { zh: '交付', en: 'deliver' },
  arbitrate: { zh: '裁决异议', en: 'settle the objection' },
  urge: { zh: '催办', en: 'press for it' },
  renew: { zh: '续期', en: 'renew it' },
  end: { zh: '结束使用', en: 'end its use' },
  withdraw: { zh: '撤回', en: 'withdraw it' },
  suspend: { zh: '暂停', en: 'suspend it' },
  resume: { zh: '恢复', en: 'resume it' },
  revoke: { zh: '收回', en: 'revoke it' },
  answer: { zh: '答复', en: 'answer' },
  settle: { zh: '处理', en: 'settle it' },
} satisfies Record<string, LocalText>;
export type Act = keyof typeof ACT_WORDS;

export const CLOCK_WORDS = {
  check: { zh: '形式审查', en: 'formal check' },
  reply: { zh: '答复', en: 'answer' },
  deliver: { zh: '交付', en: 'delivery' },
  arbitrate: { zh: '争议处理', en: 'settlement' },
} satisfies Record<string, LocalText>;
