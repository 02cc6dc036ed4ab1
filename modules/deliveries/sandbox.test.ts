import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asker, authority, idOf, openStand, provider, second, stranger } from './testing/stand.ts';
import { staffActor } from '@platform/testkit';

let stand: Awaited<ReturnType<typeof openStand>>;
beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.city.stop());
beforeEach(() => stand.reset());

const rowsQuery = (more: object = {}) => ({
  grant: 'box',
  filters: [{ of: 'a', field: 'points', operator: 'to', values: ['9'] }],
  mode: 'rows',
  fields: [
    { of: 'a', field: 'citizen_id' },
    { of: 'a', field: 'status' },
  ],
  groups: [],
  figures: [],
  limit: 100,
  ...more,
});
const groupsQuery = (more: object = {}) => ({
  ...rowsQuery(),
  filters: [],
  mode: 'groups',
  fields: [],
  groups: [{ of: 'a', field: 'status' }],
  figures: [{ kind: 'count' }, { kind: 'average', of: 'a', field: 'points' }],
  ...more,
});
const ask = async (query: object, more: object = {}): Promise<string> => {
  const made = await stand.post('/queries', { query, purpose: 'discount', format: 'csv', ...more });
  expect(made.body).toMatchObject({ id: expect.any(String) });
  await stand.city.settle();
  return made.body.id;
};
const review = (id: string, more: object = {}, as = provider) =>
  stand.post(`/queries/${id}/review`, { decision: 'release', reason: '与用途相符', ...more }, as);
const linesOf = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n').slice(2);

