import { describe, expect, test } from 'vitest';
import { evaluate, explain, parseDecisions, requiredInputs } from './index.ts';
import { LOAN, LOAN_INPUTS } from './testing/loan.ts';

describe('a loan, as in the example chapter of the specification', () => {
  test('item definitions, knowledge, invocations, contexts, relation, list and function work together', async () => {
    const model = await parseDecisions(LOAN);
    expect(requiredInputs(model, 'loan').toSorted()).toEqual(['Monthly Incomes', 'Requested Product', 'Score']);
    // The later rounds are compiled.
    for (let round = 0; round < 4; round += 1) {
      const { outputs, trace } = evaluate(model, 'loan', LOAN_INPUTS);
      // 10,000 yuan at 3.75 % over 360 months: 46.31 yuan a month. Fee: 0.175 % is 17.50 yuan.
      expect(outputs).toEqual({ outcome: 'approve', fee: 1750, papers: ['contract', 'medium'] });
      expect(trace.required.map((part) => [part.decision, part.outputs])).toEqual([
        ['instalment', { Instalment: 4631 }],
        ['risk', { Risk: 'medium' }],
        [
          'bands',
          {
            Bands: [
              { upTo: 1_000_000, rate: 0.175 },
              { upTo: 5_000_000, rate: 0.125 },
            ],
          },
        ],
      ]);
      expect(trace.steps?.map(({ kind, name, value }) => [kind, name, value])).toEqual([
        ['entry', 'Income', 750_050],
        ['knowledge', 'Contingency Factor', 0.7],
        ['entry', 'Share', 0.7],
        ['entry', 'Disposable', 525_035],
        ['knowledge', 'Affordability', true],
        ['entry', 'Affordable', true],
        ['entry', 'Fee', 1750],
        ['entry', 'outcome', 'approve'],
        ['entry', 'fee', 1750],
        ['entry', 'papers', ['contract', 'medium']],
      ]);
      expect(trace.steps?.[1]?.rulesHit).toMatchObject([{ id: 'f-medium', index: 2, matched: [{ value: 'medium' }] }]);
    }
  });

  test('an invocation of a table tells the table’s rules as the decision’s own', async () => {
    const xml = LOAN.replace(
      /<literalExpression id="l_pmt">.*<\/literalExpression>/,
      '<literalExpression id="l_pmt"><text>Term</text></literalExpression>',
    )
      .replaceAll('#pmt', '#factor')
      .replace('<text>PMT</text>', '<text>Contingency Factor</text>')
      .replace('id="v4" name="Instalment" typeRef="amount"', 'id="v4" name="Instalment"')
      .replace(/<binding><parameter id="i2p2".*\n.*<\/binding>/, '')
      .replace('id="i2p1" name="Rate"', 'id="i2p1" name="Risk"')
      .replace('<text>Requested Product.Rate</text>', '<text>"low"</text>');
    const { trace, outputs } = evaluate(await parseDecisions(xml), 'instalment', LOAN_INPUTS);
    expect([outputs, trace.rulesHit.map(({ id }) => id)]).toEqual([{ Instalment: 0.8 }, ['f-low']]);
  });

  test.each([
    [{ 'Requested Product': { ...LOAN_INPUTS['Requested Product'], Type: 'other' } }, 'decisions.value-not-allowed'],
    [{ 'Requested Product': { ...LOAN_INPUTS['Requested Product'], Term: 0 } }, 'decisions.value-not-allowed'],
    [{ 'Requested Product': { ...LOAN_INPUTS['Requested Product'], Amount: 10.5 } }, 'decisions.wrong-input'],
    [{ 'Requested Product': { ...LOAN_INPUTS['Requested Product'], Amount: 2n ** 60n } }, 'decisions.wrong-input'],
    [{ 'Requested Product': { ...LOAN_INPUTS['Requested Product'], Colour: 'red' } }, 'decisions.wrong-input'],
    [{ 'Requested Product': 'standard' }, 'decisions.wrong-input'],
    [{ 'Monthly Incomes': 5 }, 'decisions.wrong-input'],
    [{ 'Monthly Incomes': [5, 'x'] }, 'decisions.wrong-input'],
    [{ Score: '110' }, 'decisions.wrong-input'],
    [{ Score: undefined }, 'decisions.missing-input'],
  ])('inputs keep to their item definitions: %o is refused with %s', async (change, code) => {
    const model = await parseDecisions(LOAN);
    expect(() => evaluate(model, 'loan', { ...LOAN_INPUTS, ...change })).toThrow(expect.objectContaining({ code }));
  });

  test('an amount that is left with part of a fen is refused, and says how to mend it', async () => {
    const model = await parseDecisions(LOAN.replace('floor(Income * Share)', 'Income * Share'));
    const odd = { ...LOAN_INPUTS, 'Monthly Incomes': [750_051] };
    expect(() => evaluate(model, 'loan', odd)).toThrow(/"Disposable".*decimal\(…, 0\)/);
    expect(evaluate(model, 'loan', LOAN_INPUTS).outputs['outcome']).toBe('approve');
  });

  test('a result that its type does not allow is refused', async () => {
    const model = await parseDecisions(
      LOAN.replace('<outputEntry id="q4"><text>"medium"', '<outputEntry id="q4"><text>"middling"'),
    );
    expect(() => evaluate(model, 'risk', { Score: 110 })).toThrow(
      expect.objectContaining({ code: 'decisions.value-not-allowed' }),
    );
  });

  test('knowledge called for each of many rows keeps fifty steps and says how many more there were', async () => {
    const model = await parseDecisions(
      LOAN.replace(
        'if Affordable then "approve"',
        'if every i in 1..80 satisfies Affordability(i * 100000, 1, Risk) then "approve"',
      ),
    );
    const { trace, outputs } = evaluate(model, 'loan', LOAN_INPUTS);
    expect(outputs['outcome']).toBe('approve');
    expect(trace.steps).toHaveLength(50);
    // Share, Disposable, the factor and the whole of each call.
    expect(trace.stepsLeftOut).toBe(10 + 80 * 4 - 50);
    expect(explain(trace, 'en').sentences).toContain('280 more steps are not listed.');
  });

  test('it is explained along the whole chain, in both languages', async () => {
    const { trace } = evaluate(await parseDecisions(LOAN), 'loan', LOAN_INPUTS);
    const zh = explain(trace, 'zh').sentences;
    expect(zh).toContain('“风险等级”适用第 2 条规则，依据为信用分：110。');
    expect(zh).toContain('100 至 120 分：中。');
    expect(zh).toContain('“月收入合计”的结果为 750050。');
    expect(zh).toContain('中风险。');
    const en = explain(JSON.parse(JSON.stringify(trace)), 'en').sentences;
    expect(en).toContain('Rule 2 of "risk category" applies, because of credit score: 110.');
    expect(en).toContain('100 to 120: medium.');
    expect(en.join('\n')).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('what is wrong or not supported is refused when the file is read, by name and line', () => {
  const line = (xml: string, text: string): number => xml.slice(0, xml.indexOf(text)).split('\n').length;
  test.each([
    [
      'requires itself',
      LOAN.replace('<requiredKnowledge href="#factor"/>', '<requiredKnowledge href="#afford"/>'),
      'decisions.bad-table',
      'requires itself through "afford"',
    ],
    [
      'unknown knowledge',
      LOAN.replace('href="#pmt"', 'href="#pmtt"'),
      'decisions.bad-table',
      'knowledge "pmtt", which is not in the file',
    ],
    [
      'knowledge not required',
      LOAN.replace('<knowledgeRequirement id="kr2"><requiredKnowledge href="#afford"/></knowledgeRequirement>', ''),
      'decisions.bad-expression',
      'Affordability',
    ],
    [
      'a Java function',
      LOAN.replace('id="f_pmt"', 'id="f_pmt" kind="Java"'),
      'decisions.unsupported',
      `function kind Java (line ${line(LOAN, 'id="f_pmt"')})`,
    ],
    [
      'an unknown parameter',
      LOAN.replace('id="i2p1" name="Rate"', 'id="i2p1" name="Rat"'),
      'decisions.bad-call',
      'no parameter "Rat"',
    ],
    [
      'a parameter not given',
      LOAN.replace(/<binding><parameter id="i2p3".*<\/binding>/, ''),
      'decisions.bad-call',
      'parameter "Amount" is not given',
    ],
    [
      'an unknown name in a branch never run',
      LOAN.replace('if Affordable then "approve"', 'if Affordable then aprove'),
      'decisions.bad-expression',
      "'aprove' not found (line",
    ],
    [
      'wrong syntax in a context',
      LOAN.replace('floor(Income * Share)', 'floor(Income *'),
      'decisions.bad-expression',
      'entry "Disposable"',
    ],
    [
      'the clock in knowledge',
      LOAN.replace('decimal(x, 0)', 'decimal(x, 0) + today().year'),
      'decisions.bad-expression',
      'today()',
    ],
    ['the clock by another name', LOAN.replace('decimal(x, 0)', '[now][1]()'), 'decisions.bad-expression', 'now()'],
    [
      'two entries of one name',
      LOAN.replace('id="yv2" name="Affordable"', 'id="yv2" name="Income"'),
      'decisions.bad-table',
      'two entries "Income"',
    ],
    [
      'a result that is not last',
      LOAN.replace('<variable id="xv1" name="Share"/>', ''),
      'decisions.bad-table',
      'only the last entry',
    ],
    [
      'a short row',
      LOAN.replace('<literalExpression id="rd"><text>0.125</text></literalExpression>', ''),
      'decisions.bad-table',
      'row 2 of a relation has 1 cells, not 2',
    ],
    [
      'a type that is not defined',
      LOAN.replace('typeRef="tIncomes"', 'typeRef="tIncome"'),
      'decisions.unsupported',
      'type tIncome',
    ],
    [
      'a type within itself',
      LOAN.replace(
        '<itemDefinition id="t_term" name="tTerm"><typeRef>number',
        '<itemDefinition id="t_term" name="tTerm"><typeRef>tTerm',
      ),
      'decisions.bad-table',
      'contains itself',
    ],
    [
      'another amount',
      LOAN.replace('name="amount"><typeRef>number', 'name="amount"><typeRef>string'),
      'decisions.bad-table',
      'whole fen',
    ],
    [
      'a time',
      LOAN.replace('name="Score" typeRef="number"', 'name="Score" typeRef="time"'),
      'decisions.unsupported',
      'type time',
    ],
    [
      'a decision service',
      LOAN.replace('<decision id="loan"', '<decisionService id="svc" name="Svc"/>\n<decision id="loan"'),
      'decisions.unsupported',
      `decisionService (line ${line(LOAN, '<decision id="loan"')})`,
    ],
    [
      'boxed conditional of DMN 1.4',
      LOAN.replace(/<literalExpression id="z2e">.*?<\/literalExpression>/, '<conditional id="cc"/>'),
      'decisions.unsupported',
      `boxed conditional (DMN 1.4) (line ${line(LOAN, 'id="z2"')})`,
    ],
    [
      'an import',
      LOAN.replace(
        '<itemDefinition id="t_product"',
        '<import id="im" name="other" namespace="x" importType="y"/><itemDefinition id="t_product"',
      ),
      'decisions.unsupported',
      'import',
    ],
    [
      'two things of one name',
      LOAN.replace('id="v5" name="Risk"', 'id="v5" name="Instalment"'),
      'decisions.bad-table',
      'same name',
    ],
  ])('%s', async (_, xml, code, words) => {
    expect(xml).not.toBe(LOAN);
    const refused = await parseDecisions(xml).then(
      () => undefined,
      (error: unknown) => error as { code: string; message: string },
    );
    expect(refused?.code).toBe(code);
    expect(refused?.message).toContain(words);
  });
});
