import { isDeepStrictEqual } from 'node:util';
import type { LocalText } from '@platform/kernel';
import type { FormSchema } from '@platform/forms';
import { added, becomes, joined, quoted, removed, textOf, type Said } from './say.ts';

const FIELD: LocalText = { zh: '填写项', en: 'field' };

type Field = { title: LocalText; required: boolean; schema: FormSchema };

/** What changed in a form, field by field. */
export function sayForm(before: FormSchema, after: FormSchema): Said[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const said = [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    if (!was) return [added(FIELD, (is as Field).title)];
    if (!is) return [removed(FIELD, was.title)];
    return sayField(was, is);
  });
  // Pages, conditions between fields, the order in which they are asked.
  if (said.length === 0 && !isDeepStrictEqual(before, after))
    return [{ zh: '页面、条件或填写顺序有变化', en: 'Pages, conditions or the order of the fields changed' }];
  return said;
}

function sayField(was: Field, is: Field): Said[] {
  const said: Said[] = [];
  const { zh, en } = quoted(is.title);
  if (!isDeepStrictEqual(was.title, is.title)) said.push(becomes(FIELD, was.title, is.title));
  if (was.required !== is.required)
    said.push(
      is.required
        ? { zh: `填写项${zh}改为必填`, en: `The field ${en} must now be filled in` }
        : { zh: `填写项${zh}不再必填`, en: `The field ${en} need not be filled in any more` },
    );
  const [options, news] = [optionsOf(was.schema), optionsOf(is.schema)];
  const gone = options.filter((one) => !news.some(({ zh: same }) => same === one.zh));
  const come = news.filter((one) => !options.some(({ zh: same }) => same === one.zh));
  if (come.length > 0)
    said.push({
      zh: `填写项${zh}增加选项：${joined(come).zh}`,
      en: `The field ${en} has new choices: ${joined(come).en}`,
    });
  if (gone.length > 0)
    said.push({
      zh: `填写项${zh}减少选项：${joined(gone).zh}`,
      en: `The field ${en} no longer has the choices: ${joined(gone).en}`,
    });
  const rest = ({
    title: _title,
    properties: _inner,
    oneOf: _options,
    enum: _values,
    examples: _examples,
    items,
    ...others
  }: FormSchema) => ({
    ...others,
    // What a repeated group asks is told by its own fields.
    ...(items?.properties === undefined && items !== undefined ? { items } : {}),
    required: undefined,
  });
  if (!isDeepStrictEqual(was.schema['examples'], is.schema['examples']))
    said.push({ zh: `填写项${zh}的填写示例有变化`, en: `The example for the field ${en} changed` });
  if (come.length + gone.length === 0 && !isDeepStrictEqual(rest(was.schema), rest(is.schema)))
    said.push({ zh: `填写项${zh}的填写要求或说明有变化`, en: `What the field ${en} takes, or its help, changed` });
  return said;
}

/** Fields by their path, those of groups and repeated groups too, and those that only some conditions ask. */
function fieldsOf(schema: FormSchema, path = '', found = new Map<string, Field>()): Map<string, Field> {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`;
    const required = schema.required?.includes(name) ?? false;
    if (!found.has(at)) found.set(at, { title: property.title ?? textOf(name), required, schema: property });
    fieldsOf(property.items ?? property, at, found);
  }
  for (const part of [...(schema.allOf ?? []), schema.then, schema.else]) if (part) fieldsOf(part, path, found);
  return found;
}

function optionsOf({ oneOf, enum: values, items }: FormSchema): LocalText[] {
  if (oneOf) return oneOf.map((one) => one.title ?? textOf(one.const));
  if (values) return values.map(textOf);
  return items && !items.properties ? optionsOf(items) : [];
}