describe('a sandbox query', () => {
  test('says in words what it does, runs inside, and leaves only after the provider has looked', async () => {
    const told = await stand.post('/queries/preview', { query: rowsQuery() });
    expect(told.body.words.map(({ zh }: { zh: string }) => zh)).toEqual([
      '从“球员名册”中取数',
      '条件：points不大于“9”',
      '逐行列出：citizen_id（脱敏）、status；最多 100 行',
    ]);
    const id = await ask(rowsQuery(), { caseNo: 'S-1' });
    const shown = (await stand.get(`/queries/${id}`)).body;
    expect(shown).toMatchObject({ state: 'to-review', rows: 10, mayReview: false });
    expect(shown.hints.map(({ code }: { code: string }) => code)).toEqual(['identifiers', 'subjects', 'rows']);
    // The one who asked sees nothing of it, nor anyone of the same organisation, nor a stranger.
    for (const one of [asker, staffActor('courts-bureau', ['department-data-officer']), stranger]) {
      expect((await stand.get(`/queries/${id}/result`, one)).status).toBe(403);
      expect((await review(id, {}, one)).status).toBe(403);
    }
    const seen = (await stand.get(`/queries/${id}/result`, provider)).body;
    expect(seen.rows).toHaveLength(10);
    expect(seen.rows[0][0]).toMatch(/^9999\*{10}/u);
    const looks = (await stand.rows('data_read')).filter((row) => row['actor_id'] === 'provider');
    expect(looks).toMatchObject([{ people: 10, channel: 'console' }]);
    expect((await review(id)).body.state).toBe('released');
    const { packageId } = (await stand.get(`/queries/${id}`)).body;
    const file = await stand.get(`/packages/${packageId}/file`);
    expect(linesOf(file.text)).toHaveLength(10);
    expect(file.text).not.toContain(idOf(3));
    expect((await stand.rows('receipt')).at(-1)).toMatchObject({ kind: 'sandbox', consumer: 'racket-shop' });
    expect((await stand.rows('data_read')).filter((row) => row['case_no'] === 'S-1')).toMatchObject([
      { people: 10, channel: 'sandbox' },
    ]);
    // Once decided it cannot be looked at or decided again.
    expect((await stand.get(`/queries/${id}/result`, provider)).body.code).toBe('deliveries.not-to-review');
    expect((await review(id)).body.code).toBe('deliveries.not-to-review');
  });

  test('groups: small ones are pointed out and left out on release', async () => {
    const id = await ask(groupsQuery({ figures: [{ kind: 'count' }, { kind: 'sum', of: 'a', field: 'points' }] }));
    const shown = (await stand.get(`/queries/${id}`)).body;
    expect(shown.hints.map(({ code }: { code: string }) => code)).toEqual(['small-groups']);
    expect((await stand.get(`/queries/${id}/result`, provider)).body).toMatchObject({ total: 2, counts: [296, 4] });
    await review(id);
    const { packageId } = (await stand.get(`/queries/${id}`)).body;
    expect(linesOf((await stand.get(`/packages/${packageId}/file`)).text)).toEqual([
      expect.stringMatching(/^"[^"]+","296","44844"$/u),
    ]);
  });

  test('two resources join by a declared key; both providers have to release', async () => {
    const query = groupsQuery({
      join: { grant: 'fees', left: 'citizen_id', right: 'citizen_id', kind: 'both' },
      groups: [{ of: 'a', field: 'born_on', by: 'year' }],
      figures: [
        { kind: 'count' },
        { kind: 'sum', of: 'b', field: 'paid' },
        { kind: 'count-distinct', of: 'a', field: 'citizen_id' },
      ],
    });
    const id = await ask(query);
    expect((await review(id)).body.state).toBe('to-review');
    expect((await review(id)).body.code).toBe('deliveries.not-to-review');
    expect((await review(id, {}, second)).body.state).toBe('released');
    const shown = (await stand.get(`/queries/${id}`)).body;
    expect(shown.opinions).toHaveLength(2);
    const lines = linesOf((await stand.get(`/packages/${shown.packageId}/file`)).text);
    expect(lines.map((line) => line.split(',')[0])).toEqual(['"1950"', '"1951"', '"1952"']);
    const sums = lines.map((line) => Number(line.split(',')[2]?.replaceAll('"', '')));
    // Each of 300 fees is of one of the first 100 people.
    expect(sums.reduce((a, b) => a + b)).toBe(299 * 150 + 150);
  });

  test('whoever is on the list of either resource finds the leaf that proves what its provider gave', async () => {
    const id = await ask(
      rowsQuery({
        filters: [],
        join: { grant: 'fees', left: 'citizen_id', right: 'citizen_id', kind: 'both' },
        fields: [
          { of: 'a', field: 'status' },
          { of: 'b', field: 'paid' },
        ],
      }),
      { caseNo: 'S-2' },
    );
    await review(id, {}, authority);
    const { packageId } = (await stand.get(`/queries/${id}`)).body;
    for (let n = 0; n < 2; n += 1) await stand.get(`/packages/${packageId}/file`);
    const reads = (await stand.rows('data_read')).filter((row) => row['case_no'] === 'S-2');
    const leaves = new Map((await stand.rows('receipt')).map((leaf) => [leaf['id'], leaf]));
    expect(
      reads.map((read) => {
        const leaf = leaves.get(read['id']);
        const { resource } = JSON.parse(String(leaf?.['facts'] ?? '{}')) as { resource?: string };
        return [read['resource'], resource, leaf?.['provider']];
      }),
    ).toEqual([
      ['resource:players-roll', 'players-roll', 'tennis-club-office'],
      ['resource:court-fees', 'court-fees', 'club-data-office'],
      ['resource:players-roll', 'players-roll', 'tennis-club-office'],
      ['resource:court-fees', 'court-fees', 'club-data-office'],
    ]);
  });

  test('one refusal refuses, with its reason, and nothing is kept; the authority may decide for all providers', async () => {
    const query = groupsQuery({ join: { grant: 'fees', left: 'citizen_id', right: 'citizen_id', kind: 'first' } });
    const refused = await ask(query);
    expect((await review(refused, { decision: 'refuse', reason: '超出用途' }, second)).body.state).toBe('refused');
    expect((await stand.get(`/queries/${refused}`)).body).toMatchObject({
      state: 'refused',
      opinions: [{ reason: '超出用途' }],
    });
    const released = await ask(query);
    expect((await review(released, {}, authority)).body.state).toBe('released');
  });

  test('asked again with one condition changed, the reviewer is told that the two may be subtracted', async () => {
    const filters = (points: string) => [{ of: 'a', field: 'points', operator: 'from', values: [points] }];
    const first = await ask(groupsQuery({ groups: [], filters: filters('10') }));
    await review(first);
    const second = await ask(groupsQuery({ groups: [], filters: filters('11') }));
    const { hints } = (await stand.get(`/queries/${second}`)).body;
    expect(hints.map(({ code }: { code: string }) => code)).toContain('differencing');
  });

  test('a grant that ends before the review lets nothing out; taken back, its result is gone', async () => {
    const id = await ask(groupsQuery());
    stand.all.delete('box');
    expect((await review(id)).body.code).toBe('deliveries.no-grant');
    stand.reset();
    expect((await stand.post(`/queries/${id}/withdraw`, {})).body.state).toBe('withdrawn');
    expect((await review(id)).body.code).toBe('deliveries.not-to-review');
  });

  test('a result that nobody reviews is destroyed after two weeks', async () => {
    const id = await ask(groupsQuery());
    stand.city.clock.advance(14 * 86_400_000 + 1);
    await stand.run('deliveries.destroy-expired');
    expect((await stand.get(`/queries/${id}`)).body.state).toBe('lapsed');
    stand.city.clock.set('2026-11-20T02:00:00Z');
  });
});

