import { expect, test, vi } from 'vitest';
import { silentLog } from '@platform/log';
import { watchSystems, type SystemKey } from './system-keys.ts';

const bpmn = (task: string, prefix = 'yw'): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:${prefix}="http://yiwang.dev/bpmn" id="d" targetNamespace="http://example.org">
  <bpmn:process id="p" isExecutable="true">
    <bpmn:startEvent id="start" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work" />
    ${task}
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end" />
    <bpmn:endEvent id="end" />
  </bpmn:process>
</bpmn:definitions>`;

test('a key for each system that a process names, whatever the prefix; one that comes into use while the city runs gets its own', async () => {
  const texts: Record<string, string> = {
    first: bpmn('<bpmn:userTask id="work" yw:system="rackets" />'),
    second: bpmn('<bpmn:userTask id="work" own:system="courts" />', 'own'),
    third: bpmn('<bpmn:userTask id="work" yw:system="unknown" />'),
    // Is not even read.
    plain: 'no process at all',
  };
  const called: Record<string, Record<string, string>> = {};
  let hear = (): void => undefined;
  const matters = {
    port: {
      all: () => Object.keys(texts).map((id) => ({ id, version: '1', codes: { taskCode: `code-${id}` } })),
      process: (id: string) => texts[id] as string,
      calledProcesses: (id: string) => called[id] ?? {},
    },
    onChange: (listener: () => void) => {
      hear = listener;
    },
  };
  const renewed: string[] = [];
  const told: SystemKey[][] = [];
  const keys = {
    async renew(application: string) {
      renewed.push(application);
      return application === 'unknown' ? undefined : { keyId: `k-${application}`, secret: 's' };
    },
  };
  await watchSystems(matters as never, keys, (all) => told.push(all), silentLog);
  expect(renewed).toEqual(['rackets', 'courts', 'unknown']);
  const first = [
    { application: 'rackets', key: 'k-rackets', secret: 's', taskCodes: ['code-first'] },
    { application: 'courts', key: 'k-courts', secret: 's', taskCodes: ['code-second'] },
  ];
  expect(told).toEqual([first]);

  // A matter whose own process names none, and calls one that does.
  texts['fourth'] = 'none here';
  called['fourth'] = { check: bpmn('<bpmn:userTask id="work" yw:system="nets" />') };
  hear();
  hear();
  await vi.waitFor(() => expect(told).toHaveLength(2));
  expect(told[1]).toEqual([...first, { application: 'nets', key: 'k-nets', secret: 's', taskCodes: ['code-fourth'] }]);
  hear();
  await new Promise((resume) => setTimeout(resume, 20));
  expect(told).toHaveLength(2);
  expect(renewed.filter((one) => one === 'nets')).toHaveLength(1);
});
