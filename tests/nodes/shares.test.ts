// long-file: one pair of nodes stands for all of these tests, and starting another costs as much as half of them.
// Requests, grants, calls and receipts between two nodes, both ways, over a wire that loses answers and is cut.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { authority, department, reader, security, startNode, system, type TestNode } from './two-nodes.ts';

let parent: TestNode;
let child: TestNode;
let parentId = '';
let childId = '';
const eventually = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 15_000, interval: 80 });
const items = async (node: TestNode, path: string, as = department) => (await node.get(path, as)).body.items;
const share = async (node: TestNode, id: string) =>
  (await items(node, '/shares')).find((one: { id: string }) => one.id === id);
const grant = async (node: TestNode, id: string) =>
  (await items(node, '/share-grants')).find((one: { id: string }) => one.id === id);
const calls = (node: TestNode, id: string) => items(node, `/share-grants/${id}/calls`);
/** Who ended a request, as its timeline and as the audit says. */
async function endings(node: TestNode, id: string): Promise<object[]> {
  const { pool } = node.city.database;
  const steps = await pool.query(
    `select kind, by_kind, by_organisation, by_account from sharing.step where request_id = $1 and kind in ('ended', 'withdrawn')`,
    [id],
  );
  const entries = await pool.query(
    `select action, actor_kind, actor_id from platform.audit_entry where subject = $1 and action in ('sharing.end-request', 'sharing.withdraw-request')`,
    [`sharing-request:${id}`],
  );
  return [...steps.rows, ...entries.rows];
}
const WISH = {
  resource: 'moorings',
  interface: 'moorings-by-number',
  application: 'pier-system',
  fields: ['number', 'length'],
  purposes: [{ id: 'berth-check', title: { zh: '泊位核查', en: 'Berth check' } }],
  basis: '港口条例第9条',
  from: '2026-01-01',
  until: '2027-12-31',
  callsPerDay: 8,
};
const call = (node: TestNode, id: string, more: object = {}) =>
  node.city.request({
    method: 'POST',
    path: `/api/open/nodes/grants/${id}`,
    body: { purpose: 'berth-check', caseNo: 'BJ-7', parameters: { number: '12' }, ...more },
    as: system,
  });

beforeAll(async () => {
  [parent, child] = await Promise.all([startNode(), startNode()]);
  const tell = (node: TestNode, zh: string, division: string) =>
    node.city.request({
      method: 'PUT',
      path: '/api/nodes/self',
      body: { name: { zh, en: zh }, division, organisation: 'pier-office', url: node.wire.url },
      as: security,
    });
  const self = (await tell(parent, '海市', '990100')).body;
  const { id, fingerprint } = (await tell(child, '滩区', '990102')).body;
  [parentId, childId] = [self.id, id];
  await child.post('/parents', { url: parent.wire.url, fingerprint: self.fingerprint }, security);
  await parent.post(`/peers/${childId}/approve`, { fingerprint }, security);
  await eventually(async () => expect((await child.get(`/peers/${parentId}`)).body.state).toBe('active'));
  // Each shows the other its entry, without rows.
  const entry = { resource: 'moorings', items: ['number', 'length'], grade: 2, basis: '条例第3条' };
  await parent.post('/publications', { ...entry, peerId: childId });
  await child.post('/publications', { ...entry, peerId: parentId });
  for (const node of [parent, child])
    await eventually(async () => expect(await items(node, '/offers')).toHaveLength(1));
}, 120_000);
afterAll(async () => {
  await Promise.all([child?.stop(), parent?.stop()]);
});

/** Asked, agreed, and arrived at the side that asked. @returns the grant's id */
async function granted(asking: TestNode, giving: TestNode, givingId: string, more: object = {}): Promise<string> {
  const { id } = (await asking.post('/shares', { ...WISH, peerId: givingId, ...more }, department)).body;
  await eventually(async () => expect(await giving.asked(id)).toMatchObject({ state: 'with-provider' }));
  expect((await giving.answer(id, { fields: WISH.fields })).body).toMatchObject({ state: 'in-use' });
  await eventually(async () => expect(await grant(asking, id)).toMatchObject({ direction: 'held', state: 'in-force' }));
  return id;
}

