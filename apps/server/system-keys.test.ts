import { expect, test } from 'vitest';
import { systemKeys } from './system-keys.ts';

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

test('a key for each system that a process names, whatever the prefix; a process that names none is not even read', async () => {
  const texts: Record<string, string> = {
    first: bpmn('<bpmn:userTask id="work" yw:system="rackets" />'),
    second: bpmn('<bpmn:userTask id="work" own:system="courts" />', 'own'),
    third: bpmn('<bpmn:userTask id="work" yw:system="unknown" />'),
    plain: 'no process at all',
  };
  const matters = {
    all: () => Object.keys(texts).map((id) => ({ id, version: '1' })),
    process: (id: string) => texts[id] as string,
  };
  const renewed: string[] = [];
  const keys = await systemKeys(matters as never, {
    async renew(application) {
      renewed.push(application);
      return application === 'unknown' ? undefined : { keyId: `k-${application}`, secret: 's' };
    },
  });
  expect(renewed).toEqual(['rackets', 'courts', 'unknown']);
  expect(keys).toEqual([
    { application: 'rackets', key: 'k-rackets', secret: 's' },
    { application: 'courts', key: 'k-courts', secret: 's' },
  ]);
});
