import { defineErrors } from '@platform/kernel';

/** Why a package cannot be taken, or a ferry cannot go on. Texts name packages and nodes, never rows. */
export const ferryErrors = defineErrors('ferry', {
  notAPackage: {
    status: 422,
    zh: '文件 {file} 不是摆渡包，已移入拒收目录。请核对放入摆渡目录的文件。',
    en: 'The file {file} is no ferry package and was moved to the refused folder. Check what is put into the ferry folder.',
  },
  truncated: {
    status: 422,
    zh: '摆渡包 {file} 不完整（应有 {expected} 字节，实有 {found} 字节）。已请发送方重发。',
    en: 'The package {file} is cut short ({found} of {expected} bytes). The sender has been asked to send it again.',
  },
  altered: {
    status: 422,
    zh: '摆渡包 {file} 的内容与签名的摘要不符，途中被改动。已拒收并请发送方重发；若反复出现，请检查网闸。',
    en: 'The content of the package {file} does not have the digest that was signed: it was altered on the way. It was refused and asked for again; if this repeats, check the gate.',
  },
  signatureWrong: {
    status: 422,
    zh: '摆渡包 {file} 的签名不是约定的发送方 {sender} 所作，已拒收。请核对双方公钥。',
    en: 'The signature of the package {file} is not by the agreed sender {sender}; it was refused. Compare the public keys of both sides.',
  },
  notForUs: {
    status: 422,
    zh: '摆渡包 {file} 是 {sender} 发给 {receiver} 的，不属于本路线，已拒收。请检查网闸的目录对应关系。',
    en: 'The package {file} is from {sender} to {receiver} and not of this route; it was refused. Check which folders the gate joins.',
  },
  chainBroken: {
    status: 409,
    zh: '第 {number} 号包接不上本方已有的第 {before} 号包：发送方可能从备份恢复过。为免错乱已停止接收；请发送方以新的航次重新发送（ferry:send --new-series）。',
    en: 'Package {number} does not follow the package {before} we have: the sender may have been restored from a backup. Nothing more is taken, so that nothing is mixed up; have the sender begin a new series (ferry:send --new-series).',
  },
  receiverAhead: {
    status: 409,
    zh: '接收方已收到第 {theirs} 号包，而本方只发到第 {ours} 号：本方可能从备份恢复过。请以新的航次重新发送（ferry:send --new-series）。',
    en: 'The receiver has package {theirs}, but we have sent only up to {ours}: we may have been restored from a backup. Begin a new series (ferry:send --new-series).',
  },
  badRoute: {
    status: 422,
    zh: '摆渡路线设置不对：{field}：{reason}',
    en: 'The route of the ferry is set wrongly: {field}: {reason}',
  },
  folderUnusable: {
    status: 500,
    zh: '摆渡目录 {folder} 无法读写（{reason}）。请建好目录并给予读写权限。',
    en: 'The ferry folder {folder} cannot be used ({reason}). Make it and give the right to read and write it.',
  },
});
