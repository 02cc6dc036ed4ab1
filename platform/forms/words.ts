import { formatYuan, type LocalText } from '@platform/kernel/browser';
import type { FormSchema } from './form-schema.ts';

const TYPES: Record<string, LocalText> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: '是或否', en: 'yes or no' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '一组内容', en: 'a group of fields' },
};

/** What a person is told when `keyword` (with its value `rule`) is not kept by `field`. */
export function wordsFor(keyword: string, rule: unknown, field: FormSchema | undefined): LocalText {
  const limit = String(rule);
  const amount = field?.['x-money'] === true && typeof rule === 'number' ? formatYuan(BigInt(Math.trunc(rule))) : limit;
  const chosen = field?.enum !== undefined || field?.oneOf !== undefined;
  switch (keyword) {
    case 'required': {
      const { zh = '此项', en = 'this field' } = field?.title ?? {};
      if (field?.['x-upload']) return { zh: `请上传${zh}`, en: `Upload: ${en}` };
      if (field?.items?.properties) return { zh: `请填写${zh}，至少一项`, en: `Give at least one: ${en}` };
      return chosen || field?.type === 'boolean'
        ? { zh: `请选择${zh}`, en: `Choose: ${en}` }
        : { zh: `请填写${zh}`, en: `Fill in: ${en}` };
    }
    case 'unknown-field':
      return {
        zh: '表单中没有此项，请刷新页面后重试',
        en: 'The form has no such field; reload the page and try again',
      };
    case 'unreadable':
      return {
        zh: '含有看不见或无法识别的字符（常由粘贴带入），请删去后重新输入',
        en: 'Holds characters that cannot be seen or read, often brought by pasting; remove them and type the text anew',
      };
    case 'type': {
      if (field?.['x-money'] === true)
        return { zh: '请填写金额，最多两位小数', en: 'Give an amount with at most two decimals' };
      const type = TYPES[Array.isArray(rule) ? String(rule[0]) : limit] ?? (TYPES['string'] as LocalText);
      return { zh: `应填写${type.zh}`, en: `Must be ${type.en}` };
    }
    case 'enum':
    case 'oneOf':
      return { zh: '请从所列选项中选择', en: 'Choose one of the options' };
    case 'const':
      return rule === true
        ? { zh: '须勾选同意后才能继续', en: 'Tick this to go on' }
        : { zh: '此项的值不符合要求', en: 'This value is not the one required' };
    case 'minLength':
      return { zh: `至少填写 ${limit} 个字`, en: `Give at least ${limit} characters` };
    case 'maxLength':
      return { zh: `最多填写 ${limit} 个字`, en: `Give at most ${limit} characters` };
    case 'minItems':
      return { zh: `至少填写 ${limit} 项`, en: `Give at least ${limit}` };
    case 'maxItems':
      if (field?.['x-upload']) return { zh: `最多上传 ${limit} 个文件`, en: `Upload at most ${limit} files` };
      return { zh: `最多填写 ${limit} 项`, en: `Give at most ${limit}` };
    case 'uniqueItems':
      return { zh: '有重复的内容，请删去一项', en: 'Something is given twice; remove one' };
    case 'minimum':
      return { zh: `不能小于 ${amount}`, en: `Must not be below ${amount}` };
    case 'maximum':
      return { zh: `不能大于 ${amount}`, en: `Must not be above ${amount}` };
    case 'exclusiveMinimum':
      return { zh: `应大于 ${amount}`, en: `Must be above ${amount}` };
    case 'exclusiveMaximum':
      return { zh: `应小于 ${amount}`, en: `Must be below ${amount}` };
    case 'multipleOf':
      return { zh: `应为 ${limit} 的整数倍`, en: `Must be a multiple of ${limit}` };
    case 'pattern':
      return hint(field) ?? { zh: '填写的格式不对，请核对', en: 'Not written as it must be; check it' };
    default:
      return { zh: '填写的内容不符合要求，请核对', en: 'This does not meet the requirements; check it' };
  }
}

/** The author's own words for what a pattern wants. */
function hint(field: FormSchema | undefined): LocalText | undefined {
  return field?.['x-pattern-hint'] as LocalText | undefined;
}
