import fc from 'fast-check';
import { FeelDate, parseDate, unaryTest } from 'feelin';
import { expect, test } from 'vitest';
import { evaluate, parseDecisions } from './index.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const POLICIES = ['FIRST', 'RULE ORDER', 'UNIQUE'] as const;

const COLUMNS = [
  {
    name: 'kind',
    type: 'string',
    cells: ['"a"', '"b"', '"a","c"', 'not("a")', '-', 'null', 'starts with(?, "b")'],
    values: ['a', 'b', 'bc', 'c', 'd', null],
  },
  {
    name: 'level',
    type: 'number',
    cells: ['1', '2', '1, 3', '-', '[2..3]', '> 2', 'null', '> 1 + 1', 'not(2)'],
    values: [0, 1, 2, 3, 2.5, null],
  },
  {
    name: 'known',
    type: 'boolean',
    cells: ['true', 'false', '-', 'null', 'not(null)', 'false, null'],
    values: [true, false, null],
  },
  {
    name: 'born',
    type: 'date',
    cells: [
      '-',
      '< date("1966-05-12")',
      '[date("1966-05-12")..@"1970-01-01")',
      'null',
      'date("1966-05-12")',
      '?.year > 1969',
    ],
    values: ['1966-05-11', '1966-05-12', '1970-01-01', null],
  },
] as const;

const row = fc.tuple(...COLUMNS.map(({ cells }) => fc.constantFrom<string>('-', '-', ...cells)));
const inputs = fc.tuple(...COLUMNS.map(({ values }) => fc.constantFrom<unknown>(...values)));

function file(policy: string, rows: readonly (readonly string[])[]): string {
  const data = COLUMNS.map(
    ({ name, type }) =>
      `<inputData id="i_${name}" name="${name}"><variable id="v_${name}" name="${name}" typeRef="${type}"/></inputData>`,
  );
  const needs = COLUMNS.map(
    ({ name }) => `<informationRequirement id="q_${name}"><requiredInput href="#i_${name}"/></informationRequirement>`,
  );
  const columns = COLUMNS.map(
    ({ name }) =>
      `<input id="c_${name}"><inputExpression id="e_${name}"><text>${name}</text></inputExpression></input>`,
  );
  const rules = rows.map(
    (cells, at) =>
      `<rule id="r${at}">${cells.map((cell, column) => `<inputEntry id="t${at}_${column}"><text>${escape(cell)}</text></inputEntry>`).join('')}<outputEntry id="o${at}"><text>${at + 1}</text></outputEntry></rule>`,
  );
  return `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="n">${data.join('')}<decision id="d" name="d"><variable id="v" name="d"/>${needs.join('')}<decisionTable id="t" hitPolicy="${policy}">${columns.join('')}<output id="o" name="row"/>${rules.join('')}</decisionTable></decision></definitions>`;
}

test('a table, indexed or not, hits the rows that the interpreter says of each cell, and its trace names them and what they asked', async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 2, maxLength: 45 }),
      fc.constantFrom(...POLICIES),
      fc.array(inputs, { minLength: 12, maxLength: 12 }),
      async (rows, policy, people) => {
        const model = await parseDecisions(file(policy, rows));
        for (const person of people) {
          const given = Object.fromEntries(COLUMNS.map(({ name }, column) => [name, person[column]]));
          const scope: Record<string, unknown> = {
            ...given,
            born: given['born'] === null ? null : parseDate(given['born'] as string),
          };
          const wanted = rows.flatMap((cells, at) =>
            cells.every(
              (cell, column) =>
                cell === '-' || unaryTest(cell, { ...scope, '?': scope[COLUMNS[column]?.name ?? ''] }).value === true,
            )
              ? [at + 1]
              : [],
          );
          hits += wanted.length;
          const run = () => evaluate(model, 'd', given);
          if (policy === 'UNIQUE' && wanted.length > 1)
            expect(run).toThrow(expect.objectContaining({ params: { decision: 'd', rules: wanted.join(', ') } }));
          else if (policy !== 'RULE ORDER' && wanted.length === 0) expect(run).toThrow(/no-rule/);
          else {
            const { result, trace } = run();
            expect(result).toEqual(policy === 'RULE ORDER' ? wanted : wanted[0]);
            expect(trace.rulesHit.map(({ index }) => index)).toEqual(
              policy === 'RULE ORDER' ? wanted : wanted.slice(0, 1),
            );
            for (const hit of trace.rulesHit)
              expect(hit.matched).toEqual(
                COLUMNS.flatMap(({ name }, column) => {
                  const cell = rows[hit.index - 1]?.[column];
                  return cell === '-' ? [] : [{ label: name, value: given[name], cell }];
                }),
              );
          }
        }
      },
    ),
    { numRuns: 25 },
  );
  expect(hits).toBeGreaterThan(100);
  expect(parseDate('1966-05-12')).toBeInstanceOf(FeelDate);
});
