import type { Complain } from './check-form.ts';
import type { FormSchema } from './form-schema.ts';
import {
  conditionFault,
  expressionFault,
  fromTop,
  type Place,
  placesOf,
  type Reference,
  referencesOf,
  usedBy,
} from './places.ts';
import {
  fieldKind,
  UPLOAD_KINDS,
  UPLOAD_LIMITS,
  type Condition,
  type Expression,
  type FormPage,
} from './vocabulary.ts';

/** Every field stands on exactly one page, pages have names of their own. */
export function checkPages(form: FormSchema, complain: Complain): void {
  const pages = form['x-pages'] as FormPage[] | undefined;
  if (pages === undefined) return;
  if (!Array.isArray(pages) || pages.length === 0) {
    complain('/x-pages', 'x-pages 应为非空列表', 'x-pages must be a list of pages');
    return;
  }
  const placed = new Map<string, string>();
  for (const [index, page] of pages.entries()) {
    const at = `/x-pages/${index}`;
    if (typeof page?.id !== 'string' || !/^[a-z][a-z0-9-]*$/.test(page.id))
      complain(
        `${at}/id`,
        '页的 id 应为小写字母、数字和连字符',
        'The id of a page is of small letters, digits and hyphens',
      );
    else if (pages.findIndex((other) => other?.id === page.id) < index)
      complain(`${at}/id`, `页“${page.id}”重复`, `Page "${page.id}" is given twice`);
    if (typeof page?.title?.zh !== 'string' || typeof page.title.en !== 'string')
      complain(`${at}/title`, '页应有 title { zh, en }', 'A page has a title { zh, en }');
    if (page?.fields !== undefined && !Array.isArray(page.fields)) {
      complain(`${at}/fields`, '页上的字段应为列表', 'The fields of a page are a list');
      return;
    }
    for (const [place, name] of (page?.fields ?? []).entries()) {
      const here = `${at}/fields/${place}`;
      if (!form.properties?.[name]) complain(here, `没有字段“${name}”`, `There is no field "${name}"`);
      else if (placed.has(name))
        complain(
          here,
          `字段“${name}”已在页“${placed.get(name)}”上`,
          `Field "${name}" stands on page "${placed.get(name)}" already`,
        );
      else placed.set(name, page.id);
    }
    if (page?.show !== undefined) checkCondition(form, page.show, `${at}/show`, '', complain);
  }
  for (const name of Object.keys(form.properties ?? {}))
    if (!placed.has(name)) complain('/x-pages', `字段“${name}”不在任何一页上`, `Field "${name}" stands on no page`);
}

