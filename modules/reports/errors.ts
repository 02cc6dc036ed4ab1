import { defineErrors } from '@platform/kernel';

export const reportErrors = defineErrors('reports', {
  notConfigured: {
    status: 409,
    zh: '没有配置接收上报的省平台：请在包的上级平台中写明上报接口，并配置地址和密钥。',
    en: 'No platform above takes reports: name its report interfaces in a pack, and set its address and secret.',
  },
  notFound: { status: 404, zh: '没有这条上报，请刷新列表。', en: 'There is no such report; load the list again.' },
  notYours: {
    status: 403,
    zh: '这条上报不在您的管辖范围内，请联系主管单位。',
    en: 'That report is outside your scope; ask the organisation in charge.',
  },
  future: {
    status: 422,
    zh: '日期 {day} 还没有到，请选择今天或以前的日期。',
    en: '{day} has not come yet; choose today or a day before.',
  },
});