describe('a department asks the other level', () => {
  test('for what was published alone; with its own application; the provider answers, nobody else', async () => {
    const ask = async (more: object, as = department) =>
      (await child.post('/shares', { ...WISH, peerId: parentId, ...more }, as)).body.code;
    expect(await ask({}, reader)).toBe('access.not-allowed');
    expect(await ask({ resource: 'secrets' })).toBe('nodes.not-offered');
    expect(await ask({ application: 'no-such' })).toBe('nodes.unknown-application');
    expect(await ask({ fields: ['owner'] })).toBe('nodes.not-in-entry');
    expect(await ask({ until: '2026-01-01' })).toBe('nodes.bad-period');
    const stranger = { ...department, organisations: ['another-office'] };
    expect(await ask({}, stranger)).toBe('nodes.unknown-application');
    const { id } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
    await eventually(async () =>
      expect(await share(parent, id)).toMatchObject({
        direction: 'in',
        peerName: { zh: '滩区' },
        organisationName: { zh: '码头局' },
        // 10 working days for what is shared on condition.
        dueAt: '2026-12-04T16:00:00.000Z',
        light: 'green',
      }),
    );
    // It is decided where all requests are, with where it came from and the provider's clock.
    await eventually(async () =>
      expect(await parent.asked(id)).toMatchObject({
        node: { id: childId, title: { zh: '滩区' } },
        applicant: { title: { zh: '码头局' } },
        application: { title: { zh: '码头系统' } },
        state: 'with-provider',
        clock: { kind: 'reply', stage: 'green', dueDate: '2026-12-04' },
        acts: ['decide', 'return', 'extend'],
      }),
    );
    const list = await parent.city.request({ path: '/api/sharing/requests?view=to-act', as: department });
    expect(list.body.items.map((one: { id: string }) => one.id)).toContain(id);
    // Another organisation of this node sees nothing of it, nor what the other node asked.
    expect((await parent.asked(id, stranger))['code']).toBe('sharing.unknown-request');
    expect(await items(parent, '/shares', stranger)).toEqual([]);
    expect((await parent.answer(id, { fields: WISH.fields }, stranger)).body.code).toBe('sharing.not-yours');
    expect((await parent.answer(id, { fields: [], reason: '与业务无关' })).body.code).toBe('sharing.reason-missing');
    expect((await parent.answer(id, { fields: ['number', 'owner'] })).body.code).toBe('sharing.fields-not-asked');
    await parent.answer(id, { fields: [], reason: '超出职责', law: '数据安全法第38条' });
    await eventually(async () =>
      expect(await share(child, id)).toMatchObject({
        state: 'refused',
        reason: { zh: '超出职责' },
        law: '数据安全法第38条',
      }),
    );
    expect((await parent.answer(id, { fields: WISH.fields })).body.code).toBe('sharing.wrong-state');
    // What the other side believes of an interface does not widen it: the provider's side looks again.
    const believe = (fields: string[]) =>
      child.city.database.pool.query(`update nodes.entry set interfaces = jsonb_set(interfaces, '{0,fields}', $1)`, [
        JSON.stringify(fields),
      ]);
    await believe(['number', 'length', 'owner']);
    const wish = { ...WISH, fields: ['length', 'owner'], peerId: parentId };
    const wide = (await child.post('/shares', wish, department)).body.id;
    await eventually(async () =>
      expect(await share(child, wide)).toMatchObject({
        state: 'refused',
        reason: { zh: expect.stringContaining('owner'), en: expect.stringContaining('The other node') },
      }),
    );
    expect((await parent.asked(wide))['code']).toBe('sharing.unknown-request');
    await believe(WISH.fields);
    expect(parent.port.grants.of({})).toEqual([]);
  });

  test('a decision whose answer was lost arrives once; less may be granted than was asked', async () => {
    const { id } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
    await eventually(async () => expect(await parent.asked(id)).toMatchObject({ state: 'with-provider' }));
    child.wire.loseAnswers = 1;
    await parent.answer(id, { fields: ['length'], dropped: { number: '不必要' }, law: '数据安全法第38条' });
    await eventually(async () => expect(await grant(child, id)).toMatchObject({ fields: ['length'] }));
    // Told with why the rest was dropped.
    expect(await share(child, id)).toMatchObject({
      state: 'agreed',
      standing: { answer: { dropped: [{ field: 'number', reason: '不必要' }] } },
    });
    expect(parent.port.grants.forInterface('moorings-by-number', `${childId}/pier-system`)).toMatchObject({
      id,
      fields: ['length'],
    });
    expect(parent.port.organisation(`${childId}/pier-office`)?.name.zh).toBe('滩区·码头局');
    // What is kept at the child stands beside; its own catalogue is as it was.
    expect(child.port.grants.of({})).toEqual([]);
    await parent.post(`/share-grants/${id}/end`, { reason: '试用结束' }, department);
    await eventually(async () => expect((await grant(child, id)).state).toBe('revoked'));
    await eventually(async () =>
      expect(await parent.asked(id)).toMatchObject({ state: 'ended', endReason: { zh: '试用结束' } }),
    );
    // Our own officer ended it, and both the timeline and the audit say so.
    expect(await endings(parent, id)).toEqual([
      { kind: 'ended', by_kind: 'provider', by_organisation: 'pier-office', by_account: 'department' },
      { action: 'sharing.end-request', actor_kind: 'staff', actor_id: 'department' },
    ]);
    // Withdrawn there, it waits for nobody here.
    const again = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body.id;
    await eventually(async () => expect(await parent.asked(again)).toMatchObject({ state: 'with-provider' }));
    await child.post(`/shares/${again}/withdraw`, {}, department);
    await eventually(async () => expect(await parent.asked(again)).toMatchObject({ state: 'withdrawn' }));
    expect(await endings(parent, again)).toMatchObject([
      { kind: 'withdrawn', by_kind: 'applicant', by_organisation: `${childId}/pier-office` },
      { action: 'sharing.withdraw-request', actor_kind: 'system', actor_id: `node:${childId}` },
    ]);
  });
});

