import { defineErrors } from '@platform/kernel';

export const caseErrors = defineErrors('cases', {
  caseNotFound: {
    status: 404,
    zh: '没有找到这个办件。请从“我的办件”或工作台重新打开。',
    en: 'This case was not found. Please open it again from your cases or the work list.',
  },
  notInThisState: {
    status: 409,
    zh: '办件现在是“{state}”，不能{action}。请刷新页面查看最新进度。',
    en: 'The case is now “{stateEn}”: it is not possible to {actionEn}. Reload the page to see where it stands.',
  },
  correctionOnce: {
    status: 409,
    zh: '补正只能一次性告知，这个办件已经告知过。请受理后作出决定。',
    en: 'What must be corrected may be told only once, and it was. Accept the case and decide it.',
  },
  changedMeanwhile: {
    status: 409,
    zh: '办件刚被其他人处理过。请刷新页面，看过最新内容后再操作。',
    en: 'Someone else has just handled this case. Reload the page and look at it before acting.',
  },
  otherOrganisation: {
    status: 403,
    zh: '这个办件由{organisation}办理，您没有处理的权限。',
    en: 'This case is handled by {organisationEn}; you may not act on it.',
  },
  correctionOver: {
    status: 409,
    zh: '补正期限已过（{until}），这个办件已退回。请重新申请，已有数据会再次自动带出。',
    en: 'The time for corrections ended on {until} and the case was returned. Please apply again; known data will be there.',
  },
});
