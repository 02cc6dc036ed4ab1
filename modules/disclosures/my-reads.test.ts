import { afterAll, beforeAll, expect, test } from 'vitest';
import { personActor, startTestCity, type TestCity } from '@platform/testkit';
import { createDisclosures } from './module.ts';

const text = (zh: string, en: string) => ({ zh, en });
const KITES = text('放风筝登记', 'Kite registration');
const asked: (readonly string[])[] = [];

let city: TestCity<ReturnType<typeof createDisclosures>>;
beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [
      createDisclosures({
        ...f,
        organisations: { find: () => undefined },
        cases: {
          titlesByNumber: async (numbers) => {
            asked.push(numbers);
            return new Map(numbers.filter((number) => number === 'KO-1').map((number) => [number, KITES]));
          },
        },
      }),
    ],
  });
});
afterAll(() => city.stop());

test('a read for a case is told with what the case is about; one number is asked for once', async () => {
  await city.database.forModule('disclosures').transaction(async (tx) => {
    for (const caseNo of ['KO-1', 'KO-1', 'gone', undefined])
      await city.audit.recordRead(tx, {
        actor: { kind: 'system', name: 'test' },
        organisation: 'kite-office',
        subject: 'subject-ann',
        channel: 'interface',
        resource: 'interface:fliers',
        fields: ['name'],
        purpose: text('登记', 'Registration'),
        ...(caseNo === undefined ? {} : { caseNo }),
        trace: 't',
      });
  });
  const { body } = await city.request({ path: '/api/my-data/reads', as: personActor('ann', 'subject-ann') });
  const told = body.items.map(({ caseNo, matterTitle }: { caseNo?: string; matterTitle?: object }) => [
    caseNo,
    matterTitle,
  ]);
  expect(told).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining([
      ['KO-1', KITES],
      ['KO-1', KITES],
      ['gone', undefined],
      [undefined, undefined],
    ]),
  );
  expect(asked).toHaveLength(1);
  expect(asked[0]?.toSorted()).toEqual(['KO-1', 'gone']);
});
