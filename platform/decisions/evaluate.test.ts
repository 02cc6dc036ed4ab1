import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluate, parseDecisions, requiredInputs } from './index.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Table = {
  policy?: string;
  inputs: { name: string; type?: string; values?: string }[];
  outputs: { name: string; values?: string; otherwise?: string }[];
  rules: string[][];
};

/** A DMN file with one table; a rule is its input cells, then its output cells. */
function dmn({ policy = 'hitPolicy="UNIQUE"', inputs, outputs, rules }: Table, namespace = '20191111'): string {
  const data = inputs.map(
    ({ name, type }) =>
      `<inputData id="i_${name}" name="${name}"><variable id="v_${name}" name="${name}"${type ? ` typeRef="${type}"` : ''}/></inputData>`,
  );
  const needs = inputs.map(
    ({ name }) => `<informationRequirement id="q_${name}"><requiredInput href="#i_${name}"/></informationRequirement>`,
  );
  const columns = inputs.map(
    ({ name, values }) =>
      `<input id="c_${name}"><inputExpression id="x_${name}"><text>${name}</text></inputExpression>${values ? `<inputValues id="w_${name}"><text>${escape(values)}</text></inputValues>` : ''}</input>`,
  );
  const results = outputs.map(
    ({ name, values, otherwise }) =>
      `<output id="o_${name}" name="${name}">${values ? `<outputValues id="p_${name}"><text>${escape(values)}</text></outputValues>` : ''}${otherwise ? `<defaultOutputEntry id="d_${name}"><text>${escape(otherwise)}</text></defaultOutputEntry>` : ''}</output>`,
  );
  const rows = rules.map(
    (cells, row) =>
      `<rule id="r${row + 1}" label="label ${row + 1}"><description>rule ${row + 1}</description>${cells
        .map((cell, index) => {
          const kind = index < inputs.length ? 'inputEntry' : 'outputEntry';
          return `<${kind} id="e${row}_${index}"><text>${escape(cell)}</text></${kind}>`;
        })
        .join('')}</rule>`,
  );
  return `<definitions xmlns="https://www.omg.org/spec/DMN/${namespace}/MODEL/" id="m" name="m" namespace="n">${data.join('')}<decision id="d" name="d"><variable id="v" name="d"/>${needs.join('')}<decisionTable id="t" ${policy}>${columns.join('')}${results.join('')}${rows.join('')}</decisionTable></decision></definitions>`;
}

const decide = async (table: Table, inputs: Record<string, unknown>) =>
  evaluate(await parseDecisions(dmn(table)), 'd', inputs);
const age = { name: 'age', type: 'number' };

