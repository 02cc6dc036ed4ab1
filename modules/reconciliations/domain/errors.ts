import { defineErrors } from '@platform/kernel';

export const reconciliationsErrors = defineErrors('reconciliations', {
  unknown: {
    status: 404,
    zh: '没有这次对账，或不在您的管理范围内。请从对账列表中选择。',
    en: 'There is no such reconciliation, or it is not within your scope. Choose one from the list.',
  },
  unknownLine: {
    status: 404,
    zh: '没有线路“{id}”，或不在您的管理范围内。请从线路列表中选择。',
    en: 'There is no line "{id}", or it is not within your scope. Choose one from the list.',
  },
  unknownRow: {
    status: 404,
    zh: '这次对账中没有这一行。请刷新列表。',
    en: 'This reconciliation has no such row. Refresh the list.',
  },
  stillOpen: {
    status: 409,
    zh: '对账尚未结束。请等它结束，或先取消。',
    en: 'The reconciliation is not over. Wait for its end, or cancel it first.',
  },
  alreadyOver: {
    status: 409,
    zh: '对账已经结束，无须取消。',
    en: 'The reconciliation is over; there is nothing to cancel.',
  },
  otherOpen: {
    status: 409,
    zh: '这条线路正在进行另一次对账。请等它结束后再修复。',
    en: 'Another reconciliation of this line is under way. Mend when it is over.',
  },
  nothingToMend: {
    status: 409,
    zh: '没有待修复的差异。',
    en: 'No difference is left to be mended.',
  },
  tooManyToMend: {
    status: 409,
    zh: '差异太多，逐行修复不如重做一次快照。请在线路页面选择“重新快照”，完成后再对账。',
    en: 'There are too many differences to mend them one by one: take a new snapshot on the line’s page, then compare again.',
  },
  neverWhole: {
    status: 409,
    zh: '线路“{id}”的快照尚未完成，暂不能对账。请等快照完成后再试。',
    en: 'The snapshot of the line "{id}" is not complete, so there is nothing to compare yet. Try again after its end.',
  },
  noResource: {
    status: 409,
    zh: '目录“{id}”已不在使用中的业务包内，不能对账。',
    en: 'The resource "{id}" is in no pack in use any more and cannot be compared.',
  },
  purposeMissing: {
    status: 400,
    zh: '请填写查看数据的目的（2 至 200 字）。',
    en: 'Say for what purpose the values are opened (2 to 200 characters).',
  },
  unexpected: {
    status: 500,
    zh: '对账时出现意外错误。请重试；仍不行时把编号 {number} 告诉管理员。',
    en: 'The comparison failed unexpectedly. Try again; if it fails again, give the number {number} to the administrator.',
  },
});
