import { defineErrors } from '@platform/kernel';

export const deliveryErrors = defineErrors('deliveries', {
  noGrant: {
    status: 403,
    zh: '没有可用的授权。请先提出共享申请；已有授权的，请从列表中选择。',
    en: 'There is no grant for this. Ask for the data first; where there is a grant, choose it from the list.',
  },
  grantLost: {
    status: 403,
    zh: '授权已{state}{reason}，不能再取数据。需要时请与提供部门联系，或重新申请。',
    en: 'The grant is {state}{reason}; nothing can be fetched under it. Talk to the provider, or ask for the data again.',
  },
  outOfScope: {
    status: 403,
    zh: '这不属于您所在单位，不能操作。需要时请联系共享主管。',
    en: 'This is not within the organisations you look after. Ask the sharing authority if you need it.',
  },
  unknownPackage: {
    status: 404,
    zh: '没有这个交付件。请回到列表查看。',
    en: 'There is no such delivery. Look at the list again.',
  },
  unknownQuery: {
    status: 404,
    zh: '没有这个沙箱查询。请回到列表查看。',
    en: 'There is no such sandbox query. Look at the list again.',
  },
  unknownPurpose: {
    status: 400,
    zh: '用途不在授权范围内，请从授权的用途中选择：{purposes}。',
    en: 'The grant is not for this purpose; choose one of those it names: {purposes}.',
  },
  badInput: {
    status: 400,
    zh: '有 {count} 处需要修改，请看各项的说明。',
    en: '{count} places need to be changed; see what is said of each.',
  },
  rowsUsedUp: {
    status: 429,
    zh: '按授权每天最多 {most} 行，今天已取 {used} 行，还可取 {left} 行。请减少行数，或明天再取。',
    en: 'The grant gives at most {most} rows a day; {used} were taken today, {left} are left. Ask for fewer rows, or come back tomorrow.',
  },
  notReady: {
    status: 409,
    zh: '文件还没有做好（{state}）。做好后本页会自动更新。',
    en: 'The file is not ready ({state}). The page follows by itself.',
  },
  expired: {
    status: 410,
    zh: '已过有效期（{at}），内容已销毁。需要时请重新订制。',
    en: 'It expired ({at}) and its content is destroyed. Order it again if you need it.',
  },
  downloadsUsedUp: {
    status: 410,
    zh: '已下载 {most} 次，达到上限。需要时请重新订制。',
    en: 'It was downloaded {most} times, which is the limit. Order it again if you need it.',
  },
  alreadyEnded: {
    status: 409,
    zh: '已经办结（{state}），不能再改。请刷新后查看。',
    en: 'It has ended already ({state}) and cannot be changed. Look at it again.',
  },
  ownReview: {
    status: 403,
    zh: '不能复核本单位自己提出的查询。请由提供部门或共享主管复核。',
    en: 'Nobody reviews what their own organisation asked. The provider or the sharing authority does.',
  },
  notToReview: {
    status: 409,
    zh: '现在不需要您复核：结果不在待复核状态，或您的意见已经记录。',
    en: 'Nothing is to be reviewed by you now: the result does not wait for a review, or yours is recorded.',
  },
  reviewFirst: {
    status: 409,
    zh: '结果还没有复核放行，不能取走。',
    en: 'The result has not been released by a review; it cannot be taken out.',
  },
  tooManyRunning: {
    status: 429,
    zh: '本单位已有 {count} 个任务在处理，请等其中一个完成后再提交。',
    en: 'Your organisation has {count} at work already; wait until one of them is done.',
  },
  unreadableFile: {
    status: 422,
    zh: '读不出这个文件的内容。请上传 CSV 或 XLSX 文件，或把内容另存为 CSV 后再试。',
    en: 'The content of this file cannot be read. Upload CSV or XLSX, or save it as CSV and try again.',
  },
  fileMissing: {
    status: 400,
    zh: '请选择要追查的文件（CSV 或 XLSX，不超过 {limit}）。',
    en: 'Choose the file to trace (CSV or XLSX, up to {limit}).',
  },
});

/** Why a package or a query came to nothing, for the page. */
export const FAULTS = {
  notHere: {
    code: 'deliveries.not-here',
    zh: '这个目录的数据还没有归集到平台，没有可交付的行。请联系提供部门归集后再订制。',
    en: 'The rows of this resource are not on the platform yet. Ask the provider to supply them, then order again.',
  },
  grantEnded: {
    code: 'deliveries.grant-ended',
    zh: '制作前授权已失效，没有交付任何数据。',
    en: 'The grant ended before it was made; nothing was delivered.',
  },
  tookTooLong: {
    code: 'deliveries.took-too-long',
    zh: '查询超过 {seconds} 秒，已停止。请增加筛选条件或减少关联后再试。',
    en: 'The query took more than {seconds} seconds and was stopped. Filter more or join less, then try again.',
  },
  entryChanged: {
    code: 'deliveries.entry-changed',
    zh: '目录的信息项已有变化，与提交时不同。请重新提交。',
    en: 'The resource’s items changed since it was asked. Ask again.',
  },
  broke: {
    code: 'deliveries.broke',
    zh: '制作时出错，没有交付任何数据。请稍后重新提交；仍不行请联系运维人员并告知编号。',
    en: 'Something broke while it was made; nothing was delivered. Try again later, or give the number to those who run the platform.',
  },
} as const;
export type Fault = (typeof FAULTS)[keyof typeof FAULTS];