describe('hit policies', () => {
  const rules = [
    ['>= 10', '"child"', '1'],
    ['>= 18', '"adult"', '20'],
    ['>= 60', '"elder"', '300'],
  ];
  const outputs = [{ name: 'group' }, { name: 'fee' }];

  test('FIRST takes the first rule that applies and says which', async () => {
    const { outputs: out, trace } = await decide(
      { policy: 'hitPolicy="FIRST"', inputs: [age], outputs, rules: rules.toReversed() },
      { age: 70 },
    );
    expect(out).toEqual({ group: 'elder', fee: 300 });
    expect(trace).toMatchObject({
      decision: 'd',
      inputs: { age: 70 },
      rulesHit: [{ index: 1, id: 'r1', annotation: 'rule 1', label: 'label 1' }],
    });
    expect(trace.version).toMatch(/^[0-9a-f]{64}$/);
  });

  test('UNIQUE refuses two rules and names them', async () => {
    const table = { inputs: [age], outputs, rules };
    expect((await decide(table, { age: 12 })).outputs).toEqual({ group: 'child', fee: 1 });
    await expect(decide(table, { age: 70 })).rejects.toMatchObject({
      code: 'decisions.several-rules',
      params: { rules: '1, 2, 3' },
    });
  });

  test('ANY allows several rules of one answer and refuses different ones', async () => {
    const same = {
      policy: 'hitPolicy="ANY"',
      inputs: [age],
      outputs: [{ name: 'ok' }],
      rules: [
        ['> 1', 'true'],
        ['> 2', 'true'],
      ],
    };
    const { outputs: out, trace } = await decide(same, { age: 3 });
    expect([out, trace.rulesHit.map((hit) => hit.index)]).toEqual([{ ok: true }, [1, 2]]);
    const other = {
      ...same,
      rules: [
        ['> 1', 'true'],
        ['> 2', 'false'],
      ],
    };
    await expect(decide(other, { age: 3 })).rejects.toMatchObject({ code: 'decisions.different-outputs' });
  });

  test('PRIORITY and OUTPUT ORDER go by the order of the output values', async () => {
    const ranked = {
      inputs: [age],
      outputs: [{ name: 'group', values: '"elder","adult","child"' }],
      rules: rules.map(([test, group]) => [test, group] as string[]),
    };
    expect((await decide({ ...ranked, policy: 'hitPolicy="PRIORITY"' }, { age: 70 })).outputs).toEqual({
      group: 'elder',
    });
    const ordered = await decide({ ...ranked, policy: 'hitPolicy="OUTPUT ORDER"' }, { age: 70 });
    expect(ordered.result).toEqual(['elder', 'adult', 'child']);
    expect(ordered.trace.rulesHit.map((hit) => hit.index)).toEqual([3, 2, 1]);
    await expect(
      parseDecisions(dmn({ ...ranked, policy: 'hitPolicy="PRIORITY"', outputs: [{ name: 'group' }] })),
    ).rejects.toMatchObject({ code: 'decisions.bad-table' });
  });

  test('RULE ORDER and COLLECT give every hit; aggregations sum exact fen', async () => {
    const fees = {
      inputs: [age],
      outputs: [{ name: 'fee' }],
      rules: rules.map(([test, , fee]) => [test, fee] as string[]),
    };
    expect((await decide({ ...fees, policy: 'hitPolicy="RULE ORDER"' }, { age: 70 })).result).toEqual([1, 20, 300]);
    expect((await decide({ ...fees, policy: 'hitPolicy="COLLECT"' }, { age: 20 })).outputs).toEqual({ fee: [1, 20] });
    for (const [aggregation, wanted] of [
      ['SUM', 321],
      ['MIN', 1],
      ['MAX', 300],
      ['COUNT', 3],
    ] as const) {
      const { outputs: out } = await decide(
        { ...fees, policy: `hitPolicy="COLLECT" aggregation="${aggregation}"` },
        { age: 70n },
      );
      expect([aggregation, out]).toEqual([aggregation, { fee: wanted }]);
    }
    const nothing = { ...fees, policy: 'hitPolicy="COLLECT" aggregation="COUNT"' };
    expect((await decide(nothing, { age: 5 })).outputs).toEqual({ fee: 0 });
    const huge = {
      ...fees,
      policy: 'hitPolicy="COLLECT" aggregation="SUM"',
      rules: [
        ['-', '9007199254740991'],
        ['-', '1'],
      ],
    };
    await expect(decide(huge, { age: 1 })).rejects.toMatchObject({ code: 'decisions.not-whole' });
  });

  test('no rule is an error, unless there is a default', async () => {
    const table = { inputs: [age], outputs: [{ name: 'group' }], rules: [['>= 18', '"adult"']] };
    await expect(decide(table, { age: 3 })).rejects.toMatchObject({ code: 'decisions.no-rule' });
    const { outputs: out, trace } = await decide(
      { ...table, outputs: [{ name: 'group', otherwise: '"other"' }] },
      { age: 3 },
    );
    expect([out, trace.rulesHit]).toEqual([{ group: 'other' }, []]);
  });
});

