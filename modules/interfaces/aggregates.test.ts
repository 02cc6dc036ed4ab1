import { afterAll, beforeAll, expect, test } from 'vitest';
import { staffActor } from '@platform/testkit';
import { bookings, counted } from './testing/bookings.ts';
import { madeUpId, startStand } from './testing/stand.ts';

let stand: Awaited<ReturnType<typeof startStand>>;
const owner = staffActor('courts-bureau', ['department-data-officer']);

const send = (path: string, body: object) =>
  stand.city.request({ method: 'POST', path: `/api/interfaces/definitions${path}`, body, as: owner });

/** Publishes an interface of figures and grants it to the shop. */
async function offer(definition: typeof counted): Promise<void> {
  const { id } = definition;
  expect((await send('', definition)).status).toBe(201);
  expect((await send(`/${id}/publish`, { revision: 1 })).status).toBe(200);
  stand.grants.give({
    id: `grant-${id}`,
    delivery: 'interface',
    interface: id,
    application: 'racket-shop',
    organisation: 'courts-bureau',
    fields: [],
    purposes: [{ id: 'planning', title: { zh: '排期', en: 'Planning' } }],
    legalBasis: { zh: '章程第九条', en: 'Statutes, article 9' },
  });
}
const call = (id: string, parameters: Record<string, string>) =>
  stand.call({
    path: `/api/open/interfaces/${id}`,
    body: { purpose: 'planning', caseNo: 'P-1', parameters },
  });

const byCourt = {
  ...counted,
  id: 'figures-by-court',
  parameters: [
    { name: 'court', field: 'court', required: false },
    { name: 'from', field: 'booked_on', required: false, match: 'from' },
  ],
  aggregate: { ...counted.aggregate, dimensions: ['court'] },
};
const bySex = {
  ...counted,
  id: 'figures-by-sex',
  aggregate: { ...counted.aggregate, dimensions: ['sex'] },
};

beforeAll(async () => {
  stand = await startStand({ record: { key: madeUpId(999), fields: {} } });
  await stand.book(bookings);
});
afterAll(() => stand.city.stop());

test('what one interface told of the data bounds what another may tell, also when the first is gone', async () => {
  await offer(byCourt);
  await offer(bySex);
  // Court 2: 28 men and 2 women.
  expect((await call('figures-by-court', { court: '2', from: '2026-01-01' })).body.groups).toEqual([
    { by: {}, values: { bookings: 30 } },
  ]);
  const men = { court: '2', sex: '1' };
  expect((await call('figures-by-sex', men)).body).toMatchObject({
    status: 403,
    code: 'interfaces.difference-too-small',
  });
  // Each interface has its own number of queries: the other's one and the refused one leave two of three.
  expect((await call('figures-by-sex', {})).status).toBe(200);

  stand.grants.take('grant-figures-by-court');
  const today = stand.city.clock.now().toISOString().slice(0, 10);
  expect((await send('/figures-by-court/retire', { on: today, reason: '不再需要' })).status).toBe(200);
  stand.city.clock.advance(24 * 3_600_000);
  await offer({
    ...bySex,
    id: 'figures-of-women',
    parameters: [],
    aggregate: { ...bySex.aggregate, dimensions: ['sex'] },
  });
  expect((await call('figures-by-court', {})).body.code).toBe('interfaces.retired');
  expect((await call('figures-by-sex', men)).body.code).toBe('interfaces.difference-too-small');
});

test('whether a group is small or empty cannot be told from the answer', async () => {
  await offer({ ...counted, id: 'figures-alone' });
  const shown = async (parameters: Record<string, string>) => {
    const { status, body } = await call('figures-alone', parameters);
    return { status, body: { ...body, callId: '', receipt: '' } };
  };
  // Two women at court 2; nobody at court 7.
  expect(await shown({ court: '2', sex: '2' })).toEqual(await shown({ court: '7', sex: '2' }));
});
