import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { SUBJECT, type Module } from '@platform/module';
import { createReconciliations } from './module.ts';
import { keyOf, LINE, mooring, MOORINGS, pier, type Pier } from './store/testing-pier.ts';

const officer = staffActor('data-office', ['data-officer'], { organisations: 'all' });
const PACE = { pauses: [5, 5, 5, 5], waitMs: 100 };
const ROWS = 20_000;
const keyText = (number: number): string => keyOf(mooring(number)).join('\u0000');

let harbour: Pier;
let city: TestCity<Module>;

const cityOf = (): Promise<TestCity<Module>> =>
  startTestCity<Module>({
    modules: (f) => {
      harbour = pier(f);
      const catalogue = {
        find: (id: string) => (id === 'moorings' ? MOORINGS : undefined),
        resources: () => [MOORINGS],
      };
      return [harbour, createReconciliations({ ...f, catalogue, exchange: harbour.exchange, pace: PACE })];
    },
  });

async function fill(rows: number): Promise<void> {
  harbour.source.clear();
  harbour.refused.clear();
  harbour.waiting = [];
  harbour.beforeLook = undefined;
  harbour.counts = { wholeReads: 0, singleReads: 0, reloads: [] };
  await city.database.pool.query('delete from lake.raw_moorings');
  await city.database.pool.query('delete from reconciliations.reconciliation');
  const all = Array.from({ length: rows }, (_, number) => mooring(number));
  for (const values of all) harbour.source.set(keyOf(values).join('\u0000'), values);
  await harbour.putInLake(all);
}

async function start(): Promise<string> {
  const { status, body } = await city.request({
    method: 'POST',
    path: `/api/reconciliations/lines/${LINE.id}`,
    as: officer,
  });
  expect(status).toBe(202);
  return body.id;
}
const show = async (id: string) => (await city.request({ path: `/api/reconciliations/${id}`, as: officer })).body;
async function prove(): Promise<{ id: string } & Record<string, unknown>> {
  const id = await start();
  await city.settle();
  return show(id);
}
const mend = (id: string, body: object = {}) =>
  city.request({ method: 'POST', path: `/api/reconciliations/${id}/mend`, body, as: officer });
const rowsOf = async (id: string, query = '') =>
  (await city.request({ path: `/api/reconciliations/${id}/rows?limit=200${query}`, as: officer })).body.items;

