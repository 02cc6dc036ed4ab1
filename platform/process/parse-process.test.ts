import type { DomainError } from '@platform/kernel';
import { fillText } from '@platform/kernel';
import { describe, expect, test } from 'vitest';
import { checkProcess, parseProcess } from './index.ts';
import { cycleAfter, isTimer } from './timers.ts';
import { bpmn, flow, flowIf } from './testing/fixture.ts';

const line = '<startEvent id="start"/><userTask id="work" name="受理"/><endEvent id="end"/>';
/** What is told of a file in one language, a line a fault. */
const told = async (inside: string, before = '', language: 'zh' | 'en' = 'en'): Promise<string[]> =>
  (await checkProcess(bpmn(inside, before))).map((fault) => fillText(fault.message, language, fault.params));

test('a model is plain data that survives JSON, and knows its version', async () => {
  const model = await parseProcess(bpmn(`${line}${flow('start', 'work', 'end')}`));
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  expect(model.version).toMatch(/^[0-9a-f]{64}$/);
  expect(model.nodes['work']).toMatchObject({ type: 'user-task', name: '受理', incoming: ['start_work'] });
});

test('our attributes are known by their namespace, whatever the prefix', async () => {
  const xml = bpmn(`${line}${flow('start', 'work', 'end')}`)
    .replace('xmlns:yw=', 'xmlns:gov=')
    .replace('name="受理"', 'gov:link="accept"');
  expect((await parseProcess(xml)).nodes['work']?.attributes).toEqual({ link: 'accept' });
});

describe('what cannot be run is refused by name', () => {
  test('all of it at once, with the line, the name people see, and what to do', async () => {
    const xml = bpmn(
      `<startEvent id="start"/>
<scriptTask id="calc" name="算分"/>
<adHocSubProcess id="any" name="随意"/>
${flow('start', 'calc', 'any')}`,
    );
    const error = (await parseProcess(xml).catch((thrown: unknown) => thrown)) as DomainError;
    expect(error.code).toBe('process.refused');
    expect(error.fields.map(({ path, code }) => [path, code])).toEqual([
      ['/calc', 'process.script'],
      ['/any', 'process.unsupported-element'],
    ]);
    expect(error.messageIn('zh')).toBe(
      '流程“办件”有 2 处不能运行：第 7 行脚本任务“算分”（calc）：不支持脚本；请改用规则任务（yw:decision）或服务任务（yw:service）',
    );
    expect(await told('<startEvent id="start"/><complexGateway id="cx"/>' + flow('start', 'cx'))).toEqual([
      'Line 6, complex gateway "cx" (cx): this kind of element is not supported; use user, service or business rule tasks, or a gateway or event that is',
    ]);
  });

  const refused: [what: string, inside: string, before?: string][] = [
    [
      'compensation is not supported',
      `${line.replace('<userTask', '<userTask isForCompensation="true"')}${flow('start', 'work', 'end')}`,
    ],
    [
      'the expression "amount >" is wrong',
      `${line}<exclusiveGateway id="x" default="x_end"/>${flow('start', 'x', 'end')}${flowIf('x', 'work', 'amount >')}`,
    ],
    [
      'today() is not allowed',
      `${line}<exclusiveGateway id="x" default="x_end"/>${flow('start', 'x', 'end')}${flowIf('x', 'work', 'due < today()')}`,
    ],
    [
      'needs a condition, or must be its default',
      `${line}<exclusiveGateway id="x"/>${flow('start', 'x', 'end')}${flow('x', 'work')}`,
    ],
    [
      'cannot have a condition',
      `${line}<parallelGateway id="x"/>${flow('start', 'x', 'end')}${flowIf('x', 'work', 'a = 1')}`,
    ],
    ['no path leads here', `${line}${flow('start', 'end')}`],
    ['it has no start event', `<userTask id="work"/>`],
    ['several start events', `${line}<startEvent id="other"/>${flow('start', 'work', 'end')}${flow('other', 'work')}`],
    [
      'a flow must not cross the border',
      `${line}<subProcess id="sub"><startEvent id="s"/><userTask id="in"/>${flow('s', 'in')}</subProcess>${flow('start', 'sub', 'work', 'end')}${flow('in', 'end')}`,
    ],
    [
      'the timer "P5" is no valid time',
      `${line}<boundaryEvent id="b" attachedToRef="work"><timerEventDefinition><timeDuration>P5</timeDuration></timerEventDefinition></boundaryEvent>${flow('start', 'work', 'end')}${flow('b', 'end')}`,
    ],
    [
      'it waits only once',
      `${line}<boundaryEvent id="b" attachedToRef="work"><timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition></boundaryEvent>${flow('start', 'work', 'end')}${flow('b', 'end')}`,
    ],
    [
      'it refers to "m9", which does not exist',
      `${line}<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m9"/></intermediateCatchEvent>${flow('start', 'c', 'work', 'end')}`,
    ],
    [
      'an event has one trigger',
      `${line}<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/><signalEventDefinition/></intermediateCatchEvent>${flow('start', 'c', 'work', 'end')}`,
      '<message id="m" name="m"/>',
    ],
    [
      'link is not supported',
      `${line}<intermediateThrowEvent id="c"><linkEventDefinition name="l"/></intermediateThrowEvent>${flow('start', 'c', 'work', 'end')}`,
    ],
    [
      'after an event-based gateway come only',
      `${line}<eventBasedGateway id="g"/>${flow('start', 'g', 'work', 'end')}`,
    ],
    [
      'nothing says how often',
      `${line.replace('name="受理"/>', '><multiInstanceLoopCharacteristics/></userTask>')}${flow('start', 'work', 'end')}`,
    ],
    [
      'use yw:organisation and yw:role',
      `${line.replace('name="受理"/>', '><potentialOwner id="o"/></userTask>')}${flow('start', 'work', 'end')}`,
    ],
    ['this cannot be read: unknown type', `${line}<wish id="w"/>${flow('start', 'work', 'end')}`],
    [
      'exactly one start event, with a trigger',
      `${line}<subProcess id="e" triggeredByEvent="true"><startEvent id="s"/></subProcess>${flow('start', 'work', 'end')}`,
    ],
  ];
  test.each(refused)('%s', async (what, inside, before) => {
    expect((await told(inside, before)).join('\n')).toContain(what);
    for (const text of await told(inside, before, 'zh')) expect(text).not.toMatch(/\{\w+\}/);
  });

  test('a file that is no BPMN, or holds none to run', async () => {
    await expect(parseProcess('hello')).rejects.toThrow(/process.not-bpmn/);
    await expect(parseProcess('<!DOCTYPE x><a/>')).rejects.toThrow(/document type/);
    await expect(parseProcess(bpmn(line).replace('isExecutable="true"', 'isExecutable="false"'))).rejects.toThrow(
      /no process to run/,
    );
  });
});

