import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { LINE, security, startNode, type TestNode } from './two-nodes.ts';

// Two nodes that trust each other already; what trust takes is tested in nodes.test.ts.
let parent: TestNode;
let child: TestNode;
let parentId = '';
let childId = '';
const eventually = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 15_000, interval: 100 });

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
}, 120_000);
afterAll(async () => {
  await Promise.all([child?.stop(), parent?.stop()]);
});

describe('return flow', () => {
  test('a child asks, the parent delivers the rows of the child’s division only, and both tell the way', async () => {
    await parent.give([
      { number: 'a', place: '990102001000', length: 1 },
      { number: 'b', place: '990103', length: 2 },
      { number: 'c', place: '990102', length: 3 },
    ]);
    const body = { peerId: parentId, what: '本区泊位', purpose: '基层核查', basis: '数据回流办法第5条' };
    expect((await parent.post('/requests', { ...body, peerId: childId })).body.code).toBe('nodes.not-a-parent');
    const { id } = (await child.post('/requests', body)).body;
    const incoming = async () =>
      (await parent.get('/requests')).body.items.find((one: { id: string }) => one.id === id);
    await eventually(async () =>
      expect(await incoming()).toMatchObject({ direction: 'in', state: 'asked', division: '990102' }),
    );
    const answer = {
      resource: 'moorings',
      lineId: LINE,
      items: ['number', 'place', 'length'],
      grade: 2,
      divisionItem: 'place',
    };
    expect((await parent.post(`/requests/${id}/approve`, { ...answer, divisionItem: 'length' })).body.code).toBe(
      'nodes.bad-division-item',
    );
    const approved = await parent.post(`/requests/${id}/approve`, answer);
    expect(approved.body).toMatchObject({ state: 'approved' });
    const { publicationId } = approved.body;
    const outgoing = async () => (await child.get('/requests')).body.items.find((one: { id: string }) => one.id === id);
    await eventually(async () => expect(await outgoing()).toMatchObject({ state: 'delivered', deliveredRows: 2 }));
    await eventually(async () => expect((await incoming()).state).toBe('delivered'));
    expect((await outgoing()).trail.map((one: { kind: string }) => one.kind)).toEqual([
      'asked',
      'arrived',
      'approved',
      'delivered',
    ]);
    const { table } = (await child.get(`/receipts/${publicationId}`)).body;
    expect((await child.rows(table)).map((row) => (row as { number: string }).number)).toEqual(['a', 'c']);
    // A row that moves to another division leaves, one that moves in comes.
    await parent.give([
      { number: 'a', place: '990103', length: 1 },
      { number: 'b', place: '990102', length: 2 },
    ]);
    await eventually(async () =>
      expect((await child.rows(table)).map((row) => (row as { number: string }).number)).toEqual(['b', 'c']),
    );
    expect((await parent.post(`/requests/${id}/refuse`, { reason: '重复' })).body.code).toBe('nodes.request-decided');
  });

  test('refused with a reason, which the child is told', async () => {
    const { id } = (await child.post('/requests', { peerId: parentId, what: '别的', purpose: '核查', basis: '办法' }))
      .body;
    await eventually(async () =>
      expect((await parent.post(`/requests/${id}/refuse`, { reason: '不属于贵区' })).status).toBe(200),
    );
    await eventually(async () =>
      expect((await child.get('/requests')).body.items.find((one: { id: string }) => one.id === id)).toMatchObject({
        state: 'refused',
        reason: '不属于贵区',
      }),
    );
  });
});
