import { defineErrors } from '@platform/kernel';

export const documentErrors = defineErrors('documents', {
  noSignatureSlot: {
    status: 500,
    zh: '该 PDF 没有预留唯一的签名位置，无法签名。请用 renderPdf 并给出 signature 后再签名。',
    en: 'This PDF has no single reserved place for a signature. Render it with renderPdf and `signature`, then sign it.',
  },
  alreadySigned: {
    status: 409,
    zh: '该 PDF 已经签过名，不能再次签名。如需更改，请重新生成文件。',
    en: 'This PDF is signed already and cannot be signed again. Render it anew to change it.',
  },
  signatureTooLong: {
    status: 500,
    zh: '签名数据 {length} 字节，超过预留的 {room} 字节。请缩短证书中的名称。',
    en: 'The signature has {length} bytes, more than the {room} reserved. Use shorter names in the certificate.',
  },
  qrTextTooLong: {
    status: 422,
    zh: '二维码内容过长（{length} 字节，最多 1200 字节）。请改用短链接。',
    en: 'The text of the QR code is too long ({length} bytes, at most 1200). Use a short link.',
  },
  colourInvalid: {
    status: 422,
    zh: '颜色“{colour}”不合规，应为 #rrggbb 形式，例如 #1d5fb8。',
    en: 'The colour "{colour}" is not valid: write it as #rrggbb, for example #1d5fb8.',
  },
});
