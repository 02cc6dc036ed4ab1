import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDecisions } from '@platform/decisions';
import type { FormSchema } from '@platform/forms';
import { parseProcess } from '@platform/process';
import { PACKS } from '../testing/city-packs.ts';
import { sayElements } from './say-elements.ts';
import { sayForm } from './say-form.ts';
import { sayProcess } from './say-process.ts';
import { sayRules } from './say-rules.ts';
import type { Said } from './say.ts';

const read = (path: string): string => readFileSync(join(PACKS, path), 'utf8');
const zh = (said: readonly Said[]): string[] => said.map((one) => one.zh);
const en = (said: readonly Said[]): string[] => said.map((one) => one.en);
const nameOf = (id: string) => ({ zh: `机构${id}`, en: `office ${id}` });

const MATTER = {
  title: { zh: '养猫登记', en: 'Cat registration' },
  organisation: 'cats',
  limits: { promise: { days: 10, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
  visits: { count: 1 },
  fee: {
    isFee: true,
    items: [{ name: { zh: '工本费', en: 'Paper' }, fen: 500, basis: { zh: '第一条', en: 'art. 1' } }],
  },
  conditions: [{ zh: '年满十八岁', en: 'Eighteen years old' }],
  materials: [{ id: 'photo', title: { zh: '照片', en: 'Picture' }, necessity: 'required' }],
  phone: '1',
};

test('what changed in elements is said by their names, with what was and what is', () => {
  expect(sayElements(MATTER, structuredClone(MATTER), nameOf)).toEqual([]);
  const after = {
    ...structuredClone(MATTER),
    organisation: 'dogs',
    limits: { promise: { days: 0, unit: 'workday' }, statutory: { days: 20, unit: 'workday' } },
    visits: { count: 0 },
    fee: {
      isFee: true,
      items: [{ name: { zh: '工本费', en: 'Paper' }, fen: 650, basis: { zh: '第一条', en: 'art. 1' } }],
    },
    conditions: [{ zh: '有固定住所', en: 'A fixed home' }],
    materials: [
      { id: 'photo', title: { zh: '照片', en: 'Picture' }, necessity: 'later' },
      { id: 'vaccine', title: { zh: '疫苗证明', en: 'Vaccination' }, necessity: 'required' },
    ],
    phone: '2',
    quota: { zh: '每户一只', en: 'One a household' },
  };
  const said = sayElements(MATTER, after, nameOf);
  expect(zh(said)).toEqual([
    '办理部门由“机构cats”改为“机构dogs”',
    '承诺时限由“10 个工作日”改为“当场”',
    '跑动次数由“1”改为“0”',
    '费用的收费项目的金额由“¥5.00”改为“¥6.50”',
    '取消受理条件“年满十八岁”',
    '新增受理条件“有固定住所”',
    '材料“照片”的必要性由“必要”改为“容缺后补”',
    '新增材料“疫苗证明”',
    '咨询电话由“1”改为“2”',
    '数量限制由“无”改为“每户一只”',
  ]);
  expect(en(said)).toContain('Papers “Picture”, necessity: “required” becomes “may follow”');
});

test('what changed in a form is said field by field', () => {
  const form = JSON.parse(read('tennis-club/matters/court-event/form.json')) as FormSchema;
  expect(sayForm(form, structuredClone(form))).toEqual([]);
  const { title: _gone, from, ...kept } = form.properties as Record<string, FormSchema>;
  const black = { const: 'a', title: { zh: '黑猫', en: 'Black' } };
  const cats: FormSchema = { type: 'string', title: { zh: '猫', en: 'Cats' }, oneOf: [black] };
  const next: FormSchema = {
    ...form,
    required: ['kind', 'days', 'to', 'courts', 'organiser', 'players', 'member', 'plan', 'agreed'],
    properties: { ...kept, from: { ...from, title: { zh: '开始', en: 'Begin' } }, cats },
  };
  const said = sayForm(form, next);
  expect(zh(said)).toEqual([
    '取消填写项“活动名称”',
    '填写项由“第一天”改为“开始”',
    '填写项“开始”不再必填',
    '填写项“天数”改为必填',
    '新增填写项“猫”',
  ]);
  expect(en(said)).toContain('The field “Days” must now be filled in');
  const white = { const: 'b', title: { zh: '白猫', en: 'White' } };
  const more = { ...next, properties: { ...next.properties, cats: { ...cats, oneOf: [black, white] } } };
  expect(en(sayForm(next, more))).toEqual(['The field “Cats” has new choices: White']);
  expect(zh(sayForm(form, { ...form, 'x-order': ['from'] }))).toEqual(['页面、条件或填写顺序有变化']);
});

test('what changed in rules is said by the words of their author, cell by cell', async () => {
  const text = read('tennis-club/matters/court-event/decision.dmn');
  const before = await parseDecisions(text);
  expect(sayRules(before, await parseDecisions(text.replace('<decisionTable', '\n<decisionTable')))).toEqual([]);
  const changed = text
    .replace('&gt; 12', '&gt; 8')
    .replace('其他活动当场登记', '其余活动当场登记')
    .replace(/<rule id="match"[\s\S]*?<\/rule>/, '');
  const said = sayRules(before, await parseDecisions(changed));
  expect(zh(said)).toEqual([
    '取消规则“两人以上的比赛由俱乐部排期”',
    '规则“共用球场超过十二片的，由俱乐部安排”的“Courts in all”由“> 12”改为“> 8”',
    '规则由“其他活动当场登记”改为“其余活动当场登记”',
  ]);
  expect(en(said)[0]).toBe('No more rule: “The club schedules matches”');
  const routed = await parseDecisions(
    text.replace('<outputEntry id="r3o"><text>"approve"', '<outputEntry id="r3o"><text>"route"'),
  );
  expect(zh(sayRules(before, routed))).toEqual(['规则“其他活动当场登记”的“结论”由“准予”改为“转人工”']);
});

test('what changed in a process is said step by step', async () => {
  const text = read('../modules/matters/processes/promise.bpmn');
  const before = await parseProcess(text);
  expect(sayProcess(before, await parseProcess(text.replaceAll('x="800"', 'x="801"')), nameOf)).toEqual([]);
  const decide = /<userTask id="decide"[^>]*>/.exec(text)?.[0] as string;
  const name = /name="([^"]*)"/.exec(decide)?.[1] as string;
  const after = text.replace(decide, decide.replace(`name="${name}"`, 'name="复核决定"').replace('>', ' yw:days="3">'));
  expect(zh(sayProcess(before, await parseProcess(after), nameOf))).toEqual([
    `环节由“${name}”改为“复核决定”`,
    '环节“复核决定”的期限（工作日）由“无”改为“3”',
  ]);
  // A new name in one language is a change in both.
  const renamed = text.replace(decide, decide.replace(`name="${name}"`, 'name="决定"'));
  const [only] = sayProcess(before, await parseProcess(renamed), nameOf);
  expect(only?.en).toMatch(new RegExp(`^Step “.+”: in Chinese “${name}” becomes “决定”$`));
  const flow = /<conditionExpression[^>]*>([^<]*)</.exec(text)?.[1] as string;
  const other = sayProcess(before, await parseProcess(text.replace(`>${flow}<`, '>=false<')), nameOf);
  expect(zh(other)).toEqual(['分支、事件或其条件有变化']);
});