/** Our own words: each where it may stand, well formed, naming fields that exist and fit. */
export function checkVocabulary(form: FormSchema, complain: Complain): void {
  for (const place of placesOf(form)) {
    const { part, at, inside, path } = place;
    for (const word of ['x-show', 'x-required'] as const)
      if (part[word] !== undefined) checkCondition(form, part[word] as Condition, `${at}/${word}`, inside, complain);
    if (part['x-pages'] !== undefined)
      complain(`${at}/x-pages`, 'x-pages 只能写在最外层', 'x-pages stands at the top of the form only');
    if (part['x-computed'] !== undefined) checkComputed(form, place, complain);
    if (part['x-upload'] !== undefined) checkUpload(part, at, complain);
    if (part['x-money'] !== undefined && (part['x-money'] !== true || part.type !== 'integer'))
      complain(`${at}/x-money`, '金额（分）应为 "type": "integer"', 'Money is whole fen: "type": "integer"');
    const firm = part['x-firm'];
    if (
      firm !== undefined &&
      (part.type !== 'string' || /[.[]/.test(path) || (firm !== 'name' && firm !== 'creditCode'))
    )
      complain(
        `${at}/x-firm`,
        'x-firm 应为 name 或 creditCode，只能写在最外层的文本字段上',
        'x-firm is name or creditCode, on a text at the top of the form',
      );
    const named = part['x-item-name'];
    if (named !== undefined && !part.items?.properties?.[String(named)])
      complain(`${at}/x-item-name`, `这一组没有字段“${String(named)}”`, `The group has no field "${String(named)}"`);
  }
}

function checkCondition(form: FormSchema, condition: Condition, at: string, inside: string, complain: Complain): void {
  const fault = conditionFault(condition, at);
  if (fault) complain(fault.at, fault.zh, fault.en);
  else for (const reference of referencesOf(condition, at)) checkReference(form, reference, inside, complain);
}

function checkComputed(form: FormSchema, { part, at, inside, path }: Place, complain: Complain): void {
  const kind = fieldKind(part);
  const here = `${at}/x-computed`;
  if (kind === 'upload' || kind === 'group' || kind === 'list' || kind === 'choices') {
    complain(here, '只有单个值可以计算', 'Only a single value can be computed');
    return;
  }
  const expression = part['x-computed'] as Expression;
  const fault = expressionFault(expression, here);
  if (fault) {
    complain(fault.at, fault.zh, fault.en);
    return;
  }
  const use = kind === 'number' ? 'number' : 'value';
  const references = usedBy(expression, here, use);
  for (const reference of references) checkReference(form, reference, inside, complain);
  const given = outcomeOf(expression);
  const wanted = kind === 'number' ? 'number' : part.type === 'boolean' ? 'boolean' : 'text';
  if (given !== undefined && given !== wanted)
    complain(
      here,
      `“${path}”不是${given === 'number' ? '数字' : '日期'}类型的字段`,
      `"${path}" is not a field for a ${given === 'number' ? 'number' : 'date'}`,
    );
}

/** What kind of value an expression ends in, where it says so by itself. */
function outcomeOf(expression: Expression): 'number' | 'text' | 'boolean' | undefined {
  if (typeof expression === 'number') return 'number';
  if (typeof expression !== 'object') return undefined;
  if ('const' in expression) {
    const kind = typeof expression.const;
    return kind === 'string' ? 'text' : (kind as 'number' | 'boolean');
  }
  if ('if' in expression) return outcomeOf(expression.then) ?? outcomeOf(expression.else);
  return 'addDays' in expression ? 'text' : 'number';
}

function checkReference(form: FormSchema, { name, at, use }: Reference, inside: string, complain: Complain): void {
  if (name === '$today') {
    if (use === 'number') complain(at, '$today 是日期，不是数字', '$today is a date, not a number');
    return;
  }
  const path = fromTop(name, inside);
  const known = placesOf(form);
  const found = known.find((place) => place.path === path || `${place.path}[]` === path);
  if (!found) {
    complain(at, `没有字段“${name}”`, `There is no field "${name}"`);
    return;
  }
  const isOwn = name.startsWith('.');
  const isMany = !isOwn && path.includes('[]');
  const isAggregate = /\/(sum|min|max)\/\d+$/.test(at);
  if (isMany && !isAggregate)
    complain(
      at,
      `“${name}”有多个值，只能用在 sum、min、max 中`,
      `"${name}" has many values: use it in sum, min or max`,
    );
  const kind = fieldKind(found.part);
  if (use === 'number' && kind !== 'number' && !path.endsWith('[]'))
    complain(at, `“${name}”不是数字`, `"${name}" is not a number`);
  if (use === 'date' && found.part.format !== 'date') complain(at, `“${name}”不是日期`, `"${name}" is not a date`);
  if (use === 'count' && kind !== 'list' && kind !== 'choices' && kind !== 'upload')
    complain(at, `“${name}”不是列表，不能计数`, `"${name}" is not a list that can be counted`);
}

function checkUpload(part: FormSchema, at: string, complain: Complain): void {
  const here = `${at}/x-upload`;
  const upload = part['x-upload'] as Record<string, unknown> | null;
  if (typeof upload !== 'object' || upload === null) {
    complain(here, '应为 { material, accept, maxBytes, maxFiles }', 'Must be { material, accept, maxBytes, maxFiles }');
    return;
  }
  for (const word of Object.keys(upload))
    if (!['material', 'accept', 'maxBytes', 'maxFiles'].includes(word))
      complain(`${here}/${word}`, `x-upload 不支持“${word}”`, `x-upload does not support "${word}"`);
  if (typeof upload['material'] !== 'string')
    complain(`${here}/material`, '应写明是哪一份材料（id）', 'Names the material (its id) that is uploaded');
  const accept = upload['accept'];
  if (!Array.isArray(accept) || accept.length === 0)
    complain(`${here}/accept`, '应列出接受的文件类型', 'Lists the media types that are accepted');
  else
    for (const [index, type] of accept.entries())
      if (!Object.hasOwn(UPLOAD_KINDS, String(type)))
        complain(
          `${here}/accept/${index}`,
          `不支持的文件类型“${String(type)}”`,
          `Unsupported media type "${String(type)}"; known: ${Object.keys(UPLOAD_KINDS).join(', ')}`,
        );
  const most = (word: 'maxBytes' | 'maxFiles', limit: number): void => {
    const value = upload[word];
    if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > limit)
      complain(`${here}/${word}`, `应为 1 至 ${limit} 的整数`, `Must be a whole number from 1 to ${limit}`);
  };
  most('maxBytes', UPLOAD_LIMITS.bytes);
  most('maxFiles', UPLOAD_LIMITS.files);
}
