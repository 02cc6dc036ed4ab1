import { defineErrors } from '@platform/kernel';

export const licenceErrors = defineErrors('licences', {
  licenceNotFound: {
    status: 404,
    zh: '没有找到这个证照。请从“我的证照”重新打开。',
    en: 'This licence was not found. Please open it again from your wallet.',
  },
  notInThisState: {
    status: 409,
    zh: '证照现在是“{state}”，不能{action}。请刷新页面查看最新状态。',
    en: 'The licence is now “{stateEn}”: it is not possible to {actionEn}. Reload the page to see its state.',
  },
  reasonNeeded: {
    status: 400,
    zh: '请写明理由：对持证人不利的决定必须说明理由和依据。',
    en: 'Give the reason: a decision against the holder needs a reason and evidence.',
  },
  hearingFirst: {
    status: 409,
    zh: '持证人陈述申辩期到 {until} 结束；期满且对所提异议写明答复之后，才能注销。',
    en: 'The holder may object until {until}; only afterwards, and with an answer to what they said, can the licence be revoked.',
  },
  nothingToObject: {
    status: 409,
    zh: '这个证照没有可以提出异议的决定。',
    en: 'There is no decision about this licence to object to.',
  },
  objectionTooLate: {
    status: 409,
    zh: '提出异议的期限（{until}）已过。仍可依法申请行政复议或提起行政诉讼。',
    en: 'The time to object ended on {until}. You may still apply for administrative review or go to court.',
  },
  verificationNotFound: {
    status: 404,
    zh: '没有找到这个核实任务。请从核实列表重新打开。',
    en: 'This verification was not found. Please open it again from the list.',
  },
  verificationDone: {
    status: 409,
    zh: '这个核实任务已经办完。请刷新列表。',
    en: 'This verification has been dealt with. Reload the list.',
  },
  fileMissing: { status: 400, zh: '请选择要核验的证照文件（PDF）。', en: 'Choose the licence file (PDF) to verify.' },
  fileTooLarge: {
    status: 413,
    zh: '文件超过 5 MB，不是本平台签发的证照文件。请核对后重新选择。',
    en: 'The file is larger than 5 MB, so it is no licence file of this platform. Check it and choose again.',
  },
});
