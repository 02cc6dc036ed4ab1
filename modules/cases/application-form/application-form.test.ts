import { expect, test } from 'vitest';
import type { FormPart } from '@platform/documents';
import { demoCitizenId, KITES } from '../testing/small-city.ts';
import { applicationForm, type Application } from './application-form.ts';
import { sectionNumber } from './form-parts.ts';

const text = (zh: string) => ({ zh, en: zh });
const field = (zh: string, more: object = {}) => ({ type: 'string', title: text(zh), ...more });
const matter = {
  ...KITES,
  title: text('风筝节'),
  uiOrder: [],
  materials: [
    ...KITES.materials,
    { ...KITES.materials[1]!, id: 'insurance', title: text('保险单'), necessity: 'later' as const },
  ],
  formSchema: {
    type: 'object',
    'x-pages': [
      { id: 'one', title: text('活动'), fields: ['name', 'colour', 'fee', 'photo', 'promise'] },
      { id: 'two', title: text('名单'), fields: ['fliers'] },
    ],
    properties: {
      name: field('姓名'),
      colour: field('颜色', { oneOf: [{ const: 'r', title: text('红色') }] }),
      fee: { type: 'integer', 'x-money': true, title: text('费用'), 'x-computed': { sum: [8055] } },
      photo: {
        type: 'array',
        title: text('照片'),
        'x-upload': { material: 'photo', accept: [], maxBytes: 1, maxFiles: 3 },
      },
      promise: { type: 'boolean', title: text('我承诺不剪线'), description: text('违反的撤销登记') },
      fliers: {
        type: 'array',
        title: text('放飞人'),
        items: { type: 'object', properties: { who: field('姓名'), phone: field('电话') } },
      },
    },
  },
};
const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
const application = (more: Partial<Application> = {}): Application => ({
  record: {
    caseNo: 'K-1',
    matterVersion: '1.0.0',
    channel: 'online',
    submittedAt: new Date('2026-11-20T02:05:00Z'),
    papersUntil: '2026-12-04',
    state: 'received',
    committed: true,
  },
  matter,
  applicant: ann,
  form: {
    name: '安小妮',
    colour: 'r',
    fee: 8055,
    photo: ['f1'],
    promise: true,
    fliers: [{ who: '甲', phone: '1' }, { who: '乙' }],
  },
  data: {
    values: { fliers: { name: '安小妮' } },
    sources: { 'fliers.name': { organisation: 'police', resource: 'roll', at: '', purpose: text('') } },
    failed: [],
  },
  missing: { papers: ['insurance'], until: '2026-12-04' },
  files: [{ id: 'f1', name: '风筝.jpg', material: 'photo', place: 'photo' }],
  promise: 'promise',
  office: '风筝窗口',
  nameOf: (id) => (id === 'police' ? '公安局' : '风筝办'),
  printed: { at: new Date('2026-11-22T06:00:00Z'), by: '风筝窗口' },
  ...more,
});
const partsOf = (one: Application): readonly FormPart[] => applicationForm(one).parts ?? [];
const factsOf = (one: Application): Record<string, string> =>
  Object.fromEntries(
    partsOf(one).flatMap((part) => (part.kind === 'facts' ? part.facts.map(({ label, value }) => [label, value]) : [])),
  );
const tables = (one: Application) => partsOf(one).flatMap((part) => (part.kind === 'table' ? [part] : []));
const words = (one: Application): string => JSON.stringify(applicationForm(one));

test('values are told in words, with what data filled in and what was computed marked and explained', () => {
  expect(factsOf(application())).toMatchObject({
    姓名: '安小妮 ◆',
    颜色: '红色',
    费用: '¥80.55 △',
    照片: '风筝.jpg',
    收件时间: '2026-11-20 10:05',
    公民身份号码: ann.citizenId,
    申请方式: '网上申请',
    实施主体: '风筝办',
  });
  expect(words(application())).toContain('◆ 由政务数据共享自动填写（来源：公安局）；△ 由系统按规定计算');
});

test('a repeated group is a table with a row for each entry; papers tell from where each comes', () => {
  const [fliers, papers] = tables(application());
  expect(fliers).toMatchObject({
    title: '放飞人',
    rows: [
      ['1', '甲', '1'],
      ['2', '乙', '——'],
    ],
  });
  expect(papers?.rows).toEqual([
    ['1', '身份证', '数据共享免交', '由风筝办数据代替'],
    ['2', '风筝照片', '已上传', '风筝.jpg'],
    ['3', '保险单', '容缺后补', '承诺于 2026-12-04 前补交'],
  ]);
});

test('a promise is printed as it was asked, with who gave it and when; where none was given there is none', () => {
  expect(words(application())).toContain('我承诺不剪线');
  expect(words(application())).toContain('承诺人：安小妮　　承诺时间：2026-11-20 10:05');
  const none = application({ record: { ...application().record, committed: false } });
  expect(words(none)).not.toContain('告知承诺');
});

test('a firm’s form names who acted for it and is stamped; a draft says that it was not handed in', () => {
  const firm = application({
    applicant: { citizenId: '91990200MADEM001AR', name: '风筝公司' },
    agent: ann,
    window: '政务大厅',
  });
  expect(factsOf(firm)).toMatchObject({
    统一社会信用代码: '91990200MADEM001AR',
    经办人: '安小妮',
    申请方式: '网上申请（政务大厅）',
  });
  expect(words(firm)).toContain('申请人（盖章）');
  expect(words(firm)).toContain('经办人签名');
  const draft = application({ record: { ...application().record, state: 'draft', submittedAt: null } });
  expect(factsOf(draft)['收件时间']).toBe('（尚未提交）');
  expect(words(draft)).toContain('承诺人：安小妮（提交时生效）');
  expect(words(draft)).not.toContain('网上确认提交');
});

test('sections are numbered as papers number them', () => {
  expect([1, 9, 10, 11, 20, 21].map(sectionNumber)).toEqual(['一', '九', '十', '十一', '二十', '二十一']);
});