const lines = (node: TestNode, id: string, sql: string) =>
  node.city.database.pool.query(sql, [id]).then(({ rows }) => rows as Record<string, unknown>[]);
const soon = async (node: TestNode, id: string, like: object) =>
  eventually(async () => expect(await share(node, id)).toMatchObject(like));

describe('the rest of the path crosses as well', () => {
  test('returned once with what is to be corrected, and handed in again; both ways', async () => {
    for (const [asking, giving, givingId] of [
      [child, parent, parentId],
      [parent, child, childId],
    ] as const) {
      const { id } = (await asking.post('/shares', { ...WISH, peerId: givingId }, department)).body;
      await soon(asking, id, { standing: { state: 'with-provider', next: { zh: '码头局' } }, acts: ['withdraw'] });
      const early = {
        fields: ['length'],
        purposes: WISH.purposes,
        basis: '第10条',
        from: WISH.from,
        until: WISH.until,
      };
      const correct = (more: object = {}) =>
        asking.post(`/shares/${id}/correct`, { ...early, callsPerDay: 5, ...more }, department);
      expect((await correct()).body.code).toBe('nodes.not-returned');
      expect((await giving.act(id, 'return', { what: '请写明核查的泊位范围' })).body.state).toBe('correction');
      await soon(asking, id, {
        state: 'asked',
        standing: {
          state: 'correction',
          correction: { what: '请写明核查的泊位范围', by: 'provider' },
          next: { zh: '码头局' },
        },
        acts: ['withdraw', 'correct'],
      });
      // Their clock stands still meanwhile, and so does the light here.
      expect((await share(asking, id)).light).toBeUndefined();
      expect((await correct({ fields: ['owner'] })).body.code).toBe('nodes.not-in-entry');
      // The answer to it is lost: it is said again, and done once.
      giving.wire.loseAnswers = 2;
      expect((await correct()).status).toBe(200);
      expect((await correct()).body.code).toBe('nodes.not-returned');
      await soon(asking, id, { fields: ['length'], basis: '第10条', callsPerDay: 5, lastAct: { state: 'taken' } });
      await soon(asking, id, { standing: { state: 'with-provider' }, light: 'green', acts: ['withdraw'] });
      const steps = await lines(giving, id, `select kind from sharing.step where request_id = $1 order by position`);
      expect(steps.map(({ kind }) => kind)).toEqual(['created', 'submitted', 'checked', 'returned', 'corrected']);
      // Once only.
      expect((await giving.act(id, 'return', { what: '再补一次' })).body.code).toBe('sharing.corrected-once');
      expect((await giving.answer(id, { fields: ['length'] })).body.state).toBe('in-use');
      await eventually(async () =>
        expect(await grant(asking, id)).toMatchObject({ fields: ['length'], callsPerDay: 5, basis: '第10条' }),
      );
      await asking.post(`/share-grants/${id}/end`, { reason: '用毕' }, department);
      await eventually(async () => expect((await grant(giving, id)).state).toBe('returned'));
      // Ended here by who held it: the standing that comes back stands beside, the grant's own end stays as it was.
      await soon(asking, id, { state: 'agreed', standing: { state: 'ended' } });
      expect((await grant(asking, id)).state).toBe('returned');
    }
  });

  test('more time, with the authority’s consent, is told with the new day', async () => {
    const { id } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
    await soon(child, id, { standing: { clock: { kind: 'reply', dueDate: '2026-12-04' } } });
    await parent.act(id, 'extend', { days: 5, reason: '需要核对台账' });
    await soon(child, id, { standing: { extension: { days: 5, state: 'asked' } } });
    await parent.act(id, 'answer-extension', { consent: true, reason: '同意延长' }, authority);
    await soon(child, id, { standing: { extension: { state: 'consented' }, clock: { dueDate: '2026-12-11' } } });
    await child.post(`/shares/${id}/withdraw`, {}, department);
    await soon(parent, id, { state: 'withdrawn' });
  });

  test('a refusal is objected to, and the other level’s authority answers within its time', async () => {
    const { id } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
    await soon(child, id, { standing: { state: 'with-provider' } });
    const object = () => child.post(`/shares/${id}/object`, { text: '条例第9条明确可以共享' }, department);
    expect((await object()).body.code).toBe('nodes.nothing-to-object');
    await parent.answer(id, { fields: [], reason: '超出职责', law: '数据安全法第38条' });
    await soon(child, id, { state: 'refused', acts: ['object', 'dispute'] });
    parent.wire.loseAnswers = 2;
    expect((await object()).status).toBe(200);
    await soon(child, id, {
      state: 'refused',
      light: 'green',
      standing: {
        objection: { against: 'refusal', state: 'open', by: { zh: '数据局' }, dueDate: '2026-12-04' },
      },
      lastAct: { kind: 'object', state: 'taken' },
      acts: ['dispute'],
    });
    expect((await object()).body.code).toBe('nodes.nothing-to-object');
    // The provider does not settle what is against itself.
    const grounds = { uphold: true, finding: '属于有条件共享范围', law: '政务数据共享条例第20条' };
    expect((await parent.act(id, 'arbitrate', grounds)).body.code).toBe('sharing.not-yours');
    expect((await parent.act(id, 'arbitrate', grounds, authority)).body.state).toBe('in-use');
    await soon(child, id, {
      state: 'agreed',
      standing: { objection: { state: 'upheld', finding: '属于有条件共享范围' } },
    });
    await eventually(async () =>
      expect(await grant(child, id)).toMatchObject({ state: 'in-force', fields: WISH.fields }),
    );
    expect((await call(child, id)).status).toBe(200);
    await parent.post(`/share-grants/${id}/end`, { reason: '试用结束' }, department);
    await eventually(async () => expect((await grant(child, id)).state).toBe('revoked'));

    // What was dropped is objected to as well; turned down, the grant stays as it was, upheld it is widened on both sides.
    const partly = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body.id;
    await soon(child, partly, { standing: { state: 'with-provider' } });
    await parent.answer(partly, { fields: ['length'], dropped: { number: '不必要' }, law: '数据安全法第38条' });
    await soon(child, partly, { state: 'agreed', acts: ['object', 'dispute'] });
    await child.post(`/shares/${partly}/object`, { text: '没有编号无法核对泊位' }, department);
    await soon(child, partly, { standing: { objection: { against: 'dropped-fields', state: 'open' } } });
    await parent.act(partly, 'arbitrate', grounds, authority);
    for (const node of [child, parent])
      await eventually(async () => expect(await grant(node, partly)).toMatchObject({ fields: WISH.fields }));
    await child.post(`/share-grants/${partly}/end`, { reason: '用毕' }, department);
    await eventually(async () => expect((await grant(parent, partly)).state).toBe('returned'));
  });

  test('a grant is renewed before its end: calls by its number go on under the renewal, and it is not asked for twice', async () => {
    const id = await granted(child, parent, parentId, { until: '2026-12-31' });
    const renew = (until: string, as = department) =>
      child.post(`/share-grants/${id}/renew`, { until, basis: '条例第9条，业务未结束' }, as);
    expect((await renew('2026-12-31')).body.code).toBe('nodes.bad-period');
    expect((await renew('2027-12-31', reader)).body.code).toBe('access.not-allowed');
    const again = (await renew('2027-12-31')).body.id;
    expect((await renew('2027-12-31')).body.code).toBe('nodes.renewal-open');
    await soon(child, again, { renews: id, standing: { state: 'with-provider' } });
    expect(await parent.asked(again)).toMatchObject({ renews: { id } });
    // Refused, the grant runs on to its day.
    await parent.answer(again, { fields: [], reason: '先说明用量', law: '数据安全法第38条' });
    await soon(child, again, { state: 'refused' });
    expect(await grant(child, id)).toMatchObject({ state: 'in-force', mayRenew: true });
    const next = (await renew('2027-12-31')).body.id;
    await soon(child, next, { standing: { state: 'with-provider' } });
    // The child cannot be reached: the old number is used for a call that the parent answers under the renewal.
    child.wire.cut = true;
    await parent.answer(next, { fields: WISH.fields });
    await eventually(async () => expect(await grant(parent, id)).toMatchObject({ state: 'renewed', renewedBy: next }));
    expect(parent.port.grants.forInterface('moorings-by-number', `${childId}/pier-system`)).toMatchObject({ id: next });
    expect((await call(child, id)).status).toBe(200);
    child.wire.cut = false;
    await eventually(async () => expect(await grant(child, id)).toMatchObject({ state: 'renewed', renewedBy: next }));
    expect(await grant(child, next)).toMatchObject({ state: 'in-force', until: '2027-12-31' });
    const answered = await call(child, id);
    expect(answered.status).toBe(200);
    expect((await calls(child, next)).map((one: { id: string }) => one.id)).toContain(answered.body.callId);
    await soon(child, id, { standing: { state: 'ended' } });
    expect((await renew('2028-06-30')).body.code).toBe('nodes.nothing-to-renew');
    await child.post(`/share-grants/${next}/end`, { reason: '用毕' }, department);
    await eventually(async () => expect((await grant(parent, next)).state).toBe('returned'));
  });

  test('late, doubled and out-of-order words change nothing', async () => {
    const { id } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
    await soon(child, id, { standing: { state: 'with-provider' } });
    const [first] = await lines(parent, id, `select standing, standing_no from nodes.share_request where id = $1`);
    await parent.answer(id, { fields: [], reason: '超出职责', law: '数据安全法第38条' });
    await soon(child, id, { state: 'refused' });
    const said = JSON.parse(
      child.wire.bodies.findLast((body) => body.includes('share-standing') && body.includes(id)) as string,
    ) as object;
    const say = (body: object) => child.city.request({ method: 'POST', path: '/api/nodes/link/messages', body });
    expect((await say(said)).body.code).toBe('nodes.doubled');
    // What was said first comes last, rightly signed and new to the wire.
    const before = child.wire.calls;
    await parent.city.database.pool.query(
      `update nodes.share_request set standing = $2, standing_no = $3, standing_told = false where id = $1`,
      [id, JSON.stringify(first?.['standing']), first?.['standing_no']],
    );
    await eventually(async () =>
      expect(await lines(parent, id, `select standing_told from nodes.share_request where id = $1`)).toEqual([
        { standing_told: true },
      ]),
    );
    expect(child.wire.calls).toBeGreaterThan(before);
    expect(await share(child, id)).toMatchObject({ state: 'refused', standing: { state: 'refused' } });
    // An act that came but was not heard of, said again after the request moved on: done once, and nothing is refused.
    await child.post(`/shares/${id}/object`, { text: '条例第9条明确可以共享' }, department);
    await soon(child, id, { lastAct: { state: 'taken' } });
    await child.city.database.pool.query(`update nodes.share_act set state = 'sending' where share_id = $1`, [id]);
    await soon(child, id, { lastAct: { state: 'taken' } });
    expect(
      await lines(
        parent,
        id,
        `select count(*)::int as n from sharing.step where request_id = $1 and kind = 'objected'`,
      ),
    ).toEqual([{ n: 1 }]);
    // A withdrawal that overtakes its request: the request, come late, is not taken up.
    const { id: late } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
    await soon(child, late, { standing: { state: 'with-provider' } });
    for (const sql of [
      `delete from sharing.step where request_id = $1`,
      `delete from sharing.request where id = $1`,
      `delete from nodes.share_request where id = $1`,
    ])
      await parent.city.database.pool.query(sql, [late]);
    await child.post(`/shares/${late}/withdraw`, {}, department);
    await eventually(async () =>
      expect(await lines(parent, late, `select id from nodes.share_withdrawn where id = $1`)).toHaveLength(1),
    );
    await child.city.database.pool.query(
      `update nodes.share_request set state = 'sending', told = false where id = $1`,
      [late],
    );
    await soon(child, late, { state: 'asked' });
    expect((await parent.asked(late))['code']).toBe('sharing.unknown-request');
  });
});

