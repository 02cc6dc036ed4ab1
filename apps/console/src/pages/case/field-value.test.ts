import { expect, test } from 'vitest';
import { fieldTitle, valueText } from './field-value.ts';

const zh = { language: 'zh', yes: '是', no: '否' } as const;
const schema = {
  properties: {
    court: {
      title: { zh: '常用场地', en: 'Usual court' },
      oneOf: [{ const: 'clay', title: { zh: '红土', en: 'Clay' } }],
    },
    home: { properties: { street: { title: { zh: '街道', en: 'Street' } } } },
  },
};

test('a chosen option is read by its title, in the reader’s language', () => {
  expect(valueText(schema.properties.court, 'clay', zh)).toBe('红土');
  expect(valueText(schema.properties.court, 'clay', { ...zh, language: 'en' })).toBe('Clay');
});

test('false is an answer, an empty text is none', () => {
  expect(valueText(undefined, false, zh)).toBe('否');
  expect(valueText(undefined, '', zh)).toBeUndefined();
  expect(valueText(undefined, 0, zh)).toBe('0');
});

test('lists and groups are told in words, not as JSON', () => {
  expect(valueText(undefined, ['甲', '乙'], zh)).toBe('甲、乙');
  expect(valueText(schema.properties.home, { street: '鼓楼街' }, zh)).toBe('街道: 鼓楼街');
});

test('an inner field is found by dots; an unknown one keeps its name', () => {
  expect(fieldTitle(schema, 'home.street', 'zh')).toBe('街道');
  expect(fieldTitle(schema, 'home.number', 'zh')).toBe('home.number');
});