test('a table of ranges answers like plain comparisons, for every age, boundary and policy', async () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), fc.boolean(), fc.boolean());
  await fc.assert(
    fc.asyncProperty(
      fc.array(range, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('FIRST', 'RULE ORDER', 'UNIQUE'),
      async (ranges, policy) => {
        const rules = ranges.map(([from, to, open, close], index) => [
          `${open ? '(' : '['}${from}..${from + to}${close ? ')' : ']'}`,
          String(index),
        ]);
        const model = await parseDecisions(
          dmn({ policy: `hitPolicy="${policy}"`, inputs: [age], outputs: [{ name: 'row' }], rules }),
        );
        for (let value = -1; value <= 62; value += 1) {
          const hits = ranges.flatMap(([from, to, open, close], index) =>
            (open ? value > from : value >= from) && (close ? value < from + to : value <= from + to) ? [index] : [],
          );
          const run = (): unknown => evaluate(model, 'd', { age: value }).result;
          if (policy === 'RULE ORDER') expect(run()).toEqual(hits);
          else if (hits.length === 0 || (policy === 'UNIQUE' && hits.length > 1))
            expect(run).toThrow(/no-rule|several-rules/);
          else expect(run()).toBe(hits[0]);
        }
      },
    ),
    { numRuns: 15 },
  );
}, 20_000);

describe('inputs', () => {
  const table: Table = {
    policy: 'hitPolicy="FIRST"',
    inputs: [
      { name: 'born', type: 'date' },
      { name: 'status', type: 'string', values: '"1","2"' },
    ],
    outputs: [{ name: 'out' }],
    rules: [
      ['< date("1966-05-12")', '"1"', 'born + duration("P60Y")'],
      ['-', 'null', '"unknown"'],
      ['-', '-', '"young"'],
    ],
  };

  test('ISO dates are dates in FEEL and come back as ISO dates', async () => {
    expect((await decide(table, { born: '1966-05-11', status: '1' })).outputs).toEqual({ out: '2026-05-11' });
    expect((await decide(table, { born: '1966-05-12', status: '1' })).outputs).toEqual({ out: 'young' });
    expect((await decide(table, { born: null, status: null })).outputs).toEqual({ out: 'unknown' });
  });

  test.each([
    [{ born: '1966-05-11' }, 'decisions.missing-input'],
    [{ born: '1966-05-11', status: undefined }, 'decisions.missing-input'],
    [{ born: '1966-02-30', status: '1' }, 'decisions.wrong-input'],
    [{ born: '1966-05-11', status: 1 }, 'decisions.wrong-input'],
    [{ born: '1966-05-11', status: '7' }, 'decisions.value-not-allowed'],
  ])('%j is refused with %s', async (inputs, code) => {
    await expect(decide(table, inputs)).rejects.toMatchObject({ code });
  });

  test('error texts name the input, never its value', async () => {
    await expect(decide(table, { born: '19660511-secret', status: '1' })).rejects.not.toThrow('secret');
  });
});

test('a decision sees the results of those it requires, and the trace keeps them', async () => {
  const file = join(import.meta.dirname, '../../packs/tennis-club/matters/tennis-membership/decision.dmn');
  const model = await parseDecisions(readFileSync(file, 'utf8'));
  expect(requiredInputs(model, 'membership').toSorted()).toEqual(['age', 'guardianConsent', 'status']);
  const { outputs, trace } = evaluate(model, 'membership', { age: 17, status: '1', guardianConsent: null });
  expect(outputs).toEqual({ outcome: 'route', reason: 'needs-guardian' });
  expect(trace.inputs).toEqual({ age: 17, status: '1', guardianConsent: null, ageGroup: 'youth' });
  expect(trace.required).toMatchObject([{ decision: 'ageGroup', outputs: { ageGroup: 'youth' } }]);
  expect(trace.rulesHit).toMatchObject([{ index: 5, id: 'minor' }]);
  expect(() => evaluate(model, 'member', {})).toThrow('ageGroup, membership');
});