test('what others drew for themselves stands in nobody’s way', async () => {
  const xml = bpmn(
    `<documentation>how</documentation><laneSet id="l"><lane id="l1"><flowNodeRef>work</flowNodeRef></lane></laneSet>
<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o"/>${line}${flow('start', 'work', 'end')}<textAnnotation id="n"><text>note</text></textAnnotation><association id="as" sourceRef="work" targetRef="n"/>`,
  );
  expect(await checkProcess(xml)).toEqual([]);
});

test('timers are ISO 8601 or whole working days', () => {
  const right: Parameters<typeof isTimer>[] = [
    ['duration', 'P5D'],
    ['duration', 'P1Y2M3DT4H5M6.5S'],
    ['duration', 'P2W'],
    ['date', '2026-12-31'],
    ['date', '2026-12-31T17:00:00+08:00'],
    ['cycle', 'R3/PT1H'],
    ['cycle', 'R/2026-12-31/P1D'],
    ['working-days', '20'],
  ];
  const wrong: Parameters<typeof isTimer>[] = [
    ['duration', 'P'],
    ['duration', 'P1DT'],
    ['duration', '5D'],
    ['date', '2026-02-30'],
    ['date', '2026-12-31T25:00'],
    ['cycle', 'PT1H'],
    ['cycle', 'R3/PT1H/P1D'],
    ['working-days', '1.5'],
    ['working-days', '-1'],
  ];
  expect(right.filter(([kind, value]) => !isTimer(kind, value))).toEqual([]);
  expect(wrong.filter(([kind, value]) => isTimer(kind, value))).toEqual([]);
  expect([cycleAfter('R3/2026-01-01/PT1H'), cycleAfter('R1/P1D'), cycleAfter('R/P1D')]).toEqual([
    'R2/PT1H',
    null,
    'R/P1D',
  ]);
});
