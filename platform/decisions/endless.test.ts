import { describe, expect, test } from 'vitest';
import { evaluate, feelValue, parseDecisions } from './index.ts';

const PLACE = { decision: 'd', place: 'p' };
const scope = { text: `${'a'.repeat(40)}b`, days: 100_000_000 };

describe('what would go on for ever is stopped and said', () => {
  test.each(['for i in 1..days return i', 'matches(text, "^(a+)+$")'])('%s', (expression) => {
    expect(() => feelValue(expression, scope, PLACE)).toThrow(expect.objectContaining({ code: 'decisions.endless' }));
    // What follows is as ever.
    expect(feelValue('count(for i in 1..100 return i * 2)', {}, PLACE)).toBe(100);
  });

  test('knowledge that calls knowledge twice each, forty deep', async () => {
    const deep = 40;
    const knowledge = Array.from(
      { length: deep },
      (_, n) => `<businessKnowledgeModel id="k${n}" name="K${n}"><variable id="v${n}" name="K${n}"/>
        <encapsulatedLogic id="e${n}"><formalParameter id="p${n}" name="x" typeRef="number"/>
          <literalExpression id="l${n}"><text>${n + 1 < deep ? `K${n + 1}(x) + K${n + 1}(x)` : 'x'}</text></literalExpression></encapsulatedLogic>
        ${n + 1 < deep ? `<knowledgeRequirement id="r${n}"><requiredKnowledge href="#k${n + 1}"/></knowledgeRequirement>` : ''}</businessKnowledgeModel>`,
    ).join('\n');
    const model = await parseDecisions(`<?xml version="1.0" encoding="UTF-8"?>
      <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="deep" name="deep" namespace="http://yiwang.example/deep">
        ${knowledge}
        <decision id="d" name="d"><variable id="vd" name="d"/>
          <knowledgeRequirement id="rd"><requiredKnowledge href="#k0"/></knowledgeRequirement>
          <literalExpression id="ld"><text>K0(1)</text></literalExpression></decision>
      </definitions>`);
    expect(() => evaluate(model, 'd', {})).toThrow(/more than 20000 times/);
  });
});
