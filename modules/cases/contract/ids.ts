/** Where a case stands: 草稿, 收件, 补正, 受理, 审核, 准予, 不予, 办结, 撤回, 退件, 转报. */
export const CASE_STATES = [
  'draft',
  'received',
  'correction',
  'accepted',
  'under-review',
  'approved',
  'refused',
  'closed',
  'withdrawn',
  'returned',
  'referred',
] as const;
export type CaseState = (typeof CASE_STATES)[number];
