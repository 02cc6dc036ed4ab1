import { expect, test } from 'vitest';
import type { DocumentSpec } from '@platform/documents';
import { KITES } from '../testing/small-city.ts';
import { blankForm, sampleForm } from './blank-form.ts';

const text = (zh: string) => ({ zh, en: zh });
const at = new Date('2026-11-22T06:00:00Z');
const matter = (properties: Record<string, object>, more: object = {}) => ({
  ...KITES,
  uiOrder: Object.keys(properties),
  formSchema: { type: 'object', required: ['name'], properties, ...more },
});
const fields = {
  name: { type: 'string', title: text('姓名') },
  colour: {
    type: 'string',
    title: text('颜色'),
    oneOf: [
      { const: 'r', title: text('红') },
      { const: 'b', title: text('蓝') },
    ],
  },
  reason: { type: 'string', title: text('理由'), 'x-show': { field: 'colour', is: 'b' } },
  fee: { type: 'integer', title: text('费用'), 'x-computed': { sum: [1] } },
  fliers: {
    type: 'array',
    title: text('放飞人'),
    items: { type: 'object', properties: { who: { type: 'string', title: text('姓名') } } },
  },
};
const factsOf = (spec?: DocumentSpec) =>
  Object.fromEntries(
    (spec?.parts ?? []).flatMap((part) =>
      part.kind === 'facts' ? part.facts.map(({ label, value }) => [label, value]) : [],
    ),
  );

test('a blank form asks all that the page may ask: boxes for choices, rows for a group, what only some fill in is said', () => {
  const spec = blankForm({ matter: matter(fields), office: '风筝办', at });
  expect(factsOf(spec)).toMatchObject({
    姓名: '',
    '颜色（选填）': '□ 红　□ 蓝',
    '理由（适用时填写）': '',
    费用: '（由系统按规定计算，不用填写）',
  });
  const table = spec.parts?.find((part) => part.kind === 'table');
  expect(table).toMatchObject({ title: '放飞人（选填）（可另附页）' });
  expect(table?.kind === 'table' && table.rows.length).toBeGreaterThan(2);
  // Papers that data replace are not asked for on paper either.
  expect(JSON.stringify(spec.parts)).toContain('风筝照片');
  expect(JSON.stringify(spec.parts)).not.toContain('身份证"');
});

test('a sample is filled in with the examples and says that it is one; without examples there is none', () => {
  const facts = { office: '风筝办', at };
  expect(sampleForm({ matter: matter(fields), ...facts })).toBeUndefined();
  const examples = {
    ...fields,
    name: { ...fields.name, examples: ['张某某'] },
    colour: { ...fields.colour, examples: ['r'] },
  };
  const spec = sampleForm({ matter: matter(examples), ...facts });
  expect(spec?.title).toContain('示例样表');
  expect(factsOf(spec)).toMatchObject({ 姓名: '张某某', 颜色: '红' });
  // Asked of blue kites only.
  expect(JSON.stringify(spec?.parts)).not.toContain('理由');
});
