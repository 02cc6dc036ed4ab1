import fc from 'fast-check';
import { citizenIdCheckDigit } from '@platform/kernel/browser';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkForm, FORM_LIMITS, formField, type FormSchema, validateForm } from './index.ts';

const title = { zh: '项', en: 'field' };
const one = (field: FormSchema, more: FormSchema = {}): FormSchema => ({
  type: 'object',
  properties: { a: { title, ...field } },
  ...more,
});
const faults = (schema: FormSchema, data: unknown) =>
  validateForm(schema, data).map(({ path, code }) => `${path} ${code}`);
const said = (schema: FormSchema, data: unknown) => validateForm(schema, data)[0]?.message;

const tennis = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packs/tennis-club/matters/tennis-membership/form.json'), 'utf8'),
) as FormSchema;
const good = { name: '段晓拍', birthDate: '1996-03-02', phone: '13800000000', court: 'clay' };

test('a right answer has no faults', () => {
  expect(validateForm(tennis, good)).toEqual([]);
});

test('faults come in the order of the form, one a field, in the words of the field', () => {
  const found = validateForm(tennis, { court: 'sand', phone: '138', extra: 1, name: '' });
  expect(found.map(({ path, code }) => `${path} ${code}`)).toEqual([
    '/name required',
    '/birthDate required',
    '/phone mobile-phone',
    '/court oneOf',
    '/extra unknown-field',
  ]);
  expect(found[0]?.message).toEqual({ zh: '请填写姓名', en: 'Fill in: Name' });
  expect(found[2]?.message).toEqual({
    zh: '手机号码应为 11 位，还差 8 位',
    en: 'A mobile number has 11 places; 8 are missing',
  });
});

test.each(['a\u0000b', '张\u0002三', '\u000b', '\ud800', '\udfff张', '赵\ufffd'])(
  'what nobody can see or read is told at its field: %j',
  (text) => {
    const list: FormSchema = { type: 'object', properties: { b: { type: 'array', items: { type: 'string' } } } };
    expect(faults(one({ type: 'string' }), { a: text })).toEqual(['/a unreadable']);
    expect(faults(list, { b: ['well', text] })).toEqual(['/b/1 unreadable']);
  },
);

test('rare characters, line ends and tabs are read as they are', () => {
  for (const text of ['𠮷野', '䶮', '𬱖', '第一行\n第二行\t三', '\r\n'])
    expect(faults(one({ type: 'string' }), { a: text })).toEqual([]);
});

describe('formats say what to mend', () => {
  const first17 = '99990019600101001';
  const id = first17 + citizenIdCheckDigit(first17);
  const wrongDigit = first17 + (((Number.parseInt(id[17] as string, 10) || 0) + 1) % 10);

  test.each([
    ['mobile-phone', '1380000000', '还差 1 位', '1 is missing'],
    ['mobile-phone', '138000000000', '多了 1 位', '1 too many'],
    ['mobile-phone', '138 0000 000', '不要空格', 'no spaces'],
    ['mobile-phone', '１３８００００００００', '全角', 'full-width'],
    ['mobile-phone', '12345678901', '13 至 19', '13 to 19'],
    ['citizen-id', id.slice(0, 17), '还差 1 位', '1 is missing'],
    ['citizen-id', wrongDigit, '最后一位', 'mistyped digit'],
    ['citizen-id', '999900196002301234', '出生日期不存在', 'birth date'],
    ['citizen-id', `${first17}x`, '大写字母 X', 'capital X'],
    ['credit-code', '12999900TENN15003', '还差 1 位', '1 is missing'],
    ['credit-code', '12999900TENN15003K', '校验位不符', 'does not check'],
    ['date', '2026-02-29', '存在的日期', 'date that exists'],
    ['date', '2026/05/01', '格式如 2026-05-01', 'like 2026-05-01'],
    ['email', 'somebody', 'name@example.cn', 'name@example.cn'],
  ])('%s %s', (format, text, zh, en) => {
    const [fault] = validateForm(one({ type: 'string', format }), { a: text });
    expect(fault?.code).toBe(format);
    expect(fault?.message.zh).toContain(zh);
    expect(fault?.message.en).toContain(en);
    expect(JSON.stringify(fault), 'what was typed is personal: it is never repeated').not.toContain(text);
  });

  test.each([
    ['mobile-phone', '13800000000'],
    ['citizen-id', id],
    ['credit-code', '12999900TENN15003J'],
    ['date', '2024-02-29'],
    ['email', 'a@b.cn'],
  ])('%s %s is right', (format, text) => {
    expect(validateForm(one({ type: 'string', format }), { a: text })).toEqual([]);
  });

  test('inside lists and groups', () => {
    const schema = one({
      type: 'array',
      items: { type: 'object', properties: { phone: { type: 'string', format: 'mobile-phone' } } },
    });
    expect(faults(schema, { a: [{ phone: '13800000000' }, { phone: '1' }] })).toEqual(['/a/1/phone mobile-phone']);
  });
});

