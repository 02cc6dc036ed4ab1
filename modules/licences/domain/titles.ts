import type { LocalText } from '@platform/kernel';

export const STATUS_TITLES: Record<'valid' | 'suspended' | 'revoked' | 'expired', LocalText> = {
  valid: { zh: '有效', en: 'Valid' },
  suspended: { zh: '已中止', en: 'Suspended' },
  revoked: { zh: '已注销', en: 'Revoked' },
  expired: { zh: '已过期', en: 'Expired' },
};

export const ACTION_TITLES: Record<'suspend' | 'restore' | 'revoke', LocalText> = {
  suspend: { zh: '中止', en: 'suspend it' },
  restore: { zh: '恢复', en: 'restore it' },
  revoke: { zh: '注销', en: 'revoke it' },
};

/** A line of the licence's history, as its holder reads it. */
export const CHANGE_TITLES: Record<string, LocalText> = {
  issued: { zh: '签发', en: 'Issued' },
  suspended: { zh: '已中止', en: 'Suspended' },
  objected: { zh: '持证人提出异议', en: 'The holder objected' },
  restored: { zh: '恢复使用', en: 'Restored' },
  revoked: { zh: '注销', en: 'Revoked' },
};