describe('what is refused', () => {
  test.each<[string, object, string]>([
    ['a field beyond the grant', rowsQuery({ fields: [{ of: 'a', field: 'notes' }] }), '/query-unknown'],
    ['a field of a resource that is not joined', rowsQuery({ fields: [{ of: 'b', field: 'paid' }] }), '/query-unknown'],
    ['groups by an identifier', groupsQuery({ groups: [{ of: 'a', field: 'citizen_id' }] }), '/query-identifying'],
    ['groups by a full date of birth', groupsQuery({ groups: [{ of: 'a', field: 'born_on' }] }), '/query-by-needed'],
    ['the sum of a text', groupsQuery({ figures: [{ kind: 'sum', of: 'a', field: 'address' }] }), '/query-figure-type'],
    [
      'the least birth date of people',
      groupsQuery({ figures: [{ kind: 'least', of: 'a', field: 'born_on' }] }),
      '/query-figure-one',
    ],
    [
      'a join by anything else',
      rowsQuery({ join: { grant: 'fees', left: 'address', right: 'receipt_no', kind: 'both' } }),
      '/query-join-keys',
    ],
    [
      'SQL for a number',
      rowsQuery({ filters: [{ of: 'a', field: 'points', operator: 'from', values: ['1 or 1=1'] }] }),
      '/filter-value',
    ],
  ])('%s', async (_what, query, fault) => {
    const answer = await stand.post('/queries', { query, purpose: 'discount', format: 'csv' });
    expect(answer.body.code).toBe('deliveries.bad-input');
    expect(answer.body.errors[0].code).toBe(`deliveries.${fault.slice(1)}`);
    expect(answer.body.errors[0].pointer).toMatch(/^\/query\/(fields|groups|figures|filters|join)/u);
  });

  test('a text of SQL, and a resource granted to another application', async () => {
    expect(
      (await stand.post('/queries', { query: 'select * from x', purpose: 'discount', format: 'csv' })).status,
    ).toBe(400);
    const fees = stand.all.get('fees');
    if (fees) stand.all.set('fees', { ...fees, application: 'other-system' });
    const query = groupsQuery({ join: { grant: 'fees', left: 'citizen_id', right: 'citizen_id', kind: 'both' } });
    expect((await stand.post('/queries/preview', { query })).body.code).toBe('deliveries.no-grant');
  });
});
