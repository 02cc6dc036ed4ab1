import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT } from '@platform/module';
import { personActor, startTestCity, type TestCity } from '@platform/testkit';
import { casesAmongFakes, demoCitizenId, NOTE } from '../testing/small-city.ts';
import type { createCases } from '../module.ts';

const ann = { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' };
/** The rules come back to themselves, as a version from before the publish check may. */
const RING = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yw="http://yiwang.dev/bpmn" id="d" targetNamespace="t">
  <process id="ring" isExecutable="true">
    <startEvent id="start" />
    <businessRuleTask id="rules" name="规则核对" yw:link="review" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="rules" />
    <sequenceFlow id="f2" sourceRef="rules" targetRef="rules" />
  </process>
</definitions>`;
const { create } = casesAmongFakes({ ann }, [{ ...NOTE, id: 'kite-ring', version: '1.0.0+ring' }], {
  'kite-ring': RING,
});

let city: TestCity<ReturnType<typeof createCases>>;
beforeAll(async () => {
  city = await startTestCity({ modules: (f) => [create(f)], now: '2026-11-20T02:00:00Z' });
});
afterAll(() => city.stop());

test('rules that come back to themselves end in an error, the case stays a draft, and the city goes on', async () => {
  const as = personActor('ann', city.blindIndex(ann.citizenId, SUBJECT));
  const { id } = (await city.request({ method: 'POST', path: '/api/cases', body: { matter: 'kite-ring' }, as })).body;
  const form = { name: ann.name, colour: 'blue' };
  const answer = await city.request({ method: 'POST', path: `/api/cases/${id}/submit`, body: { form }, as });
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ code: 'process.runs-without-waiting' });
  expect(answer.body.title).toContain('规则核对');
  expect((await city.request({ path: `/api/cases/mine/${id}`, as })).body.state).toBe('draft');
});
