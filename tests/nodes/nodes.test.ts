import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LINE, officer, reader, security, startNode, type TestNode } from './two-nodes.ts';

// Two nodes with databases of their own that speak over HTTP, and a wire that the test cuts.
let parent: TestNode;
let child: TestNode;
let parentId = '';
let childId = '';
const put = (node: TestNode, body: unknown) =>
  node.city.request({ method: 'PUT', path: '/api/nodes/self', body, as: security });
const eventually = <T>(look: () => Promise<T>, timeout = 15_000): Promise<T> =>
  vi.waitFor(look, { timeout, interval: 100 });
const fingerprint = async (node: TestNode): Promise<string> => (await node.get('/self')).body.fingerprint;
const peer = async (node: TestNode, id: string) => (await node.get(`/peers/${id}`)).body;

beforeAll(async () => {
  [parent, child] = await Promise.all([startNode(), startNode()]);
  const organisation = 'pier-office';
  await put(parent, { name: { zh: '海市', en: 'Sea City' }, division: '990100', organisation, url: parent.wire.url });
  await put(child, {
    name: { zh: '滩区', en: 'Beach District' },
    division: '990102',
    organisation,
    url: child.wire.url,
  });
  parentId = (await parent.get('/self')).body.id;
  childId = (await child.get('/self')).body.id;
}, 120_000);
afterAll(async () => {
  await Promise.all([child?.stop(), parent?.stop()]);
});

describe('registering', () => {
  test('only a security administrator may; a bad address, oneself and a wrong fingerprint are refused with what to do', async () => {
    const asked = (body: object, as = security) => child.post('/parents', body, as);
    expect((await asked({ url: parent.wire.url }, officer)).status).toBe(403);
    expect((await asked({ url: 'ftp://x' })).body).toMatchObject({ status: 400 });
    expect((await asked({ url: child.wire.url })).body.code).toBe('nodes.is-self');
    expect((await asked({ url: 'http://127.0.0.1:1' })).body.code).toBe('nodes.unreachable');
    const wrong = await asked({ url: parent.wire.url, fingerprint: '0000 '.repeat(8) });
    expect(wrong.body).toMatchObject({ code: 'nodes.fingerprint-differs', title: expect.stringContaining('核对') });
    expect((await child.get('/peers')).body.items).toEqual([]);
  });

  test('both sides compare the fingerprint before anything is trusted', async () => {
    const made = await child.post('/parents', { url: parent.wire.url }, security);
    expect(made).toMatchObject({
      status: 201,
      body: { id: parentId, state: 'to-confirm', fingerprint: await fingerprint(parent) },
    });
    expect(await peer(parent, childId)).toMatchObject({
      role: 'child',
      state: 'asked',
      name: { zh: '滩区' },
      fingerprint: await fingerprint(child),
    });
    // Approved without having compared: refused. Published without trust: refused.
    expect(
      (await parent.post(`/peers/${childId}/approve`, { fingerprint: await fingerprint(parent) }, security)).body.code,
    ).toBe('nodes.fingerprint-differs');
    const early = { peerId: parentId, resource: 'moorings', items: ['number'], grade: 2, basis: '条例第3条' };
    expect((await child.post('/publications', early)).body.code).toBe('nodes.not-active');
    expect(
      (await child.post(`/peers/${parentId}/confirm`, { fingerprint: await fingerprint(parent) }, security)).body,
    ).toEqual({ state: 'asked' });
    expect(
      (await parent.post(`/peers/${childId}/approve`, { fingerprint: await fingerprint(child) }, security)).body,
    ).toEqual({ state: 'active' });
    await eventually(async () => expect((await peer(child, parentId)).state).toBe('active'));
    await eventually(async () => expect((await peer(parent, childId)).heardAt).toBeDefined());
  });

  test('what is not signed by the pinned key, altered, replayed or said to another is refused', async () => {
    await eventually(async () => expect(parent.wire.bodies.some((body) => body.includes('beat'))).toBe(true));
    const said = JSON.parse(parent.wire.bodies.findLast((body) => body.includes('beat')) as string) as {
      message: string;
      signature: string;
    };
    const say = async (body: object) =>
      (await parent.city.request({ method: 'POST', path: '/api/nodes/link/messages', body })).body.code;
    expect(await say(said)).toBe('nodes.doubled');
    expect(
      await say({
        ...said,
        message: said.message.replace(/"lagMs":\d+|"whole":(true|false)|"children":\[\]/, '"children":[1]'),
      }),
    ).toBe('nodes.signature-wrong');
    expect(await say({ ...said, message: said.message.replace(childId, 'n-0000000000000000') })).toBe(
      'nodes.signature-wrong',
    );
    expect(await say({ message: '{}', signature: 'x' })).toBe('nodes.bad-message');
    parent.city.clock.advance(600_000);
    expect(await say(said)).toBe('nodes.stale');
    parent.city.clock.advance(-600_000);
  });
});

