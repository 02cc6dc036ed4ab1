import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCity, type TestCity } from '@platform/testkit';
import { mirrorPlaces } from './store/mirror.ts';
import { createOrganisations } from './module.ts';

let city: TestCity<ReturnType<typeof createOrganisations>>;
beforeAll(async () => {
  city = await startTestCity({
    packs: { ids: ['tennis-club'] },
    modules: (foundations) => [createOrganisations(foundations)],
  });
});
afterAll(() => city?.stop());

test('anyone can read organisations, divisions and boundaries', async () => {
  const { body } = await city.request({ path: '/api/organisations' });
  expect(body.items.find((one: { id: string }) => one.id === 'tennis-club-office')).toMatchObject({
    short: { zh: '网球俱乐部' },
    parent: 'courts-bureau',
    division: '999900',
  });
  const codes = async (query: string) =>
    (await city.request({ path: `/api/divisions${query}` })).body.items.map((one: { code: string }) => one.code);
  expect(await codes('')).toEqual(['999900']);
  expect(await codes('?parent=999900')).toEqual(['999901', '999902']);
  expect(await city.request({ path: '/api/divisions?parent=123456' })).toMatchObject({
    status: 404,
    body: { code: 'organisations.unknown-division' },
  });
  expect((await city.request({ path: '/api/boundaries' })).body).toMatchObject({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { code: '999901', name: { zh: '底线区' } },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 1],
              [0, 0],
            ],
          ],
        },
      },
      { properties: { code: '999902' } },
    ],
  });
});

test('the tables follow the packs: nothing twice, changes written, what is gone marked and what comes back unmarked', async () => {
  const mirror = (divisions = city.packs.all('divisions'), organisations = city.packs.all('organisations')) =>
    city.database
      .forModule('organisations')
      .transaction((tx) => mirrorPlaces(tx, { divisions, organisations }, city.clock.now()));
  expect(await mirror()).toEqual({ written: 0, removed: 0 });

  const organisations = city.packs.all('organisations');
  const [first, ...others] = organisations;
  const renamed = {
    ...first,
    hash: 'other',
    value: { ...first?.value, short: { zh: '新名', en: 'New' } },
  } as (typeof organisations)[number];
  expect(await mirror(undefined, [renamed, ...others.slice(0, 1)])).toEqual({ written: 1, removed: 1 });
  const { rows } = await city.database.pool.query(
    `select id, short->>'zh' as short, removed_at is not null as removed from organisations.organisation order by id`,
  );
  expect(rows).toEqual([
    { id: 'club-data-office', short: '市数据处', removed: false },
    { id: 'courts-bureau', short: '新名', removed: false },
    { id: 'tennis-club-office', short: '网球俱乐部', removed: true },
  ]);
  expect(await mirror()).toEqual({ written: 2, removed: 0 });
});