const dispute = async (node: TestNode, id: string, n = 0) => (await share(node, id)).disputes[n];
const disputeHere = (node: TestNode, id: string, act: string, body: object = {}, as = department) =>
  node.city.request({ method: 'POST', path: `/api/sharing/disputes/${id}/${act}`, body, as });
const GROUND = { settlement: '按核验方式提供', law: '政务数据共享条例', inFavour: 'raiser' };

describe('a dispute goes to the sharing authority of the level that provides', () => {
  test('raised by who asked, after its objection was turned down: answered and settled there, seen on both sides; both ways', async () => {
    for (const [asking, giving, givingId] of [
      [child, parent, parentId],
      [parent, child, childId],
    ] as const) {
      const { id } = (await asking.post('/shares', { ...WISH, peerId: givingId }, department)).body;
      await soon(asking, id, { standing: { state: 'with-provider' }, disputes: [] });
      const raise = (as = department) =>
        asking.post(`/shares/${id}/disputes`, { text: '没有泊位编号，核查无法进行' }, as);
      expect((await raise()).body.code).toBe('nodes.nothing-to-dispute');
      await giving.answer(id, { fields: [], reason: '超出职责', law: '数据安全法第38条' });
      await soon(asking, id, { state: 'refused', acts: ['object', 'dispute'] });
      await asking.post(`/shares/${id}/object`, { text: '条例第9条明确可以共享' }, department);
      await soon(asking, id, { standing: { objection: { state: 'open' } } });
      await giving.act(id, 'arbitrate', { uphold: false, finding: '用途不明', law: '条例第20条' }, authority);
      await soon(asking, id, { standing: { objection: { state: 'dismissed' } }, acts: ['dispute'] });
      expect((await raise(reader)).body.code).toBe('access.not-allowed');
      // The answers to it are lost: it is said again, and stands there once.
      giving.wire.loseAnswers = 2;
      const raised = (await raise()).body.id;
      expect((await raise()).body.code).toBe('nodes.nothing-to-dispute');
      await soon(asking, id, {
        lastAct: { kind: 'dispute', state: 'taken' },
        light: 'green',
        disputes: [
          {
            id: raised,
            state: 'open',
            raisedBy: 'applicant',
            text: '没有泊位编号，核查无法进行',
            by: { zh: '数据局' },
            clock: { dueDate: '2026-12-04' },
            light: 'green',
            acts: ['withdraw'],
          },
        ],
      });
      // Among the disputes there, with its node and the name of who raised it; and in the request's own history.
      const there = (await giving.city.request({ path: '/api/sharing/disputes?state=open', as: department })).body
        .items;
      expect(there).toMatchObject([
        {
          id: raised,
          raisedBy: { title: { zh: '码头局' } },
          node: { title: { zh: asking === child ? '滩区' : '海市' } },
          about: { kind: 'request', id },
          acts: ['answer'],
        },
      ]);
      // The provider does not settle it, the authority does not answer for the provider.
      expect((await disputeHere(giving, raised, 'settle', GROUND)).body.code).toBe('access.not-allowed');
      expect((await disputeHere(giving, raised, 'answer', { answer: '涉及持有人信息' })).body.state).toBe('answered');
      await soon(asking, id, { disputes: [{ state: 'answered', answer: '涉及持有人信息', acts: ['withdraw'] }] });
      expect((await disputeHere(giving, raised, 'settle', GROUND, authority)).body.state).toBe('settled');
      await soon(asking, id, {
        state: 'refused',
        disputes: [
          { state: 'settled', settlement: '按核验方式提供', law: '政务数据共享条例', inFavour: 'applicant', acts: [] },
        ],
        acts: ['dispute'],
      });
      expect((await dispute(asking, id)).clock).toBeUndefined();
      expect(await items(asking, '/share-disputes')).toMatchObject([
        { id: raised, share: id, providerName: { zh: '码头局' }, title: { zh: '泊位登记' } },
      ]);
      const steps = await lines(
        giving,
        id,
        `select kind, by_kind from sharing.step where request_id = $1 order by position`,
      );
      expect(steps.slice(-3)).toEqual([
        { kind: 'disputed', by_kind: 'applicant' },
        { kind: 'dispute-answered', by_kind: 'provider' },
        { kind: 'dispute-settled', by_kind: 'authority' },
      ]);
    }
  });

  test('raised by the provider about the use: the other side answers from its own page; late, doubled and old words change nothing', async () => {
    const id = await granted(child, parent, parentId);
    const raise = () =>
      parent.city.request({
        method: 'POST',
        path: '/api/sharing/disputes',
        body: { against: `${childId}/pier-office`, about: { kind: 'request', id }, text: '调用量与业务量明显不符' },
        as: department,
      });
    const made = (await raise()).body;
    expect(made).toMatchObject({ state: 'open', against: { title: { zh: '码头局' } }, node: { id: childId } });
    expect((await raise()).body.code).toBe('sharing.dispute-open');
    await soon(child, id, { disputes: [{ id: made.id, raisedBy: 'provider', acts: ['answer'] }] });
    // Only the other side's node answers for it.
    expect((await disputeHere(parent, made.id, 'answer', { answer: '我替他们答复' })).body.code).toBe(
      'sharing.not-yours',
    );
    const turn = (what: string, body: object = {}) =>
      child.post(`/shares/${id}/disputes/${made.id}/${what}`, body, department);
    expect((await turn('withdraw')).body.code).toBe('nodes.dispute-stands');
    const unknown = `/shares/${id}/disputes/${id}/answer`;
    expect((await child.post(unknown, { answer: '', text: '核对过了' }, department)).status).toBe(400);
    expect((await child.post(unknown, { text: '核对过了' }, department)).body.code).toBe('nodes.unknown-dispute');
    const [old] = await lines(parent, id, `select standing, standing_no from nodes.share_request where id = $1`);
    parent.wire.loseAnswers = 2;
    expect((await turn('answer', { text: '年检集中核查，附台账' })).status).toBe(200);
    await soon(child, id, { lastAct: { kind: 'answer-dispute', state: 'taken' }, disputes: [{ state: 'answered' }] });
    // Said again after it moved on: done once.
    await child.city.database.pool.query(`update nodes.share_act set state = 'sending' where share_id = $1`, [id]);
    await soon(child, id, { lastAct: { state: 'taken' } });
    const answers = `select count(*)::int as n from sharing.step where request_id = $1 and kind = 'dispute-answered'`;
    expect(await lines(parent, id, answers)).toEqual([{ n: 1 }]);
    // What stood before the answer comes last, rightly signed.
    const newest = await lines(parent, id, `select standing, standing_no from nodes.share_request where id = $1`);
    const say = (standing: Record<string, unknown> | undefined) =>
      parent.city.database.pool.query(
        `update nodes.share_request set standing = $2, standing_no = $3, standing_told = false where id = $1`,
        [id, JSON.stringify(standing?.['standing']), standing?.['standing_no']],
      );
    await say(old);
    await eventually(async () =>
      expect(await lines(parent, id, `select standing_told from nodes.share_request where id = $1`)).toEqual([
        { standing_told: true },
      ]),
    );
    expect(await dispute(child, id)).toMatchObject({ state: 'answered', answer: '年检集中核查，附台账' });
    await say(newest[0]);
    // Taken back by who raised it, over a wire that is cut meanwhile.
    child.wire.cut = true;
    expect((await disputeHere(parent, made.id, 'withdraw')).body.state).toBe('withdrawn');
    child.wire.cut = false;
    await soon(child, id, { disputes: [{ state: 'withdrawn', acts: [] }] });
    // Ours, taken back before anyone answered; a raise that the other side will not take is told with why.
    const ours = (await child.post(`/shares/${id}/disputes`, { text: '数据时效不达标' }, department)).body.id;
    await soon(child, id, { disputes: [{ id: ours, state: 'open', acts: ['withdraw'] }, { state: 'withdrawn' }] });
    await child.post(`/shares/${id}/disputes/${ours}/withdraw`, {}, department);
    await soon(child, id, { disputes: [{ id: ours, state: 'withdrawn' }, {}] });
    const sneaked = `insert into nodes.share_act (id, share_id, kind, content, made_at, made_by, state)
      values (gen_random_uuid(), $1, 'withdraw-dispute', $2, now(), 'x', 'sending')`;
    const content = JSON.stringify({ kind: 'withdraw-dispute', dispute: made.id });
    await child.city.database.pool.query(sneaked, [id, content]);
    await soon(child, id, {
      lastAct: { state: 'refused', refusal: { zh: expect.stringContaining('提起争议的单位') } },
    });
    await child.post(`/share-grants/${id}/end`, { reason: '用毕' }, department);
    await eventually(async () => expect((await grant(parent, id)).state).toBe('returned'));
  });
});

