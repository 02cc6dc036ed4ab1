import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '@platform/database';
import { SUBJECT } from '@platform/module';
import { listOf, listSubjects } from './features/read-lists.ts';
import { saveSubjects } from './store/packages.ts';
import { asker, guard, idOf, openStand, provider, stranger } from './testing/stand.ts';

let stand: Awaited<ReturnType<typeof openStand>>;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.city.stop());
beforeEach(() => stand.reset());

const order = async (more: object = {}): Promise<string> => {
  const made = await stand.post('/packages', stand.wanted(more));
  expect(made.body).toMatchObject({ id: expect.any(String), no: expect.stringMatching(/^JF20261120\d{5}$/) });
  await stand.city.settle();
  return made.body.id;
};
const linesOf = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n');
const leak = (content: string | Buffer, name = 'found.csv') => {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(Buffer.from(content))]), name);
  return stand.city.request({ method: 'POST', path: '/api/deliveries/leaks', body: form, as: guard });
};

describe('a file package', () => {
  test('is made under the grant: masked by grade, filtered, headed by who took it, and proven by its hash', async () => {
    const id = await order({ filters: [{ field: 'status', operator: 'equals', values: ['active'] }], caseNo: 'A-1' });
    const shown = (await stand.get(`/packages/${id}`)).body;
    expect(shown).toMatchObject({
      state: 'ready',
      rows: 296,
      cut: false,
      downloads: 0,
      caseNo: 'A-1',
      mostDownloads: 3,
    });
    expect(shown.carriers).toBeGreaterThan(290);
    const file = await stand.get(`/packages/${id}/file`);
    expect([file.status, file.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(createHash('sm3').update(file.bytes).digest('hex')).toBe(shown.hash);
    const [notice, heads, first, ...rest] = linesOf(file.text);
    expect(notice).toContain('courts-bureau');
    expect(notice).toContain('会员折扣');
    expect(heads).toBe('"citizen_id","name","address","status","points"');
    expect(first?.replaceAll('\u200b', '')).toMatch(
      /^"9999\*{10}\d{3}[\dX]","张\*\*","球场市东区网球路\d+号 ?","active","\d+"$/u,
    );
    expect(rest).toHaveLength(295);
    expect(file.text).not.toContain(idOf(7));

    const receipt = (await stand.rows('receipt')).at(-1) as { kind: string; provider: string; facts: Buffer };
    expect(receipt).toMatchObject({ kind: 'file', provider: 'tennis-club-office', consumer: 'racket-shop' });
    expect(JSON.parse(receipt.facts.toString())).toMatchObject({ file: shown.hash, rows: 296, purpose: 'discount' });
    const reads = (await stand.rows('data_read')).filter((row) => row['case_no'] === 'A-1');
    // One row, whatever the number of people: who they are stands on its list.
    expect(reads).toHaveLength(1);
    expect(await stand.onList(String(reads[0]?.['list_id']))).toContain(stand.city.blindIndex(idOf(7), SUBJECT));
    expect(reads[0]).toMatchObject({
      people: 296,
      channel: 'file',
      grant_id: 'file',
      organisation: 'courts-bureau',
      resource: 'resource:players-roll',
      fields: ['citizen_id', 'name', 'address', 'status', 'points'],
    });
    const { from, to } = { from: new Date('2026-11-01'), to: new Date('2026-12-01') };
    expect(await stand.port.flows({ from, to })).toMatchObject([
      { provider: 'tennis-club-office', consumer: 'courts-bureau', deliveries: 1, records: 296 },
    ]);
  });

  test('a leaked half, sorted and saved anew, names whose copy it is', async () => {
    const one = await order();
    const other = await order();
    const file = await stand.get(`/packages/${one}/file`);
    await stand.get(`/packages/${other}/file`);
    const half = linesOf(file.text).slice(2).toSorted().slice(0, 150).join('\n');
    const found = await leak(half);
    expect(found.body).toMatchObject({
      suspects: [{ certain: true, package: { id: one }, fetched: [{ account: 'asker' }] }],
    });
    expect(found.body.suspects).toHaveLength(1);
    // What was never fetched, and what is somebody else's, names nobody.
    expect((await leak('姓名,年龄\n李四,12\n')).body.suspects).toEqual([]);
    expect((await leak('PK\u0003\u0004', 'x.xlsx')).body.code).toBe('deliveries.unreadable-file');
    const xlsx = await order({ format: 'xlsx' });
    const sheet = await stand.get(`/packages/${xlsx}/file`);
    expect((await leak(sheet.bytes, 'x.xlsx')).body.suspects[0].package.id).toBe(xlsx);
  });

  test('is fetched at most three times and for seven days, then its content is gone for good', async () => {
    const id = await order();
    for (let n = 0; n < 3; n += 1) expect((await stand.get(`/packages/${id}/file`)).status).toBe(200);
    expect((await stand.get(`/packages/${id}/file`)).body.code).toBe('deliveries.downloads-used-up');
    const late = await order();
    stand.city.clock.advance(7 * 86_400_000);
    expect((await stand.get(`/packages/${late}/file`)).body.code).toBe('deliveries.expired');
    await stand.run('deliveries.destroy-expired');
    expect((await stand.get(`/packages/${late}`)).body.state).toBe('expired');
    const { left } = await stand.city.database
      .forModule('deliveries')
      .read((tx) =>
        tx.one<{ left: number }>(
          sql`select (select count(*) from deliveries.piece)::int + (select count(*) from deliveries.subjects)::int as left`,
        ),
      );
    expect(left).toBe(0);
    stand.city.clock.set?.(new Date('2026-11-20T02:00:00Z'));
  });

  test('a grant that ends takes its files with it, and says why', async () => {
    const id = await order();
    stand.all.delete('file');
    stand.lost.set('file', { id: 'file', state: 'suspended', at: new Date(), reason: '用途不符' });
    const refused = await stand.get(`/packages/${id}/file`);
    expect([refused.status, refused.body.code]).toEqual([403, 'deliveries.grant-lost']);
    expect(refused.body.title).toContain('用途不符');
    expect((await stand.post('/packages', stand.wanted())).body.code).toBe('deliveries.grant-lost');
    stand.reset();
    expect((await stand.get(`/packages/${id}/file`)).status).toBe(200);
  });

  test('no more rows a day than granted; the rest is cut and said so', async () => {
    const id = await order({ grant: 'few', limit: 30 });
    expect((await stand.get(`/packages/${id}`)).body).toMatchObject({ rows: 30, cut: true });
    const next = await order({ grant: 'few', limit: 30 });
    expect((await stand.get(`/packages/${next}`)).body).toMatchObject({ rows: 20, limit: 20, cut: true });
    expect((await stand.post('/packages', stand.wanted({ grant: 'few' }))).body.code).toBe('deliveries.rows-used-up');
  });

  test('either side withdraws it and nothing is left to fetch', async () => {
    const id = await order();
    expect((await stand.post(`/packages/${id}/withdraw`, { reason: '口径有误' }, provider)).body.state).toBe(
      'withdrawn',
    );
    expect((await stand.get(`/packages/${id}/file`)).body.code).toBe('deliveries.not-ready');
    expect((await stand.post(`/packages/${id}/withdraw`, { reason: '再来' }, provider)).body.code).toBe(
      'deliveries.already-ended',
    );
  });
});

test('a list that was read is closed: whoever fetches again looks at one piece of each resource', async () => {
  const { audit, database, ids } = stand.city;
  const [owner, pieces] = [ids.next(), [] as [string, boolean][]];
  const counting = {
    ...audit,
    async listPeople(...[tx, list, piece, subjects]: Parameters<typeof audit.listPeople>) {
      const added = await audit.listPeople(tx, list, piece, subjects);
      pieces.push([list.split(' ')[1] as string, added]);
      return added;
    },
  };
  await database.forModule('deliveries').transaction(async (tx) => {
    for (const [no, resource] of ['roll', 'fees', 'roll', 'roll', 'fees'].entries())
      await saveSubjects(tx, owner, no, resource, [`person-${no}`]);
    for (const times of [5, 2]) {
      pieces.length = 0;
      expect(await listSubjects({ audit: counting }, tx, owner)).toEqual(['roll', 'fees']);
      expect(pieces).toHaveLength(times);
      expect(pieces.every(([, added]) => added === (times === 5))).toBe(true);
      for (const resource of ['roll', 'fees']) {
        const read = { actor: asker, organisation: 'o', channel: 'file' as const, resource, fields: ['a'], trace: 't' };
        const list = listOf(owner, resource);
        const people = await audit.recordListRead(tx, { ...read, list, purpose: { zh: '测试', en: 'test' } });
        expect(people).toBe(resource === 'roll' ? 3 : 2);
      }
    }
  });
});

describe('what is refused', () => {
  test.each<[string, object, string]>([
    ['a field beyond the grant', { fields: ['notes'] }, 'deliveries.bad-input'],
    [
      'a condition on a field beyond the grant',
      { filters: [{ field: 'notes', operator: 'equals', values: ['密'] }] },
      'deliveries.bad-input',
    ],
    [
      'a value that is none of its type',
      { filters: [{ field: 'points', operator: 'from', values: ['1; drop table x'] }] },
      'deliveries.bad-input',
    ],
    [
      'a condition that would tell what a mask hides',
      { filters: [{ field: 'name', operator: 'starts-with', values: ['王'] }] },
      'deliveries.bad-input',
    ],
    ['another purpose', { purpose: 'curiosity' }, 'deliveries.unknown-purpose'],
    ['a grant for something else', { grant: 'box' }, 'deliveries.no-grant'],
    ['no grant', { grant: 'none' }, 'deliveries.no-grant'],
  ])('%s', async (_what, more, code) => {
    expect((await stand.post('/packages', stand.wanted(more))).body.code).toBe(code);
  });

  test('an organisation that is no party: it sees nothing, orders nothing, fetches nothing; the provider sees but does not fetch', async () => {
    const id = await order();
    expect((await stand.get(`/packages/${id}`, stranger)).body.code).toBe('deliveries.out-of-scope');
    expect((await stand.get('/packages', stranger)).body.items).toEqual([]);
    expect((await stand.get('/grants', stranger)).body.items).toEqual([]);
    expect((await stand.post('/packages', stand.wanted(), stranger)).body.code).toBe('deliveries.out-of-scope');
    expect((await stand.post(`/packages/${id}/withdraw`, { reason: '好奇' }, stranger)).body.code).toBe(
      'deliveries.out-of-scope',
    );
    // Nor why a grant of another was lost.
    stand.all.delete('few');
    stand.lost.set('few', {
      id: 'few',
      organisation: 'courts-bureau',
      state: 'suspended',
      at: new Date(),
      reason: '内部原因',
    });
    const blind = await stand.post('/packages', stand.wanted({ grant: 'few' }), stranger);
    expect([blind.body.code, blind.text.includes('内部原因')]).toEqual(['deliveries.out-of-scope', false]);
    expect((await stand.get(`/packages/${id}/file`, stranger)).body.code).toBe('deliveries.out-of-scope');
    expect((await stand.get(`/packages/${id}/file`, provider)).body.code).toBe('deliveries.out-of-scope');
    expect(
      (await stand.get('/packages?side=provider', provider)).body.items.map((one: { id: string }) => one.id),
    ).toContain(id);
    expect((await stand.city.request({ method: 'POST', path: '/api/deliveries/leaks', as: asker })).status).toBe(403);
  });

  test('SQL in a condition is only a text', async () => {
    const id = await order({ filters: [{ field: 'address', operator: 'equals', values: ["' or true --"] }] });
    expect((await stand.get(`/packages/${id}`)).body).toMatchObject({ state: 'ready', rows: 0 });
  });
});
