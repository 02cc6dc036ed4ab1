import { startTestCity, staffActor } from '@platform/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLineage } from '../module.ts';

let city: Awaited<ReturnType<typeof start>>;
const start = () => startTestCity({ modules: (foundations) => [createLineage(foundations)] });
const clerk = staffActor('an-office', ['clerk']);

beforeAll(async () => {
  city = await start();
});

afterAll(() => city.stop());

test('an entry that staff add is kept, with its title made clean', async () => {
  const request = { method: 'POST', path: '/api/lineage/entries', body: { title: ' ＡＢＣ ' }, as: clerk } as const;
  const answer = await city.request(request);
  expect(answer.status).toBe(201);
  const { id } = answer.body as { id: string };
  expect(await city.modules[0]?.port.find(id)).toEqual({ id, title: 'ABC' });
  await city.settle();
});

test('an empty title is refused with a reason, and strangers are asked to sign in', async () => {
  const request = { method: 'POST', path: '/api/lineage/entries', body: { title: '  ' } } as const;
  expect(await city.request({ ...request, as: clerk })).toMatchObject({
    status: 400,
    body: { code: 'lineage.title-missing' },
  });
  expect((await city.request(request)).status).toBe(401);
});