describe('a city that was upgraded', () => {
  test('tells what was decided under the event’s old name, and what nobody had heard of', async () => {
    const { pool } = parent.city.database;
    /** As the version before left it: decided, and nothing of it heard in nodes here or told to the other side. */
    const unheard = async (): Promise<string> => {
      const { id } = (await child.post('/shares', { ...WISH, peerId: parentId }, department)).body;
      await soon(child, id, { standing: { state: 'with-provider' } });
      await parent.answer(id, { fields: [], reason: '超出职责', law: '数据安全法第38条' });
      await soon(child, id, { state: 'refused' });
      const before = `state = 'asked', standing = null, standing_no = 0, standing_told = true, reason = null, law = null, decided_at = null`;
      for (const node of [parent, child])
        await node.city.database.pool.query(`update nodes.share_request set ${before} where id = $1`, [id]);
      return id;
    };
    const waiting = async () =>
      (await pool.query(`select id from platform.delivery where subscriber = 'nodes.on-across-answered'`)).rows;
    const old = await unheard();
    await pool.query(
      `with told as (insert into platform.event (id, module, type, aggregate, payload, trace, at)
        values (gen_random_uuid(), 'sharing', 'sharing.across-answered', $1, $2, 'old', now()) returning id)
      insert into platform.delivery (subscriber, aggregate, event_id) select 'nodes.on-across-answered', $1, id from told`,
      [
        `sharing-request:${old}`,
        JSON.stringify({ requestId: old, outcome: 'refused', fields: [], reason: '超出职责', by: 'department' }),
      ],
    );
    await soon(child, old, { state: 'refused', standing: { answer: { reason: '超出职责' } } });
    await eventually(async () => expect(await waiting()).toEqual([]));
    // No event is left of it at all: told again at the start.
    const lost = await unheard();
    await parent.restart();
    await soon(child, lost, { state: 'refused', standing: { answer: { law: '数据安全法第38条' } } });
  });
});