describe('publishing', () => {
  const CHOSEN = ['number', 'length', 'lit', 'since', 'place'];
  let id = '';
  let table = '';
  const publication = async () => (await child.get(`/publications/${id}`)).body;
  const receipt = async () => (await parent.get(`/receipts/${id}`)).body;
  const mine = async () =>
    (await child.rows('raw_moorings')).map((row) =>
      Object.fromEntries(CHOSEN.map((name) => [name, (row as Record<string, unknown>)[name]])),
    );
  const equal = () => eventually(async () => expect(await parent.rows(table)).toEqual(await mine()));

  test('nothing leaves above the grade, personal without a basis, or without its key', async () => {
    const ask = async (more: object) =>
      (
        await child.post('/publications', {
          peerId: parentId,
          resource: 'moorings',
          lineId: LINE,
          items: CHOSEN,
          grade: 2,
          basis: '条例第3条',
          ...more,
        })
      ).body.code;
    expect(await ask({ items: [...CHOSEN, 'owner'] })).toBe('nodes.item-above-grade');
    expect(await ask({ items: ['number', 'secret_note'], grade: 3 })).toBe('nodes.item-above-grade');
    expect(await ask({ items: ['number', 'owner'], grade: 3, basis: ' ' })).toBe('nodes.basis-missing');
    expect(await ask({ items: ['length'] })).toBe('nodes.key-missing');
    expect(await ask({ items: ['number', 'colour'] })).toBe('nodes.unknown-item');
    expect(await ask({ lineId: 'no-such' })).toBe('nodes.unknown-line');
    expect((await child.post('/publications', {}, reader)).status).toBe(403);
    expect(
      (
        await parent.post('/publications', {
          peerId: childId,
          resource: 'moorings',
          lineId: LINE,
          items: ['number'],
          grade: 2,
          basis: '无',
        })
      ).body.code,
    ).toBe('nodes.other-role');
  });

  test('what is there arrives with its catalogue entry, and changes follow in seconds; nothing else can be read', async () => {
    await child.give([
      { number: '1', owner: '张三', length: 12, lit: true, since: '2020-02-29', place: '990102001', secret_note: '甲' },
      { number: '2', length: null, lit: false, place: '990103' },
      { number: '3', lit: null, place: '制\t表\n' },
    ]);
    const made = await child.post('/publications', {
      peerId: parentId,
      resource: 'moorings',
      lineId: LINE,
      items: CHOSEN,
      grade: 2,
      basis: '条例第3条',
    });
    expect(made.status).toBe(201);
    ({ id } = made.body);
    table = await eventually(async () => {
      const { body } = await parent.get(`/receipts/${id}`);
      expect(body.held?.count).toBe(3);
      return body.table as string;
    });
    await equal();
    await child.give(
      [
        { number: '2', length: 9, lit: true, place: '990103' },
        { number: '4', length: 1 },
      ],
      ['1'],
    );
    const began = performance.now();
    await equal();
    expect(performance.now() - began).toBeLessThan(3_000);
    const { rows } = await parent.city.database.pool.query(
      `select column_name as name from information_schema.columns where table_schema = 'lake' and table_name = $1`,
      [table],
    );
    expect(
      rows
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('_'))
        .toSorted(),
    ).toEqual(CHOSEN.toSorted());
    expect((await parent.get('/entries')).body.items).toMatchObject([
      { peerId: childId, resource: 'moorings', peerName: { zh: '滩区' }, items: 5, versions: 1 },
    ]);
    expect(await parent.port.receivedEntries()).toMatchObject([
      { nodeId: childId, tables: [{ table, rows: 3 }], withdrawn: false },
    ]);
    // The parent's own resource of that name is as it was.
    expect(await parent.rows('raw_moorings')).toEqual([]);
    // Packages wait sealed, and keys are sealed as well.
    expect(parent.wire.bodies.every((body) => !body.includes('张三'))).toBe(true);
  });

  test('both sides tell the same: count, sum, no lag, no difference', async () => {
    await eventually(async () => {
      const [ours, theirs] = [await publication(), await receipt()];
      expect(ours).toMatchObject({
        state: 'live',
        lagChanges: 0,
        lagMs: 0,
        packagesOpen: 0,
        received: ours.published,
        published: { count: 3 },
      });
      expect(theirs).toMatchObject({ held: ours.published, published: ours.published, lagChanges: 0 });
      expect([ours.difference, theirs.difference, ours.fault, theirs.fault]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });
    expect((await parent.get('/topology')).body).toMatchObject({
      parents: [],
      children: [{ id: childId, receipts: 1, differences: 0, children: [] }],
    });
  });

  test('cut in between: what waits is shown with its reason, and arrives once, in order, when the wire holds again', async () => {
    parent.wire.cut = true;
    for (let n = 10; n < 20; n += 1) await child.give([{ number: String(n), length: n }], n === 15 ? ['3'] : []);
    await eventually(async () => {
      expect(await peer(child, parentId)).toMatchObject({
        fault: { code: 'nodes.unreachable', mend: { zh: expect.stringContaining('自动重试') } },
      });
      expect((await publication()).lagChanges).toBeGreaterThan(0);
    });
    await child.restart();
    parent.wire.cut = false;
    await equal();
    await eventually(async () => expect((await peer(child, parentId)).fault).toBeUndefined());
  });

  test('an answer that is lost, and a child that is killed then: nothing is applied twice', async () => {
    const before = (await receipt()).number;
    parent.wire.loseAnswers = 2;
    await child.give([{ number: '30', length: 30 }]);
    await eventually(async () => expect(parent.wire.loseAnswers).toBe(0));
    await child.restart();
    await child.give([{ number: '30', length: 31 }]);
    await equal();
    expect((await receipt()).number).toBeGreaterThan(before);
    await eventually(async () => expect(await publication()).toMatchObject({ packagesOpen: 0, lagChanges: 0 }));
    expect((await publication()).received.number).toBe((await receipt()).number);
  });

  test('a parent that was down takes up again', async () => {
    await parent.restart();
    await child.give([{ number: '31', length: 1 }]);
    await equal();
  });

  test('a difference planted at the parent is found by counting, shown on both sides, and mended by a re-publish', async () => {
    const { pool } = parent.city.database;
    await pool.query(`update lake.${table} set length = 777 where number = '31'`);
    await pool.query(`delete from lake.${table} where number = '30'`);
    await pool.query(`insert into lake.${table} (number, length) values ('extra', 5)`);
    expect((await child.post(`/publications/${id}/check`, undefined, reader)).status).toBe(403);
    expect((await child.post(`/publications/${id}/check`, undefined)).body).toEqual({ state: 'live' });
    await eventually(async () => {
      expect((await publication()).difference).toMatchObject({ ours: (await publication()).published });
      expect((await receipt()).difference).toBeDefined();
      expect((await publication()).received.checkedAt).toBeDefined();
    });
    expect((await parent.get('/topology')).body.children[0].differences).toBe(1);
    expect((await child.post(`/publications/${id}/republish`, undefined)).status).toBe(200);
    await equal();
    await eventually(async () => {
      expect((await publication()).difference).toBeUndefined();
      expect((await receipt()).difference).toBeUndefined();
    });
    expect((await parent.post(`/receipts/${id}/check`, undefined)).body).toEqual({
      held: (await publication()).published,
    });
  });

  test('a table of many packages arrives whole, and again after a re-publish', async () => {
    const { pool } = child.city.database;
    await pool.query(`insert into lake.raw_moorings (number, length, place, _source, _load, _at)
      select 'm' || n, n, repeat('区', n % 50), '${LINE}', gen_random_uuid(), now() from generate_series(1, 11000) n`);
    const all = (await mine()).length;
    await child.post(`/publications/${id}/republish`, undefined);
    await eventually(async () => expect((await receipt()).held.count).toBe(all), 40_000);
    await equal();
    expect((await receipt()).number).toBeGreaterThan(2);
    await pool.query(`delete from lake.raw_moorings where number like 'm%'`);
    for (const node of [child, parent]) node.city.clock.advance(25 * 3_600_000);
    await eventually(async () => expect((await receipt()).held.count).toBe(all - 11_000), 40_000);
    await equal();
  }, 90_000);

  test('rows that went past the stream are found when all are compared', async () => {
    await child.city.database.pool.query(`delete from lake.raw_moorings where number = '31'`);
    await child.city.database.pool.query(
      `insert into lake.raw_moorings (number, length, _source, _load, _at) values ('past', 2, '${LINE}', gen_random_uuid(), now())`,
    );
    for (const node of [child, parent]) node.city.clock.advance(25 * 3_600_000);
    await equal();
  });

  test('a side restored from a backup stops both with what to do, and a re-publish makes them equal', async () => {
    await child.city.database.pool.query(
      `update nodes.publication set number = 1, hash = repeat('a', 64), acked_up_to = 1, ack_number = 0`,
    );
    await child.city.database.pool.query('delete from nodes.package');
    await child.give([{ number: '50' }]);
    await eventually(async () =>
      expect((await publication()).fault).toMatchObject({
        code: expect.stringMatching(/^ferry\./),
        mend: { zh: expect.stringContaining('重新发布') },
      }),
    );
    await child.post(`/publications/${id}/republish`, undefined);
    await equal();
    await eventually(async () => {
      expect((await publication()).fault).toBeUndefined();
      expect((await receipt()).fault).toBeUndefined();
    });
  });

  test('paused nothing leaves; withdrawn the parent keeps what came, marked, and removes it when asked', async () => {
    await child.post(`/publications/${id}/pause`, undefined);
    await child.give([{ number: '60' }]);
    await new Promise((resume) => setTimeout(resume, 1_500));
    expect(await parent.rows(table)).not.toContainEqual(expect.objectContaining({ number: '60' }));
    await child.post(`/publications/${id}/resume`, undefined);
    await equal();
    expect((await child.post(`/publications/${id}/withdraw`, {})).status).toBe(400);
    await child.post(`/publications/${id}/withdraw`, { remove: false });
    await eventually(async () => expect((await receipt()).state).toBe('withdrawn'));
    expect(await parent.rows(table)).toEqual(await mine());
    expect((await parent.get('/entries')).body.items[0].withdrawnAt).toBeDefined();
    expect((await child.post(`/publications/${id}/republish`, undefined)).body.code).toBe('nodes.withdrawn');
    const again = await child.post('/publications', {
      peerId: parentId,
      resource: 'moorings',
      lineId: LINE,
      items: ['number'],
      grade: 2,
      basis: '条例第3条',
    });
    await eventually(async () =>
      expect((await parent.get(`/receipts/${again.body.id}`)).body.held?.count).toBeGreaterThan(3),
    );
    const second = (await parent.get(`/receipts/${again.body.id}`)).body.table;
    await child.post(`/publications/${again.body.id}/withdraw`, { remove: true });
    await eventually(async () => expect((await parent.get(`/receipts/${again.body.id}`)).body.state).toBe('removed'));
    expect(await parent.rows(second)).toEqual([]);
    expect((await parent.get(`/entries/${childId}/moorings`)).body.history).toHaveLength(2);
  });
});

test('revoked, both sides say so and nothing is taken any more; it can be asked for again', async () => {
  expect((await parent.post(`/peers/${childId}/revoke`, { reason: '密钥外泄' }, officer)).status).toBe(403);
  expect((await parent.post(`/peers/${childId}/revoke`, { reason: '密钥外泄' }, security)).body).toEqual({
    state: 'revoked',
  });
  await eventually(async () =>
    expect(await peer(child, parentId)).toMatchObject({ state: 'revoked', reason: '密钥外泄' }),
  );
  const again = await child.post(
    '/parents',
    { url: parent.wire.url, fingerprint: await fingerprint(parent) },
    security,
  );
  expect(again.body).toMatchObject({ state: 'asked' });
  expect(await peer(parent, childId)).toMatchObject({ state: 'asked' });
  expect((await parent.post(`/peers/${childId}/refuse`, { reason: '未备案' }, security)).body).toEqual({
    state: 'refused',
  });
  await eventually(async () =>
    expect(await peer(child, parentId)).toMatchObject({ state: 'refused', reason: '未备案' }),
  );
  await Promise.all([child.city.settle(), parent.city.settle()]);
});
