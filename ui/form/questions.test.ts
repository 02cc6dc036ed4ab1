import { settleForm, type FormSchema } from '@platform/forms';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingFields, openFields, questionGroups, screensOf, withDefaults } from './questions.ts';

const title = { zh: '题', en: 'Question' };
const schema: FormSchema = {
  type: 'object',
  required: ['name', 'phone', 'delivery'],
  properties: {
    name: { type: 'string', title },
    phone: { type: 'string', title },
    delivery: { type: 'string', title, default: 'electronic' },
    friend: { type: 'string', title },
    mailAddress: { type: 'string', title },
    friendPhone: { type: 'string', title },
    consent: { type: 'boolean', title },
  },
  if: { properties: { delivery: { const: 'mail' } }, required: ['delivery'] },
  // oxlint-disable-next-line unicorn/no-thenable
  then: { required: ['mailAddress'] },
  dependentRequired: { friend: ['friendPhone'], friendPhone: ['friend'] },
};
const order = ['name', 'phone', 'delivery'];
const fields = openFields(schema, order, ['name']);

test('what data filled in is not asked, the rest is, in the order of the form', () => {
  expect(fields).toEqual(['phone', 'delivery', 'friend', 'mailAddress', 'friendPhone', 'consent']);
});

describe('a question that only some answers call for', () => {
  const settled = (form: Record<string, unknown>) => settleForm(schema, form);
  test('is asked, and must be answered, when they are given', () => {
    expect(settled({ delivery: 'mail' }).isRequired('/mailAddress')).toBe(true);
    expect(settled({ delivery: 'electronic' }).isShown('/mailAddress')).toBe(false);
  });

  test('leaves nothing behind when the answer is taken back', () => {
    const form = { name: '甲', phone: '1', delivery: 'electronic', mailAddress: 'a street' };
    expect(settled(form).data).toEqual({ name: '甲', phone: '1', delivery: 'electronic' });
    expect(settled({ ...form, delivery: 'mail' }).data).toHaveProperty('mailAddress');
  });
});

describe('steps', () => {
  const screens = (form: Record<string, unknown>, narrow: boolean, of = schema) =>
    screensOf(of, openFields(of, [], ['name']), settleForm(of, form), narrow).map(({ key, fields: on, extra }) => [
      key,
      ...on,
      ...extra,
    ]);

  test('a form without pages is one step on a desk, and a question a step on a phone, what may be left out at the end', () => {
    expect(screens({}, false)).toHaveLength(1);
    expect(screens({ delivery: 'mail' }, true)).toEqual([
      ['phone', 'phone'],
      ['delivery', 'delivery', 'mailAddress'],
      ['consent', 'consent', 'friend', 'friendPhone'],
    ]);
  });

  test('the author’s pages are steps everywhere, those with nothing to ask left out, a review at the end', () => {
    const paged: FormSchema = {
      ...schema,
      'x-pages': [
        { id: 'who', title, fields: ['name'] },
        { id: 'how', title, fields: ['phone', 'delivery'] },
        {
          id: 'rest',
          title,
          fields: ['friend', 'friendPhone', 'mailAddress', 'consent'],
          show: { field: 'phone', filled: true },
        },
      ],
    };
    expect(screens({}, false, paged).map(([key]) => key)).toEqual(['how', 'review']);
    expect(screens({ phone: '1' }, true, paged).map(([key]) => key)).toEqual(['how', 'rest', 'review']);
  });
});

test('screens: one question each, with what belongs to it; what may be left out is marked', () => {
  expect(questionGroups(schema, fields)).toEqual([
    { key: 'phone', fields: ['phone'], extra: false },
    { key: 'delivery', fields: ['delivery', 'mailAddress'], extra: false },
    { key: 'friend', fields: ['friend', 'friendPhone'], extra: true },
    { key: 'consent', fields: ['consent'], extra: false },
  ]);
});

test('every question stands on exactly one screen, whatever depends on what', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const name = fc.constantFrom(...names);
  fc.assert(
    fc.property(fc.dictionary(name, fc.array(name, { maxLength: 3 })), (dependentRequired) => {
      const any: FormSchema = {
        type: 'object',
        properties: Object.fromEntries(names.map((one) => [one, { type: 'string', title }])),
        dependentRequired,
      };
      const groups = questionGroups(any, names);
      expect(groups.flatMap((group) => group.fields).toSorted()).toEqual(names);
      for (const [one, others] of Object.entries(dependentRequired))
        for (const other of others) expect(groups.find((group) => group.fields.includes(one))?.fields).toContain(other);
    }),
  );
});

test('defaults fill what is open and never what was answered', () => {
  expect(withDefaults(schema, fields, { phone: '1' })).toEqual({ phone: '1', delivery: 'electronic' });
  expect(withDefaults(schema, fields, { delivery: 'mail' })).toEqual({ delivery: 'mail' });
});

test('what is still missing counts down with each answer, and up when one is taken back', () => {
  const agreed: FormSchema = {
    ...schema,
    required: [...(schema.required ?? []), 'consent', 'home'],
    properties: {
      ...schema.properties,
      consent: { type: 'boolean', const: true, title },
      home: { type: 'object', properties: { street: { type: 'string', title } } },
    },
  };
  const asked = ['phone', 'delivery', 'friend', 'consent', 'home'];
  const left = (form: Record<string, unknown>) => missingFields(agreed, asked, settleForm(agreed, form));
  expect(left({})).toEqual(['phone', 'delivery', 'consent', 'home']);
  expect(left({ phone: '1', delivery: 'electronic', home: { street: '' } })).toEqual(['consent', 'home']);
  expect(left({ phone: '1', delivery: 'electronic', consent: true, home: { street: '1' } })).toEqual([]);
  expect(left({ phone: '1', delivery: 'electronic', consent: false, home: { street: '1' } })).toEqual(['consent']);
});