describe('keywords', () => {
  test.each<[FormSchema, unknown, string, string]>([
    [{ type: 'integer', minimum: 1 }, 0, '不能小于 1', 'Must not be below 1'],
    [{ type: 'integer' }, '1', '应填写整数', 'Must be a whole number'],
    [{ type: 'string', maxLength: 2 }, '一二三', '最多填写 2 个字', 'Give at most 2 characters'],
    [{ type: 'string', minLength: 2 }, '一', '至少填写 2 个字', 'Give at least 2 characters'],
    [{ type: 'boolean', const: true }, false, '须勾选同意后才能继续', 'Tick this to go on'],
    [{ type: 'string', enum: ['x'] }, 'y', '请从所列选项中选择', 'Choose one of the options'],
    [
      { type: 'string', pattern: '^A', 'x-pattern-hint': { zh: '以 A 开头', en: 'Begins with A' } },
      'B',
      '以 A 开头',
      'Begins with A',
    ],
    [
      { type: 'array', items: { type: 'string' }, uniqueItems: true },
      ['x', 'x'],
      '有重复的内容，请删去一项',
      'Something is given twice; remove one',
    ],
  ])('%j given %j', (field, value, zh, en) => {
    expect(said(one(field), { a: value })).toEqual({ zh, en });
  });

  test('a field that is needed only because of another is asked for where it stands', () => {
    const schema: FormSchema = {
      type: 'object',
      properties: { proxy: { type: 'boolean', title }, proxyName: { type: 'string', title } },
      if: { properties: { proxy: { const: true } }, required: ['proxy'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
      then: { required: ['proxyName'] },
    };
    expect(faults(schema, { proxy: true })).toEqual(['/proxyName required']);
    expect(faults(schema, { proxy: false })).toEqual([]);
  });
});

describe('what nobody types by hand', () => {
  test('too deep, too large, too long', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 10_000; level += 1) deep = { a: deep };
    expect(faults(tennis, deep)).toEqual([' too-deep']);
    expect(faults(tennis, { name: 'x'.repeat(FORM_LIMITS.characters) })).toEqual([' too-large']);
    expect(faults(one({ type: 'string' }), { a: 'x'.repeat(FORM_LIMITS.textLength + 1) })).toEqual(['/a maxLength']);
    expect(
      faults(one({ type: 'array', items: { type: 'integer' } }), { a: Array(FORM_LIMITS.listLength + 1).fill(1) }),
    ).toEqual(['/a maxItems']);
  });

  test.each([
    'null',
    '[]',
    '"x"',
    '1',
    '{"__proto__":{"x":1}}',
    '{"constructor":1}',
    '{"%":1}',
    '{"%zz":1}',
    '{"\\ud800":1}',
    '{"a/b~c":1}',
    '{"name":{"zh":1}}',
  ])('%s is refused without breaking', (json) => {
    expect(validateForm(tennis, JSON.parse(json)).length).toBeGreaterThan(0);
  });

  test('whatever JSON arrives, the answer is a list of faults with places in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        for (const fault of validateForm(tennis, data)) {
          expect(fault.path === '' || fault.path.startsWith('/')).toBe(true);
          expect(fault.message.zh.length * fault.message.en.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('an answer passes exactly when each of its fields does', () => {
    const phone = fc.oneof(fc.constant('13900000000'), fc.stringMatching(/^[0-9]{9,12}$/));
    const court = fc.constantFrom('clay', 'grass', 'hard', 'ice');
    fc.assert(
      fc.property(phone, court, fc.string({ maxLength: 60 }), (number, place, name) => {
        const right = /^1[3-9]\d{9}$/.test(number) && place !== 'ice' && name !== '' && [...name].length <= 50;
        expect(validateForm(tennis, { ...good, name, phone: number, court: place }).length === 0).toBe(right);
      }),
    );
  });
});

describe('the form itself', () => {
  test('the tennis form keeps to the subset', () => {
    expect(checkForm(tennis)).toEqual([]);
  });

  test.each<[FormSchema, string]>([
    [one({ $ref: '#/x' } as FormSchema), '/properties/a/$ref'],
    [one({ format: 'hostname' }), '/properties/a/format'],
    [one({ pattern: '(' }), '/properties/a/pattern'],
    [one({ title: 'Name' as unknown as typeof title }), '/properties/a/title'],
    [one({}, { required: ['b'] }), '/required/0'],
    [one({ oneOf: [{ type: 'string' }] }), '/properties/a/oneOf/0'],
    [{ type: 'object', properties: { a: { type: 'string' } } }, '/properties/a'],
    [{ type: 'array' }, ''],
    [one({ type: 'string', format: 'mobile-phone', examples: ['138'] }), '/properties/a/examples'],
    [one({ type: 'string' }, { required: 'a' as never }), '/required'],
    [one({ type: 'string', maxLength: '9' as never }), '/properties/a/maxLength'],
    [one({ type: 'string', oneOf: { const: 'x' } as never }), '/properties/a/oneOf'],
    [one({}, { properties: [] as never }), '/properties'],
    [one({ type: 'string' }, { 'x-pages': [{ id: 'p', title, fields: 'a' }] as never }), '/x-pages/0/fields'],
    [
      one({
        type: 'array',
        maxItems: 3,
        items: { type: 'object', properties: { n: { title, type: 'integer', maximum: 9, examples: [10] } } },
      }),
      '/properties/a/items/properties/n/examples',
    ],
  ])('%j is told at %s', (schema, path) => {
    expect(checkForm(schema).map((fault) => fault.path)).toEqual([path]);
  });

  test('whatever stands anywhere in it is told and breaks nothing; what is not told can be filled in', () => {
    const words = fc.constantFrom<unknown>('', 'object', 'name', -1, 1.5, null, true, [], {}, ['a'], [{}], {
      zh: 'a',
      en: 'b',
    });
    let sound = 0;
    fc.assert(
      fc.property(fc.nat(), words, (place, value) => {
        const form = structuredClone(tennis);
        const spots = spotsOf(form);
        const { holder, key } = spots[place % spots.length] as Spot;
        holder[key] = value;
        if (checkForm(form).length > 0) return;
        sound += 1;
        validateForm(form, good);
        validateForm(form, {});
      }),
      { numRuns: 2000 },
    );
    expect(sound).toBeGreaterThan(50);
  });

  test('fields are found by dots', () => {
    expect(formField(one({ properties: { b: { type: 'string' } } }), 'a.b')).toEqual({ type: 'string' });
    expect(formField(tennis, 'a.b')).toBeUndefined();
  });
});

type Spot = { holder: Record<string, unknown>; key: string };
/** Every place of a JSON value that holds something. */
function spotsOf(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...spotsOf(holder[key])]);
}

test('nothing here needs node or compiles code, so the portal can load it under a strict CSP', () => {
  for (const file of readdirSync(import.meta.dirname).filter((name) => /(?<!test)\.ts$/.test(name))) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    expect(text, file).not.toMatch(/from 'node:|from '@platform\/kernel'|new Function|eval\(/);
  }
});

test('a frozen schema with conditions and choices is checked like any other, and left as it is', () => {
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  };
  const schema = one(
    { type: 'string', oneOf: [{ const: 'mail' }, { const: 'none' }] },
    { if: { properties: { a: { const: 'mail' } } }, then: { required: ['b'] } },
  );
  const before = structuredClone(schema);
  freeze(schema);
  expect(faults(schema, { a: 'mail' })).toEqual(['/b required']);
  expect(schema).toEqual(before);
});
