import { defineErrors } from '@platform/kernel';

export const receiptErrors = defineErrors('receipts', {
  unknownReceipt: {
    status: 404,
    zh: '没有编号为 {id} 的凭证，或者它不属于本单位。',
    en: 'There is no receipt {id}, or it is not one of your organisation’s.',
  },
  removed: {
    status: 410,
    zh: '编号 {id} 所在时段的凭证已过保存期限，于 {day} 按规定清除。批次头仍保留：此前下载的凭证仍可验证。',
    en: 'Receipts as old as {id} were removed on {day}, when their term of keeping was over. The heads stay: a receipt that was downloaded before still verifies.',
  },
  notSealed: {
    status: 409,
    zh: '这次交换刚刚发生，凭证一秒内封存，请稍候再取。',
    en: 'This exchange has just happened; its receipt is sealed within a second. Ask again then.',
  },
  unknownApplication: {
    status: 404,
    zh: '没有编号为 {application} 的应用，或者它不属于本单位。',
    en: 'There is no application {application}, or it is not one of your organisation’s.',
  },
  badPublicKey: {
    status: 400,
    zh: '公钥不对：应为 65 字节未压缩的 SM2 公钥（04‖x‖y）的十六进制。',
    en: 'The public key is wrong: give an uncompressed SM2 point (04‖x‖y), 65 bytes in hex.',
  },
  noSigner: {
    status: 409,
    zh: '应用 {application} 还没有登记签名公钥。请本单位数据专员先在“交换凭证”页登记。',
    en: 'Application {application} has no signing key registered. Its data officer registers one on the page “Receipts” first.',
  },
  nothingToSign: {
    status: 409,
    zh: '批次 {no} 没有等待应用 {application} 签名：没有这个批次、没有它的交换，或者已经签过。',
    en: 'Batch {no} does not wait for application {application}: there is no such batch, nothing of it in there, or it is signed.',
  },
  signatureWrong: {
    status: 400,
    zh: '对批次 {no} 的签名不对。应对批次头的规范 JSON（headText）用已登记的 SM2 密钥签名（默认用户标识，DER，十六进制）。',
    en: 'The signature over batch {no} is wrong. Sign the head’s canonical JSON (headText) with the registered SM2 key (default user id, DER, hex).',
  },
  tooMany: {
    status: 400,
    zh: '一次最多下载 {most} 份凭证，请缩小日期或应用范围。',
    en: 'At most {most} receipts go into one folder; narrow the days or the application.',
  },
});
