import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evaluate, explain, parseDecisions, type DecisionTrace } from './index.ts';

const club = parseDecisions(
  readFileSync(join(import.meta.dirname, '../../packs/tennis-club/matters/tennis-membership/decision.dmn'), 'utf8'),
);

test('says which inputs mattered, which rule applied and its own words, and the chain before it', async () => {
  const { trace } = evaluate(await club, 'membership', { age: 17, status: '1', guardianConsent: false });
  expect(explain(trace, 'zh').sentences).toEqual([
    '“Age group”的结果为 youth，依据为age：17。',
    "“membership”适用第 5 条规则，依据为Age group：youth，Status：1，Guardian's consent：否。",
    '未满十八周岁的，须经监护人同意。',
  ]);
  expect(explain(trace, 'en').parts).toMatchObject([
    { decision: 'ageGroup', sentences: ['"Age group" comes to youth, because of age: 17.'] },
    {
      decision: 'membership',
      sentences: [expect.stringContaining("Guardian's consent: no"), 'Below eighteen a guardian has to agree.'],
    },
  ]);
  expect(explain(JSON.parse(JSON.stringify(trace)), 'en')).toEqual(explain(trace, 'en'));
});

test('inputs that the rule did not ask about are not told', async () => {
  const { trace } = evaluate(await club, 'membership', { age: 30, status: '2', guardianConsent: null });
  expect(explain(trace, 'en').sentences).toContain('Rule 3 of "membership" applies, because of Status: 2.');
});

test('a trace kept before these fields were added is explained with what it has', () => {
  const old: DecisionTrace = {
    decision: 'card',
    inputs: { age: 72, moved: null },
    rulesHit: [{ index: 2, id: 'r2', annotation: '年满七十周岁', label: '' }],
    outputs: { outcome: 'approve' },
    version: 'f'.repeat(64),
    required: [{ decision: 'group', inputs: { age: 72 }, rulesHit: [], outputs: { group: 'A' } }],
  };
  expect(explain(old, 'zh').sentences).toEqual([
    '“group”的结果为 A，依据为age：72。',
    '“card”适用第 2 条规则，依据为age：72，moved：无记录。',
    '年满七十周岁。',
  ]);
  expect(explain(old, 'en').sentences.at(-1)).toBe('年满七十周岁.');
});

test('money is told in yuan, a default as one, labels in two languages by language', async () => {
  const xml = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="n">
  <inputData id="i" name="income"><variable id="v" name="income" typeRef="amount"/></inputData>
  <decision id="d" name="d" label="补贴 / subsidy"><variable id="w" name="d"/><informationRequirement id="q"><requiredInput href="#i"/></informationRequirement>
  <decisionTable id="t" hitPolicy="FIRST"><input id="c" label="月收入 / monthly income"><inputExpression id="e" typeRef="amount"><text>income</text></inputExpression></input><output id="o" name="outcome"><defaultOutputEntry id="de"><text>"none"</text></defaultOutputEntry></output>
  <rule id="r" label="Below 2,000 yuan a month"><description>月收入低于 2000 元</description><inputEntry id="t1"><text>&lt; 200000</text></inputEntry><outputEntry id="o1"><text>"full"</text></outputEntry></rule></decisionTable></decision></definitions>`;
  const model = await parseDecisions(xml);
  const low = evaluate(model, 'd', { income: 123_456n }).trace;
  expect(explain(low, 'zh').sentences).toEqual([
    '“补贴”适用第 1 条规则，依据为月收入：¥1,234.56。',
    '月收入低于 2000 元。',
  ]);
  expect(explain(low, 'en').sentences).toEqual([
    'Rule 1 of "subsidy" applies, because of monthly income: ¥1,234.56.',
    'Below 2,000 yuan a month.',
  ]);
  const high = evaluate(model, 'd', { income: 200_000n }).trace;
  expect(explain(high, 'en').sentences).toEqual([
    'No rule of "subsidy" applies (monthly income: 200000); the default is none.',
  ]);
});
