import { expect, test } from 'vitest';
import { processFaults } from './check-process.ts';

const flow = (from: string, to: string): string =>
  `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}"/>`;
const bpmn = (nodes: string, flows: readonly (readonly [string, string])[]): string =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="t">
<message id="again" name="again"/>
<process id="p" isExecutable="true"><startEvent id="s"/>${nodes}
${flows.map(([from, to]) => flow(from, to)).join('\n')}</process></definitions>`;
const told = async (xml: string) =>
  (
    await processFaults(xml, 'process.bpmn', {
      organisations: new Set(),
      callable: { textOf: () => undefined, names: [] },
    })
  ).map(({ code, message }) => [code, message.zh] as const);

test('a ring in which nothing waits is refused before it is published, by the names of its nodes', async () => {
  const ring = (middle: string) =>
    told(
      bpmn(`<businessRuleTask id="rules" name="规则"/>${middle}`, [
        ['s', 'rules'],
        ['rules', 'x'],
        ['x', 'rules'],
      ]),
    );
  for (const middle of [
    '<task id="x" name="记录"/>',
    '<serviceTask id="x" name="记录"/>',
    '<subProcess id="x" name="记录"><startEvent id="is"/><endEvent id="ie"/><sequenceFlow id="if" sourceRef="is" targetRef="ie"/></subProcess>',
  ]) {
    const [fault, ...more] = await ring(middle);
    expect(more, middle).toEqual([]);
    expect(fault?.[0], middle).toBe('endless-ring');
    expect(fault?.[1]).toContain('“规则”');
    expect(fault?.[1]).toContain('“记录”');
  }
  for (const middle of [
    '<userTask id="x"/>',
    '<receiveTask id="x" messageRef="again"/>',
    '<serviceTask id="x" yw:system="some-system"/>',
    '<subProcess id="x"><startEvent id="is"/><userTask id="iu"/><endEvent id="ie"/><sequenceFlow id="i1" sourceRef="is" targetRef="iu"/><sequenceFlow id="i2" sourceRef="iu" targetRef="ie"/></subProcess>',
  ])
    expect(await ring(middle), middle).toEqual([]);
});

test('rules that come back to themselves are refused; two ways that meet again are no ring', async () => {
  expect(
    await told(
      bpmn('<businessRuleTask id="x" name="规则"/>', [
        ['s', 'x'],
        ['x', 'x'],
      ]),
    ),
  ).toMatchObject([['endless-ring', expect.stringContaining('“规则”')]]);
  const fork = '<parallelGateway id="f"/><task id="a"/><task id="b"/><parallelGateway id="j"/><endEvent id="e"/>';
  expect(
    await told(
      bpmn(fork, [
        ['s', 'f'],
        ['f', 'a'],
        ['f', 'b'],
        ['a', 'j'],
        ['b', 'j'],
        ['j', 'e'],
      ]),
    ),
  ).toEqual([]);
});