describe('calls', () => {
  test('go up and down under the grant, with one trace, and both sides hold the same receipts', async () => {
    for (const [asking, giving, askingId, givingId] of [
      [child, parent, childId, parentId],
      [parent, child, parentId, childId],
    ] as const) {
      const id = await granted(asking, giving, givingId);
      const answer = await call(asking, id);
      expect(answer.body.answer).toMatchObject({ mode: 'rows', rows: [{ values: { length: 'length of 12' } }] });
      expect(giving.desk.calls.at(-1)).toMatchObject({
        application: `${askingId}/pier-system`,
        caseNo: 'BJ-7',
        trace: answer.body.requestId ?? expect.any(String),
      });
      expect((await call(asking, id, { purpose: 'curiosity' })).body.code).toBe('nodes.purpose-not-granted');
      await eventually(async () => {
        const [ours, theirs] = [await calls(asking, id), await calls(giving, id)];
        expect(ours).toHaveLength(1);
        expect(theirs).toHaveLength(1);
        expect(ours[0]).toMatchObject({
          outcome: 'answered',
          agrees: true,
          rows: 1,
          facts: theirs[0].facts,
          trace: theirs[0].trace,
        });
        expect(theirs[0]).toMatchObject({ outcome: 'answered', agrees: true, id: ours[0].id });
      });
      // Both nodes have a leaf of the same words for their proof.
      const leaf = async (node: TestNode) =>
        (
          await node.city.database.pool.query(`select facts from platform.receipt where id = $1 and kind = 'node'`, [
            answer.body.callId,
          ])
        ).rows.map(({ facts }) => (facts as Buffer).toString('utf8'));
      expect(await leaf(asking)).toEqual(await leaf(giving));
      expect(await leaf(asking)).toHaveLength(1);
      expect((await leaf(asking))[0]).not.toContain('"12"');
      // Whoever was read is told of the grant by its number, also when it is over.
      const record = async () => (await giving.records.recordsOf([id])).get(id);
      const { no } = await giving.asked(id);
      expect(await record()).toMatchObject({
        number: no,
        state: 'active',
        grant: { request: id, fields: WISH.fields },
      });
      await asking.post(`/share-grants/${id}/end`, { reason: '用毕' }, department);
      await eventually(async () => expect((await grant(giving, id)).state).toBe('returned'));
      await eventually(async () => expect(await record()).toMatchObject({ number: no, state: 'ended' }));
    }
  });

  test('an answer that was lost is given again, and nothing is done twice; lost twice, both sides find out', async () => {
    const id = await granted(child, parent, parentId);
    const before = parent.desk.calls.length;
    parent.wire.loseAnswers = 1;
    const answered = await call(child, id);
    // A heartbeat may have been lost in its place: then nothing was.
    expect(answered.body.answer).toMatchObject({ mode: 'rows' });
    expect(parent.desk.calls).toHaveLength(before + 1);
    parent.wire.loseAnswers = 40;
    const unheard = await call(child, id, { caseNo: 'BJ-8' });
    parent.wire.loseAnswers = 0;
    expect(unheard.body.code).toBe('nodes.unreachable');
    expect(parent.desk.calls).toHaveLength(before + 2);
    await eventually(async () => {
      const ours = (await calls(child, id)).find((one: { caseNo: string }) => one.caseNo === 'BJ-8');
      const theirs = (await calls(parent, id)).find((one: { caseNo: string }) => one.caseNo === 'BJ-8');
      expect(ours).toMatchObject({ outcome: 'unheard', theirFacts: theirs.facts });
      expect(theirs.outcome).toBe('answered');
    });
    // Cut altogether: it never arrived, and both sides count alike.
    parent.wire.cut = true;
    expect((await call(child, id, { caseNo: 'BJ-9' })).body.code).toBe('nodes.unreachable');
    parent.wire.cut = false;
    await eventually(async () => {
      const [newest] = await calls(child, id);
      expect(newest).toMatchObject({ caseNo: 'BJ-9', outcome: 'never-arrived' });
    });
    expect(await calls(parent, id)).toHaveLength(2);
  });

  test('a call said again, or to another grant, is refused; so is one under a grant that was revoked there and not yet heard of here', async () => {
    const id = await granted(child, parent, parentId);
    await call(child, id);
    const said = JSON.parse(parent.wire.bodies.findLast((body) => body.includes('share-call')) as string) as {
      message: string;
      signature: string;
    };
    const say = async (body: object) =>
      (await parent.city.request({ method: 'POST', path: '/api/nodes/link/messages', body })).body.code;
    expect(await say(said)).toBe('nodes.doubled');
    expect(await say({ ...said, message: said.message.replace('BJ-7', 'BJ-0') })).toBe('nodes.signature-wrong');
    // Not heard of here: the parent cannot reach the child.
    child.wire.cut = true;
    expect((await parent.post(`/share-grants/${id}/end`, { reason: '整改' }, department)).body).toEqual({
      state: 'revoked',
    });
    const before = parent.desk.calls.length;
    expect((await call(child, id)).body).toMatchObject({
      code: 'nodes.grant-over',
      title: expect.stringContaining('整改'),
    });
    expect(parent.desk.calls).toHaveLength(before);
    child.wire.cut = false;
    await eventually(async () => expect(await grant(child, id)).toMatchObject({ state: 'revoked', reason: '整改' }));
    expect((await call(child, id)).body.code).toBe('nodes.grant-over');
    // The refusal, too, is a receipt that both sides hold.
    await eventually(async () =>
      expect((await calls(child, id))[0]).toMatchObject({ outcome: 'refused', code: 'nodes.grant-over', agrees: true }),
    );
  });

  test('the day’s calls used up, and trust ended: nothing goes', async () => {
    const id = await granted(child, parent, parentId, { callsPerDay: 1 });
    expect((await call(child, id)).status).toBe(200);
    expect((await call(child, id)).body.code).toBe('nodes.calls-used-up');
    const other = await granted(child, parent, parentId);
    await parent.post(`/peers/${childId}/revoke`, { reason: '密钥外泄' }, security);
    expect((await call(child, other)).body.code).toBe('nodes.not-active');
    expect(parent.port.grants.of({})).toEqual([]);
    expect(parent.port.grants.lost(other)).toMatchObject({ state: 'revoked', reason: '密钥外泄' });
  });
});
