import { describe, expect, test } from 'vitest';
import { backTest, parseDecisions, type BackTestCase, type DecisionModel } from './index.ts';

/** Sixty and more is approved, below refused; `limit` and further rules may change. */
const table = (limit: number, more = '', input = ''): Promise<DecisionModel> =>
  parseDecisions(`<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="n">
  <inputData id="i" name="age"><variable id="v" name="age" typeRef="number"/></inputData>${input}
  <decision id="d" name="d"><variable id="w" name="d"/><informationRequirement id="q"><requiredInput href="#i"/></informationRequirement>${input === '' ? '' : '<informationRequirement id="q2"><requiredInput href="#i2"/></informationRequirement>'}
  <decisionTable id="t" hitPolicy="FIRST"><input id="c"><inputExpression id="e"><text>age</text></inputExpression></input><output id="o" name="outcome"/><output id="p" name="note"/>
  ${more}<rule id="old"><inputEntry id="t1"><text>&gt;= ${limit}</text></inputEntry><outputEntry id="o1"><text>"approve"</text></outputEntry><outputEntry id="p1"><text>"limit ${limit}"</text></outputEntry></rule>
  <rule id="young"><inputEntry id="t2"><text>&lt; ${limit}</text></inputEntry><outputEntry id="o2"><text>"refuse"</text></outputEntry><outputEntry id="p2"><text>null</text></outputEntry></rule>
  </decisionTable></decision></definitions>`);

async function* people(
  ages: Iterable<number | null>,
  decided?: (age: number | null) => Record<string, unknown>,
): AsyncGenerator<BackTestCase> {
  let at = 0;
  for (const age of ages)
    yield { id: `case-${(at += 1)}`, inputs: { age }, ...(decided ? { decided: decided(age) } : {}) };
}

const ages = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe('a changed table against past cases', () => {
  test('tells which cases come out otherwise, by which rules, and how often each rule counted', async () => {
    const report = await backTest(await table(60), await table(65), 'd', people(ages(50, 80)), {
      outputs: ['outcome'],
    });
    expect(report).toMatchObject({
      cases: 30,
      same: 25,
      differentCount: 5,
      failedCount: 0,
      kinds: [
        {
          before: { outcome: 'approve' },
          after: { outcome: 'refuse' },
          rulesBefore: ['old'],
          rulesAfter: ['young'],
          count: 5,
        },
      ],
      byRule: { old: { before: 20, after: 15 }, young: { before: 10, after: 15 } },
    });
    expect(report.different.map(({ id }) => id)).toEqual(['case-11', 'case-12', 'case-13', 'case-14', 'case-15']);
    expect(report.versions.before).not.toBe(report.versions.after);
  });

  test('every output counts unless the outcome is named', async () => {
    const report = await backTest(await table(60), await table(65), 'd', people(ages(50, 80)));
    expect(report.kinds.map(({ count }) => count)).toEqual([15, 5]);
  });

  test('cases that the new table cannot decide fail; those only the old one could not are changes', async () => {
    const known =
      '<rule id="none"><inputEntry id="t0"><text>null</text></inputEntry><outputEntry id="o0"><text>"route"</text></outputEntry><outputEntry id="p0"><text>null</text></outputEntry></rule>';
    const [before, after] = [await table(60), await table(60, known)];
    const better = await backTest(before, after, 'd', people([70, null]));
    expect(better).toMatchObject({
      same: 1,
      failedCount: 0,
      different: [{ id: 'case-2', before: null, errorBefore: 'decisions.no-rule', rulesAfter: ['none'] }],
    });
    const worse = await backTest(after, before, 'd', people([70, null]));
    expect(worse).toMatchObject({
      same: 1,
      differentCount: 0,
      failedCount: 1,
      failed: [{ id: 'case-2', code: 'decisions.no-rule', failedBefore: false }],
    });
    const asks = await table(
      60,
      '',
      '<inputData id="i2" name="income"><variable id="v2" name="income" typeRef="number"/></inputData>',
    );
    const lacking = await backTest(before, asks, 'd', people([70, null]));
    expect(lacking.failed).toEqual([
      { id: 'case-1', code: 'decisions.missing-input', failedBefore: false },
      { id: 'case-2', code: 'decisions.missing-input', failedBefore: true },
    ]);
  });

  test('the same outcome by another rule is told apart', async () => {
    const senior =
      '<rule id="senior"><inputEntry id="t0"><text>&gt;= 90</text></inputEntry><outputEntry id="o0"><text>"approve"</text></outputEntry><outputEntry id="p0"><text>"limit 60"</text></outputEntry></rule>';
    const report = await backTest(await table(60), await table(60, senior), 'd', people(ages(85, 95)));
    expect(report).toMatchObject({ same: 10, sameByOtherRules: 5, differentCount: 0 });
  });

  test('what people decided in the end is held against both', async () => {
    const decided = (age: number | null) => ({ outcome: (age ?? 0) >= 65 ? 'approve' : 'refuse' });
    const report = await backTest(await table(60), await table(65), 'd', people(ages(50, 80), decided));
    expect(report.decided).toEqual({ known: 30, agreeBefore: 25, agreeAfter: 30 });
  });

  test('memory is bounded: a few examples of each kind, counts of all, and the process is not kept busy throughout', async () => {
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 0);
    const report = await backTest(
      await table(60),
      await table(65),
      'd',
      people(
        (function* () {
          for (let at = 0; at < 20_000; at += 1) yield at % 100;
        })(),
      ),
      { examples: 3 },
    );
    clearInterval(ticking);
    expect(report).toMatchObject({ cases: 20_000, differentCount: 8_000, same: 12_000 });
    expect([report.different.length, report.kinds.map(({ count }) => count), report.kinds[0]?.examples.length]).toEqual(
      [6, [7_000, 1_000], 3],
    );
    expect(turns).toBeGreaterThan(5);
  });

  test('kinds beyond the limit are counted together; it can be stopped', async () => {
    const [before, after] = [await table(60), await table(65)];
    expect(await backTest(before, after, 'd', people(ages(50, 80)), { kinds: 1 })).toMatchObject({
      otherKinds: 15,
      kinds: [{ count: 5 }],
    });
    await expect(
      backTest(before, after, 'd', people(ages(50, 80)), { signal: AbortSignal.abort(new Error('stopped')) }),
    ).rejects.toThrow('stopped');
  });
});