test('the tennis club answers every combination of age, status and consent', async () => {
  const file = join(import.meta.dirname, '../../packs/tennis-club/matters/tennis-membership/decision.dmn');
  const model = await parseDecisions(readFileSync(file, 'utf8'));
  const status = fc.constantFrom('1', '2', '3', null);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 110 }),
      status,
      fc.constantFrom(true, false, null),
      (years, listed, guardianConsent) => {
        const { outputs } = evaluate(model, 'membership', { age: years, status: listed, guardianConsent });
        const wanted =
          years < 10
            ? 'refuse'
            : listed !== '1'
              ? 'route'
              : years < 18 && guardianConsent !== true
                ? 'route'
                : 'approve';
        expect(outputs['outcome']).toBe(wanted);
      },
    ),
  );
});

describe('files', () => {
  const table = { inputs: [age], outputs: [{ name: 'row' }], rules: [['-', '1']] };

  test.each(['20191111', '20211108', '20230324'])('namespace %s is read', async (namespace) => {
    expect(evaluate(await parseDecisions(dmn(table, namespace)), 'd', { age: 1 }).outputs).toEqual({ row: 1 });
  });

  test.each([
    ['<x/>', 'decisions.not-dmn'],
    ['not xml', 'decisions.not-dmn'],
    [dmn(table, '20150101'), 'decisions.not-dmn'],
    [`<!DOCTYPE x [<!ENTITY a "b">]>${dmn(table)}`, 'decisions.not-dmn'],
    [
      dmn(table).replace('</definitions>', '<businessKnowledgeModel id="b" name="b"/></definitions>'),
      'decisions.bad-table',
    ],
    [dmn(table).replace('</definitions>', '<decisionService id="b" name="b"/></definitions>'), 'decisions.unsupported'],
    [dmn(table).replace(/<decisionTable.*<\/decisionTable>/, '<context id="c"/>'), 'decisions.bad-table'],
    [dmn(table).replace('typeRef="number"', 'typeRef="tPerson"'), 'decisions.unsupported'],
    [
      dmn(table).replace('<decisionTable id="t"', '<decisionTable id="t" preferredOrientation="CrossTable"'),
      'decisions.unsupported',
    ],
    [
      dmn(table).replace('<inputExpression id="x_age"', '<inputExpression id="x_age" expressionLanguage="java"'),
      'decisions.unsupported',
    ],
    [dmn({ ...table, rules: [['>= (', '1']] }), 'decisions.bad-expression'],
    [dmn({ ...table, rules: [['-', 'ageing']] }), 'decisions.bad-expression'],
    [dmn({ ...table, rules: [['-', 'today()']] }), 'decisions.bad-expression'],
    [dmn({ ...table, rules: [['-', '1', '2']] }), 'decisions.bad-table'],
    [dmn({ ...table, rules: [['-', '']] }), 'decisions.bad-table'],
    [
      dmn(table).replace(
        '</definitions>',
        '<decision id="e" name="e"><informationRequirement id="z"><requiredDecision href="#e"/></informationRequirement><literalExpression id="l"><text>1</text></literalExpression></decision></definitions>',
      ),
      'decisions.bad-table',
    ],
  ])('%#: what is not supported or wrong is refused when it is read', async (xml, code) => {
    await expect(parseDecisions(xml)).rejects.toMatchObject({ code });
  });

  test('the refusal names what it is', async () => {
    const xml = dmn(table).replace('</definitions>', '\n<decisionService id="b" name="Discount"/></definitions>');
    await expect(parseDecisions(xml)).rejects.toThrow(
      '"Discount" uses what is not supported: decisionService (line 2)',
    );
  });

  test('the version changes with the file', async () => {
    const [a, b] = await Promise.all([parseDecisions(dmn(table)), parseDecisions(`${dmn(table)}\n`)]);
    expect(a.version).not.toBe(b.version);
  });
});
