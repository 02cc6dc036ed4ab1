import { defineErrors } from '@platform/kernel';

export const securityErrors = defineErrors('data-security', {
  unknownAlert: {
    status: 404,
    zh: '没有这条预警。请回到列表查看。',
    en: 'There is no such alert. Look at the list again.',
  },
  notNow: {
    status: 409,
    zh: '这条预警现在是“{state}”，不能这样处理。请刷新后再看。',
    en: 'This alert is “{state}” by now, so this cannot be done. Reload and look again.',
  },
  notYours: {
    status: 403,
    zh: '这条预警不归您所在的单位说明。',
    en: 'This alert is not for your organisation to explain.',
  },
  ownAlert: {
    status: 403,
    zh: '这条预警涉及您本人的账号，请由单位里的另一个人说明或处理。',
    en: 'This alert is about your own account; somebody else has to explain or handle it.',
  },
  notAnId: {
    status: 400,
    zh: '不是有效的身份证号码（请检查位数和末位校验码）。',
    en: 'Not a valid citizen id (check its length and check digit).',
  },
  badEnd: {
    status: 400,
    zh: '截止日期要在今天之后，最长 {days} 天。到期需要时再提一次。',
    en: 'The last day must lie after today and within {days} days. Propose it again when it runs out, if still needed.',
  },
  watchedAlready: {
    status: 409,
    zh: '这个人已经在名单上（或正等待确认）。',
    en: 'This person is on the list already, or is waiting to be confirmed.',
  },
  unknownWatch: {
    status: 404,
    zh: '名单上没有这一条。请刷新后再看。',
    en: 'There is no such entry on the list. Reload and look again.',
  },
  anotherPerson: {
    status: 403,
    zh: '提出的人不能自己确认。请由另一位数据安全员或安全管理员确认。',
    en: 'Whoever proposed it cannot confirm it. Another data security officer or the security administrator has to.',
  },
  nothingToSet: {
    status: 400,
    zh: '这条规则只看事实（本人、家人、重点保护人员），没有可设置的数值。',
    en: 'This rule goes by facts (own self, family, watched people); there is no number to set.',
  },
  badFloor: {
    status: 400,
    zh: '底数要在 1 到产品默认值的 {times} 倍之间。没有默认值的不能设置。',
    en: 'A floor lies between 1 and {times} times the product’s own; where the product has none, none can be set.',
  },
  badHours: {
    status: 400,
    zh: '工作时间只在“非工作时间查看”里设置：起止整点都要填，4 到 16 小时。',
    en: 'Office hours are set for the rule on hours only: both full hours, 4 to 16 hours long.',
  },
});