/** A number generator that gives the same numbers in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

beforeAll(async () => {
  city = await cityOf();
});
afterAll(() => city.stop());

describe('source and lake are compared', () => {
  test('equal sides are found equal by counts and digests, in one reading of the source', async () => {
    await fill(ROWS);
    const done = await prove();
    expect(done).toMatchObject({
      state: 'done',
      outcome: 'equal',
      sourceRows: ROWS,
      lakeRows: ROWS,
      ranges: 2,
      rangesDiffering: 0,
      differences: { missing: 0, extra: 0, changed: 0 },
      progress: 1,
      settled: true,
    });
    expect(harbour.counts.wholeReads).toBe(1);
  });

  test('every one of 200 random plants is found, told by kind and item, and mended with one click', async () => {
    await fill(ROWS);
    const roll = dice(7);
    const numbers = new Set<number>();
    while (numbers.size < 200) numbers.add(roll(ROWS));
    const planted = { missing: new Set<string>(), extra: new Set<string>(), changed: new Map<string, string>() };
    const changed: (string | null)[][] = [];
    for (const number of numbers) {
      const kind = number % 3;
      const values = mooring(number);
      if (kind === 0) planted.missing.add(keyText(number));
      else if (kind === 1) {
        const stranger = mooring(ROWS + number);
        planted.extra.add(keyOf(stranger).join('\u0000'));
        changed.push(stranger);
      } else {
        const place = [1, 3, 4][number % 2 === 0 ? 0 : 1 + (number % 5 === 0 ? 1 : 0)] as 1 | 3 | 4;
        const other = { 1: `${values[1] ?? ''} `, 3: '2001-01-01', 4: values[4] === 'true' ? null : 'true' }[place];
        planted.changed.set(keyText(number), ['', 'note', '', 'since', 'paid'][place] as string);
        changed.push(values.with(place, other));
      }
    }
    await harbour.putInLake(changed);
    await harbour.removeFromLake([...planted.missing]);

    const done = await prove();
    expect(done).toMatchObject({
      outcome: 'differs',
      differences: { missing: planted.missing.size, extra: planted.extra.size, changed: planted.changed.size },
      left: 200,
      mended: 0,
      inMotion: 0,
      settled: true,
    });
    expect(harbour.counts.wholeReads).toBe(2);
    const rows = await rowsOf(done.id);
    expect(rows).toHaveLength(200);
    const itemsByKind = rows
      .filter((row: { kind: string }) => row.kind === 'changed')
      .flatMap((row: { items: { name: string }[] }) => row.items.map((one) => one.name));
    expect(itemsByKind.sort()).toEqual([...planted.changed.values()].sort());
    // Keys are people's: none is readable in the list, nor in the table.
    expect(JSON.stringify(rows)).not.toMatch(/9901\d{14}/);
    const ranges = (await city.request({ path: `/api/reconciliations/${done.id}/ranges`, as: officer })).body.items;
    expect(ranges.reduce((sum: number, range: { missing: number }) => sum + range.missing, 0)).toBe(
      planted.missing.size,
    );
    expect(JSON.stringify(ranges)).not.toMatch(/9901\d{14}/);

    expect((await mend(done.id)).body).toEqual({ waiting: 200 });
    await city.settle();
    expect(await show(done.id)).toMatchObject({ state: 'done', outcome: 'equal', mended: 200, left: 0 });
    const lake = await harbour.lakeRows();
    expect(lake).toEqual(harbour.source);
    expect((await prove()).outcome).toBe('equal');
    expect((await mend(done.id)).body.code).toBe('reconciliations.nothing-to-mend');
  });

  test('only the rows asked for are mended', async () => {
    await fill(500);
    await harbour.removeFromLake([keyText(1), keyText(2), keyText(3)]);
    const done = await prove();
    const [first] = await rowsOf(done.id);
    await mend(done.id, { rows: [first.id] });
    await city.settle();
    expect(await show(done.id)).toMatchObject({ outcome: 'differs', mended: 1, left: 2 });
    expect((await harbour.lakeRows()).size).toBe(498);
  });
});

describe('while the line is being captured', () => {
  beforeEach(() => fill(3_000));

  test('what the capture is bringing is no difference; what it will never bring is', async () => {
    // Changed, new and gone at the source; the lake has none of it yet when both sides are read.
    const renewed = mooring(5).with(1, '新');
    harbour.source.set(keyText(5), renewed);
    harbour.source.set(keyText(9_999), mooring(9_999));
    harbour.source.delete(keyText(8));
    harbour.waiting = [
      { key: keyText(5), values: renewed },
      { key: keyText(9_999), values: mooring(9_999) },
      { key: keyText(8), values: null },
    ];
    await harbour.removeFromLake([keyText(77)]);
    const done = await prove();
    expect(done).toMatchObject({ outcome: 'differs', differences: { missing: 1, extra: 0, changed: 0 }, inMotion: 3 });
  });

  test('a row that changes with each look is in motion, not different', async () => {
    let version = 0;
    harbour.beforeLook = () => {
      version += 1;
      harbour.source.set(keyText(5), mooring(5).with(1, `版本${version}`));
    };
    await harbour.removeFromLake([keyText(77)]);
    const done = await prove();
    expect(done).toMatchObject({ differences: { missing: 1, extra: 0, changed: 0 }, inMotion: 1, left: 1 });
    expect(await rowsOf(done.id, '&state=in-motion')).toHaveLength(1);
  });

  test('a row that the source has in a form that does not pass is told apart, and not taken away', async () => {
    harbour.refused.add(keyText(5));
    const done = await prove();
    expect(done).toMatchObject({ outcome: 'equal', rejectedRows: 1, refused: 1, differences: { extra: 0 } });
    expect((await mend(done.id)).body.code).toBe('reconciliations.nothing-to-mend');
  });

  test('a row of another line with the same table in the lake is left alone', async () => {
    await harbour.putInLake([mooring(50_000)], 'another-line');
    expect(await prove()).toMatchObject({ outcome: 'equal', lakeRows: 3_000 });
  });
});

describe('who may do what', () => {
  test('opening a row needs a purpose and is recorded in the audit and for the person', async () => {
    await fill(300);
    await harbour.putInLake([mooring(4).with(3, '1999-09-09')]);
    const done = await prove();
    const [row] = await rowsOf(done.id);
    const path = `/api/reconciliations/${done.id}/rows/${row.id}`;
    expect(await city.request({ path, as: officer })).toMatchObject({
      status: 400,
      body: { code: 'reconciliations.purpose-missing' },
    });
    const open = await city.request({ path: `${path}?purpose=${encodeURIComponent('核对差异原因')}`, as: officer });
    expect(open.body.items.find((item: { name: string }) => item.name === 'since')).toMatchObject({
      source: '2026-05-15',
      lake: '1999-09-09',
      differs: true,
    });
    const read = await city.database.asPlatform.read((tx) =>
      city.audit.readsOf(tx, city.blindIndex(mooring(4)[0] as string, SUBJECT), 5),
    );
    expect(read).toMatchObject([{ purpose: { zh: '核对差异原因' }, resource: 'moorings', channel: 'console' }]);
    const { rows } = await city.database.pool.query(
      `select detail from platform.audit_entry where action = 'reconciliations.open-difference'`,
    );
    expect(rows).toHaveLength(1);
    const leader = staffActor('harbour-office', ['leader'], { organisations: 'all' });
    expect((await city.request({ path: `${path}?purpose=abc`, as: leader })).status).toBe(403);
  });

  test('a line whose snapshot is under way is not compared: what is yet to come would be told as missing', async () => {
    harbour.state = 'snapshot';
    const path = `/api/reconciliations/lines/${LINE.id}`;
    const refused = await city.request({ method: 'POST', path, as: officer });
    harbour.state = 'live';
    expect(refused).toMatchObject({ status: 409, body: { code: 'reconciliations.never-whole' } });
    expect((await city.request({ method: 'POST', path: `${path}-other`, as: officer })).status).toBe(404);
  });

  test('other organisations see nothing of it; readers may not start or mend', async () => {
    await fill(10);
    const done = await prove();
    const stranger = staffActor('fee-office', ['department-admin']);
    expect((await city.request({ path: `/api/reconciliations/${done.id}`, as: stranger })).status).toBe(404);
    expect((await city.request({ path: '/api/reconciliations', as: stranger })).body.items).toEqual([]);
    const reader = staffActor('harbour-office', ['department-admin']);
    expect((await city.request({ path: '/api/reconciliations', as: reader })).body.items).toHaveLength(1);
    for (const path of [`/api/reconciliations/lines/${LINE.id}`, `/api/reconciliations/${done.id}/mend`])
      expect((await city.request({ method: 'POST', path, as: reader })).status).toBe(403);
  });
});

describe('by itself', () => {
  const run = (name: string, payload: object = {}) =>
    city.modules[1]?.jobs
      ?.find((job) => job.name === name)
      ?.run(payload, { jobId: '1', attempt: 1, signal: new AbortController().signal });

  test('a line is compared when its time has come, mended when told so, and not before it is due again', async () => {
    await fill(400);
    await harbour.removeFromLake([keyText(3)]);
    const setting = { everyHours: 6, mend: true };
    await city.request({
      method: 'PUT',
      path: `/api/reconciliations/lines/${LINE.id}/setting`,
      body: setting,
      as: officer,
    });
    await run('reconciliations.start-due');
    await city.settle();
    const lines = async () => (await city.request({ path: '/api/reconciliations/lines', as: officer })).body.items;
    expect(await lines()).toMatchObject([
      { lineId: LINE.id, setting, last: { reason: 'schedule', outcome: 'equal', mended: 1 } },
    ]);
    expect((await harbour.lakeRows()).size).toBe(400);
    const list = async () => (await city.request({ path: '/api/reconciliations', as: officer })).body.items.length;
    await run('reconciliations.start-due');
    expect(await list()).toBe(1);
    city.clock.advance(6 * 3_600_000 + 1);
    await run('reconciliations.start-due');
    await city.settle();
    expect(await list()).toBe(2);
  });

  test('a proof cut short goes on where it was: suspects are judged without reading the source again', async () => {
    await fill(2_000);
    await harbour.removeFromLake([keyText(3), keyText(4)]);
    let calls = 0;
    harbour.beforeLook = () => {
      calls += 1;
      // Cut as a dying process would, when the first look at single rows begins.
      if (calls === 3) throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
    };
    const id = await start();
    await city.settle();
    expect(await show(id)).toMatchObject({ state: 'failed' });
    harbour.beforeLook = undefined;
    await city.database.pool.query(`update reconciliations.reconciliation set state = 'looking-again' where id = $1`, [
      id,
    ]);
    const { wholeReads } = harbour.counts;
    await run('reconciliations.prove-line', { reconciliationId: id });
    expect(await show(id)).toMatchObject({ state: 'done', outcome: 'differs', differences: { missing: 2 } });
    expect(harbour.counts.wholeReads).toBe(wholeReads);
  });

  test('a cancelled proof stays cancelled, and a second start gives the open one', async () => {
    await fill(50);
    await city.database.pool.query(
      `insert into reconciliations.reconciliation (id, line_id, line_title, resource, organisation, reason, state, created_at, asked_by, trace, state_at)
       values ('00000000-0000-7000-8000-000000000001', $1, '{"zh":"x","en":"x"}', 'moorings', 'harbour-office', 'asked', 'comparing', now(), 'x', 'x', now())`,
      [LINE.id],
    );
    expect(await start()).toBe('00000000-0000-7000-8000-000000000001');
    const cancel = () =>
      city.request({
        method: 'POST',
        path: '/api/reconciliations/00000000-0000-7000-8000-000000000001/cancel',
        as: officer,
      });
    expect((await cancel()).body).toEqual({ state: 'cancelled' });
    await run('reconciliations.prove-line', { reconciliationId: '00000000-0000-7000-8000-000000000001' });
    expect(await show('00000000-0000-7000-8000-000000000001')).toMatchObject({ state: 'cancelled' });
    expect((await cancel()).body.code).toBe('reconciliations.already-over');
  });
});
