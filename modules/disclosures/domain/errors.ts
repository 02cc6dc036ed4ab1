import { defineErrors } from '@platform/kernel';

export const disclosureErrors = defineErrors('disclosures', {
  unknownRead: {
    status: 404,
    zh: '没有这条查看记录，或依法暂缓告知、还没有到可以显示的时间。请从“我的数据”里选择一条记录。',
    en: 'There is no such record, or the law delays it and its time has not come. Choose a record in “My data”.',
  },
  unknownQuestion: {
    status: 404,
    zh: '没有这份提问或异议。请回到列表查看。',
    en: 'There is no such question or objection. Look at the list again.',
  },
  unknownResource: {
    status: 404,
    zh: '没有找到这项数据的来源，无法转给提供单位。请拨打 12345 说明情况。',
    en: 'The source of this value was not found, so nobody can be asked to correct it. Please call 12345.',
  },
  notYourFirm: {
    status: 403,
    zh: '您没有代这家单位查看数据使用记录的授权。请由单位的法定代表人先授权。',
    en: 'You hold no mandate to see how this firm’s data are used. Its legal representative has to give you one first.',
  },
  aboutWhat: {
    status: 400,
    zh: '请说明针对哪条查看记录，或哪项数据。',
    en: 'Say which record, or which value, this is about.',
  },
  alreadyAsked: {
    status: 409,
    zh: '这条记录您已经提过（{no}），正在等待答复，不用再提。',
    en: 'You have asked about this already ({no}) and the answer is awaited; there is no need to ask again.',
  },
  tooManyOpen: {
    status: 429,
    zh: '您有 {count} 份提问正在等待答复。请等其中一些答复后再提；急事请拨打 12345。',
    en: '{count} of your questions are waiting for an answer. Wait for some of them first; call 12345 if it is urgent.',
  },
  notNow: {
    status: 409,
    zh: '这份提问现在是“{state}”，不能这样处理。请刷新后再看。',
    en: 'This question is “{state}” by now, so this cannot be done. Reload and look again.',
  },
  officeFirst: {
    status: 409,
    zh: '答复期限还没有到（{date}），先由{office}答复。到期没有答复时，共享主管可以直接答复。',
    en: 'The office ({office}) still has until {date} to answer. Once that has passed, the sharing authority may answer itself.',
  },
  onlyOnce: {
    status: 409,
    zh: '已经请共享主管处理过一次，结论是最终的。仍不同意的，可以依法申请行政复议或提起诉讼。',
    en: 'The sharing authority has dealt with this once and its answer is final. If you still disagree, you may ask for administrative review or go to court.',
  },
  outcomeMissing: {
    status: 400,
    zh: '这一类要在这些结论中选一个：{allowed}。',
    en: 'For this kind choose one of these outcomes: {allowed}.',
  },
  basisMissing: {
    status: 400,
    zh: '不予更正、认为查看正当的，要写明依据的法律法规条款。',
    en: 'To leave a value as it is, or to hold that a read was right, cite the law and its article.',
  },
  notYours: {
    status: 403,
    zh: '这份提问不归您所在的单位答复。',
    en: 'This question is not for your organisation to answer.',
  },
  ownRead: {
    status: 403,
    zh: '这次查看是您本人做的，答复要由单位里的另一个人来写。',
    en: 'This read was your own, so somebody else in your organisation has to write the answer.',
  },
  noAuthority: {
    status: 409,
    zh: '本市还没有设定数据共享主管单位，暂时不能转交。请拨打 12345。',
    en: 'This city has named no sharing authority yet, so this cannot be passed on. Please call 12345.',
  },
  receiptRemoved: {
    status: 410,
    zh: '这次查看的交换凭证已过保存期限，已按规定清除。',
    en: 'The receipt of this read was removed when its term of keeping was over.',
  },
  noReceipt: {
    status: 404,
    zh: '这次查看没有可下载的交换凭证：它不是经数据接口进行的，或凭证还没有封存（最多几秒）。',
    en: 'There is no receipt of this read to download: it did not pass through a data interface, or is not sealed yet (a few seconds at most).',
  },
  badPeriod: {
    status: 400,
    zh: '时间范围不对：请用“年-月-日”，开始不晚于结束。',
    en: 'The period is not right: use YYYY-MM-DD, the start not after the end.',
  },
  notInMandate: {
    status: 403,
    zh: '您代表“{firm}”的授权里没有这一项。请由法定代表人办理，或请其调整授权。',
    en: 'Your mandate for “{firm}” does not include this. Ask its legal representative to do it, or to widen the mandate.',
  },
  noGrant: {
    status: 404,
    zh: '这条记录没有对应的共享授权，或授权的内容已不在本平台。依据见记录本身。',
    en: 'There is no sharing grant behind this record, or it is not kept here any more. Its legal basis stands on the record itself.',
  },
});
