import type { LocalText } from '@platform/kernel/browser';
import { checkPages, checkVocabulary } from './check-vocabulary.ts';
import { checkCircles } from './check-circles.ts';
import { shapeFaults } from './check-shape.ts';
import { FORM_FORMATS, FORM_LIMITS, type FormSchema } from './form-schema.ts';
import { sampleOf } from './sample-form.ts';
import { validateForm } from './validate-form.ts';
import { fieldKind } from './vocabulary.ts';

const KEYWORDS = new Set(
  (
    '$schema $id $comment title description default examples type properties required additionalProperties items minItems ' +
    'maxItems uniqueItems enum const oneOf allOf if then else dependentRequired minLength maxLength pattern format minimum ' +
    'maximum exclusiveMinimum exclusiveMaximum multipleOf ' +
    'x-group x-options x-pattern-hint x-pages x-show x-required x-computed x-money x-upload x-item-title x-item-name x-firm'
  ).split(' '),
);

/** What is wrong with a form's schema itself; `path` is a JSON Pointer into it. For authors of packs. */
export type FormSchemaFault = { path: string; message: LocalText };
export type Complain = (path: string, zh: string, en: string) => void;

/** Checks that a form keeps to what portal, console and server handle alike, under a strict CSP too; names what does not, and its place. */
export function checkForm(schema: unknown): FormSchemaFault[] {
  const faults: FormSchemaFault[] = [];
  const complain: Complain = (path, zh, en) => {
    faults.push({ path, message: { zh, en } });
  };
  checkPart(schema, '', complain);
  if (faults.length > 0 || typeof schema !== 'object' || schema === null) return faults;
  const form = schema as FormSchema;
  checkPages(form, complain);
  checkVocabulary(form, complain);
  if (faults.length === 0) checkCircles(form, complain);
  if (faults.length === 0) checkExamples(form, complain);
  return faults;
}

/** A sample that the form itself would refuse teaches people to fill it in wrongly. Fields without an example may be missing. */
function checkExamples(form: FormSchema, complain: Complain): void {
  const sample = sampleOf(form);
  for (const { path, code, message } of sample ? validateForm(form, sample) : []) {
    if (code === 'required') continue;
    const at = path.replaceAll(/\/([^/]+)/g, (_, step: string) =>
      /^\d+$/.test(step) ? '/items' : `/properties/${step}`,
    );
    complain(
      `${at}/examples`,
      `示例不符合本字段的要求：${message.zh}`,
      `The example does not fit its field: ${message.en}`,
    );
  }
}

function checkPart(schema: unknown, path: string, complain: Complain): void {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    complain(path, '应为 JSON Schema 对象', 'Must be a JSON Schema object');
    return;
  }
  const form = schema as FormSchema;
  if (path === '' && form.type !== 'object')
    complain('', '表单最外层应为 "type": "object"', 'A form must be "type": "object"');
  for (const keyword of Object.keys(form)) {
    if (!KEYWORDS.has(keyword))
      complain(`${path}/${keyword}`, `表单不支持关键字“${keyword}”`, `Forms do not support the keyword "${keyword}"`);
  }
  const misshapen = shapeFaults(schema as Record<string, unknown>);
  for (const { keyword, says } of misshapen)
    complain(`${path}/${keyword}`, `${keyword} ${says.zh}`, `${keyword} ${says.en}`);
  if (misshapen.length > 0) return;
  for (const keyword of ['title', 'description', 'x-pattern-hint', 'x-item-title'] as const) {
    const text = form[keyword] as Partial<LocalText> | null | undefined;
    if (text === undefined || (typeof text?.zh === 'string' && typeof text.en === 'string')) continue;
    complain(`${path}/${keyword}`, `${keyword} 应为 { zh, en }`, `${keyword} must be { zh, en }`);
  }
  if (form.format !== undefined && !(FORM_FORMATS as readonly string[]).includes(form.format)) {
    complain(
      `${path}/format`,
      `没有格式“${form.format}”`,
      `There is no format "${form.format}"; known: ${FORM_FORMATS.join(', ')}`,
    );
  }
  if (typeof form['pattern'] === 'string' && !isPattern(form['pattern'])) {
    complain(`${path}/pattern`, '正则表达式有误', 'Not a regular expression');
  }
  for (const [index, name] of (form.required ?? []).entries()) {
    if (form.properties && !form.properties[name] && !path.includes('/then') && !path.includes('/else')) {
      complain(
        `${path}/required/${index}`,
        `必填项“${name}”没有定义`,
        `Required field "${name}" is not among the properties`,
      );
    }
  }
  checkInner(form, path, complain);
}

function checkInner(form: FormSchema, path: string, complain: Complain): void {
  const isConditional = /\/(if|then|else|allOf)(\/|$)/.test(path);
  for (const [name, property] of Object.entries(form.properties ?? {})) {
    const at = `${path}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!isConditional && property && typeof property === 'object') {
      if (!property.title) complain(at, '缺少 title（界面上的名称）', 'Has no title, the name people see');
      checkKind(property, at, complain, path.includes('/items'));
    }
    checkPart(property, at, complain);
  }
  if (form.items) checkPart(form.items, `${path}/items`, complain);
  for (const keyword of ['if', 'then', 'else'] as const) {
    const part = form[keyword];
    if (part !== undefined) checkPart(part, `${path}/${keyword}`, complain);
  }
  for (const [index, part] of (form.allOf ?? []).entries()) checkPart(part, `${path}/allOf/${index}`, complain);
  for (const [index, option] of (form.oneOf ?? []).entries()) {
    if (option?.const === undefined) {
      complain(
        `${path}/oneOf/${index}`,
        'oneOf 只用于选项，每项应有 const 和 title',
        'oneOf is for options: each needs const and title',
      );
    } else {
      checkPart(option, `${path}/oneOf/${index}`, complain);
    }
  }
}

/** What cannot be asked on a page is refused, rather than shown as something else. */
function checkKind(part: FormSchema, at: string, complain: Complain, isInList: boolean): void {
  const kind = fieldKind(part);
  const type = Array.isArray(part.type) ? part.type.join('|') : String(part.type);
  if (kind === undefined)
    complain(
      at,
      `表单不能显示这种字段（type ${type}）；列表应为选项、一组字段或上传`,
      `Forms cannot show a field of type ${type}; a list is of choices, of groups of fields or of uploads`,
    );
  if ((kind === 'group' && !part.properties) || (kind === 'list' && !part.items?.properties))
    complain(at, '这一组没有字段', 'The group has no fields');
  if (kind === 'list' && isInList)
    complain(at, '重复组里不能再有重复组', 'A repeating group inside another is not supported');
  const most = part['maxItems'];
  if (kind === 'list' && typeof most === 'number' && most > FORM_LIMITS.listLength)
    complain(`${at}/maxItems`, `最多 ${FORM_LIMITS.listLength} 项`, `At most ${FORM_LIMITS.listLength}`);
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
