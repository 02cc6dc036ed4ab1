import { citizenIdFault, isCreditCode, isPlainDate, type LocalText } from '@platform/kernel/browser';

/** Why a text is not what the format wants, in people's words, or undefined when it is. The text itself is never repeated. */
export type FormatRule = (text: string) => LocalText | undefined;

const lengthFault = (length: number, wanted: number, zh: string, en: string): LocalText | undefined => {
  const missing = wanted - length;
  if (missing === 0) return undefined;
  return missing > 0
    ? {
        zh: `${zh}应为 ${wanted} 位，还差 ${missing} 位`,
        en: `${en} has ${wanted} places; ${missing} ${missing === 1 ? 'is' : 'are'} missing`,
      }
    : {
        zh: `${zh}应为 ${wanted} 位，多了 ${-missing} 位`,
        en: `${en} has ${wanted} places; ${-missing} too many are given`,
      };
};

const mobilePhone: FormatRule = (text) => {
  if (!/^\d*$/.test(text))
    return {
      zh: '手机号码只填数字，不要空格、横线或全角字符',
      en: 'A mobile number has digits only: no spaces, dashes or full-width characters',
    };
  const length = lengthFault(text.length, 11, '手机号码', 'A mobile number');
  if (length) return length;
  return /^1[3-9]/.test(text)
    ? undefined
    : { zh: '手机号码应以 13 至 19 开头，请核对', en: 'A mobile number begins with 13 to 19; check it' };
};

const citizenId: FormatRule = (text) => {
  switch (citizenIdFault(text)) {
    case undefined:
      return undefined;
    case 'date':
      return {
        zh: '公民身份号码中的出生日期不存在，请核对',
        en: 'The birth date inside the citizen id does not exist; check it',
      };
    case 'check-digit':
      return {
        zh: '公民身份号码的最后一位与前面的数字不符，请核对是否有输错',
        en: 'The last place of the citizen id does not match the others; check for a mistyped digit',
      };
    case 'shape':
      return (
        lengthFault(text.length, 18, '公民身份号码', 'A citizen id') ?? {
          zh: '公民身份号码前 17 位为数字，最后一位为数字或大写字母 X',
          en: 'A citizen id has 17 digits, then a digit or a capital X',
        }
      );
  }
};

const creditCode: FormatRule = (text) => {
  if (isCreditCode(text)) return undefined;
  return (
    lengthFault(text.length, 18, '统一社会信用代码', 'A credit code') ?? {
      zh: '统一社会信用代码的校验位不符，请核对（用大写字母，不含 I、O、S、V、Z）',
      en: 'The credit code does not check; compare it (capital letters, no I, O, S, V, Z)',
    }
  );
};

const date: FormatRule = (text) =>
  isPlainDate(text)
    ? undefined
    : { zh: '请填写存在的日期，格式如 2026-05-01', en: 'Give a date that exists, written like 2026-05-01' };

const email: FormatRule = (text) =>
  /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/.test(text) && text.length <= 254
    ? undefined
    : { zh: '电子邮箱格式不对，应如 name@example.cn', en: 'Not an e-mail address; it looks like name@example.cn' };

const uuid: FormatRule = (text) =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text)
    ? undefined
    : { zh: '附件编号格式不对，请重新上传', en: 'Not an attachment number; upload the file again' };

export const FORMAT_RULES: Readonly<Record<string, FormatRule>> = {
  'mobile-phone': mobilePhone,
  'citizen-id': citizenId,
  'credit-code': creditCode,
  date,
  email,
  uuid,
};
