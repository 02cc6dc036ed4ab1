import { expect, test } from 'vitest';
import { evaluate, parseDecisions } from '@platform/decisions';
import { casesOf } from './cases.ts';
import { fees, fortyRows, graph } from './models.ts';
import { decidePlainly } from './plain-feelin.ts';

test.each([
  ['permit', fortyRows],
  ['subsidy', graph],
  ['fee', fees],
])('what the bench compares comes to the same from both: %s', async (decision, make) => {
  const model = await parseDecisions(make());
  const answers = new Set<string>();
  for (const inputs of casesOf(model, 25)) {
    const { result } = evaluate(model, decision, inputs);
    expect(result).toEqual(decidePlainly(model, decision, inputs));
    answers.add(JSON.stringify(result));
  }
  expect(answers.size).toBeGreaterThan(3);
});
