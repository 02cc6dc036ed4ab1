import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staffActor, startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import { acts } from './testing/acts.ts';
import { licencesAmongFakes } from './testing/small-city.ts';

const { facts, broken, create } = licencesAmongFakes();
let city: TestCity<ReturnType<typeof create>>;
let town: ReturnType<typeof acts<TestResponse['body']>>;
const officer = staffActor('tennis-club-office', ['clerk']);
const stranger = staffActor('courts-bureau', ['clerk']);

beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create(f)],
    packs: { ids: ['tennis-club'] },
    now: '2026-11-20T02:00:00Z',
  });
  town = acts(city, facts);
});
afterAll(() => city.stop());

describe('a changed fact', () => {
  const open = async () => (await city.request({ path: '/api/work/verifications?state=open', as: officer })).body.items;
  const answer = (id: string, verb: string, reason: string, actor = officer) =>
    city.request({ method: 'POST', path: `/api/work/verifications/${id}/${verb}`, body: { reason }, as: actor });

  test('asks an officer; by itself it changes nothing; confirmed, it suspends with a notice, and the code says so at once', async () => {
    const shown = await town.licence('bob');
    await town.factChanges('bob', '2');
    expect(await open()).toEqual([]);
    await town.factChanges('bob', '3');
    await town.factChanges('bob', '3');
    const tasks = await open();
    const task = tasks.find((one: { licenceId: string }) => one.licenceId === shown.id);
    expect(tasks.filter((one: { licenceId: string }) => one.licenceId === shown.id)).toHaveLength(1);
    expect(task).toMatchObject({
      holder: '包**',
      after: { zh: '已离会' },
      clock: { light: 'green' },
      allowed: ['confirm', 'dismiss'],
    });
    expect((await town.verify(town.tokenOf(shown))).verdict).toBe('valid');

    expect((await answer(task.id, 'confirm', '已电话核实', stranger)).status).toBe(404);
    expect((await answer(task.id, 'confirm', '')).status).toBe(400);
    expect((await answer(task.id, 'confirm', '已电话核实')).body).toMatchObject({
      state: 'confirmed',
      licenceStatus: 'suspended',
      allowed: ['restore', 'revoke'],
    });
    expect((await answer(task.id, 'confirm', '再次')).status).toBe(409);
    expect((await town.verify(town.tokenOf(shown))).verdict).toBe('suspended');
    const mine = (await city.request({ path: `/api/licences/mine/${shown.id}`, as: town.as('bob') })).body;
    expect(mine).toMatchObject({
      status: 'suspended',
      notice: {
        reason: { zh: expect.stringContaining('暂停使用') },
        finding: '已电话核实',
        objectUntil: '2026-11-27',
        mayObject: true,
      },
    });
    expect(mine.notice.remedies).toHaveLength(3);
    const reads = await city.database.asPlatform.read((tx) => city.audit.readsOf(tx, town.subjectOf('bob'), 5));
    expect(reads[0]).toMatchObject({ channel: 'verification', organisation: 'tennis-club-office', fields: ['status'] });
  });

  test('the holder objects, the officer sees it, restores; the code is valid again, with its trace', async () => {
    const shown = (await city.request({ path: '/api/licences/mine', as: town.as('bob') })).body.items.find(
      (one: { status: string }) => one.status === 'suspended',
    );
    const object = (text: string, actor = town.as('bob')) =>
      city.request({ method: 'POST', path: `/api/licences/mine/${shown.id}/objections`, body: { text }, as: actor });
    expect((await object('我没有离会', town.as('ann'))).status).toBe(404);
    expect((await object('我没有离会')).body.notice.objection).toMatchObject({ text: '我没有离会' });
    const done = (await city.request({ path: '/api/work/verifications?state=confirmed', as: officer })).body.items[0];
    expect(done.objections).toMatchObject([{ text: '我没有离会' }]);
    const revoke = await city.request({
      method: 'POST',
      path: `/api/work/licences/${shown.id}/revoke`,
      body: { reason: 'x', evidence: 'y', answer: 'z' },
      as: officer,
    });
    expect(revoke.body.code).toBe('licences.hearing-first');
    const restore = (actor: typeof officer) =>
      city.request({
        method: 'POST',
        path: `/api/work/licences/${shown.id}/restore`,
        body: { reason: '名册登记有误' },
        as: actor,
      });
    expect((await restore(stranger)).status).toBe(404);
    expect((await restore(officer)).body).toEqual({ id: shown.id, status: 'valid' });
    const mine = (await city.request({ path: `/api/licences/mine/${shown.id}`, as: town.as('bob') })).body;
    expect(mine.notice).toBeUndefined();
    expect(mine.history.map((one: { text: { zh: string } }) => one.text.zh)).toEqual([
      '签发',
      '已中止',
      '持证人提出异议',
      '恢复使用',
    ]);
    expect((await town.verify(town.tokenOf(mine))).verdict).toBe('valid');
  });

  test('dismissed, it leaves the licence as it is; revoked after the hearing, it stays revoked', async () => {
    const shown = await town.licence('ann');
    const mineOf = (items: { licenceId: string }[]) =>
      items.filter((one) => one.licenceId === shown.id) as { id: string }[] & object[];
    await town.factChanges('ann', '3');
    const first = mineOf(await open())[0] as { id: string };
    expect((await answer(first.id, 'dismiss', '名册误登')).body).toMatchObject({
      state: 'dismissed',
      licenceStatus: 'valid',
      finding: '名册误登',
    });
    await town.factChanges('ann', '3');
    await answer((mineOf(await open())[0] as { id: string }).id, 'confirm', '属实');
    city.clock.set('2026-12-01T02:00:00Z');
    const revoked = await city.request({
      method: 'POST',
      path: `/api/work/licences/${shown.id}/revoke`,
      body: { reason: '已离会', evidence: '名册与本人确认' },
      as: officer,
    });
    expect(revoked.body.status).toBe('revoked');
    expect((await town.verify(town.tokenOf(shown))).verdict).toBe('revoked');
    expect(
      (
        await city.request({
          method: 'POST',
          path: `/api/work/licences/${shown.id}/restore`,
          body: { reason: 'x' },
          as: officer,
        })
      ).status,
    ).toBe(409);
  });
});

describe('a commitment that an officer found untrue', () => {
  const confirmed = async (licenceId: string) =>
    (await city.request({ path: '/api/work/verifications?state=confirmed', as: officer })).body.items.filter(
      (one: { licenceId: string }) => one.licenceId === licenceId,
    );
  const onWork = (id: string, verb: string, body: object) =>
    city.request({ method: 'POST', path: `/api/work/licences/${id}/${verb}`, body, as: officer });
  const finding = {
    finding: '现场没有冷藏设备',
    basis: '《许可法》第六十九条',
    until: '2026-12-25',
    at: '2026-12-11T02:00:00Z',
  };

  test('suspends the licence of its case with reason, clause, evidence and time to object; sent again it changes nothing', async () => {
    city.clock.set('2026-12-11T02:00:00Z');
    const caseId = await town.decided('bob');
    broken.set(caseId, finding);
    await town.commitmentBroken('bob', caseId);
    const licenceId = (await city.modules[0]?.port.findByCase(caseId))?.licenceId ?? '';
    const mine = async () => (await city.request({ path: `/api/licences/mine/${licenceId}`, as: town.as('bob') })).body;
    expect(await mine()).toMatchObject({
      status: 'suspended',
      notice: {
        reason: { zh: expect.stringContaining('《许可法》第六十九条') },
        evidence: { zh: expect.stringContaining(`T-${caseId.slice(0, 8)}`) },
        finding: '现场没有冷藏设备',
        objectUntil: '2026-12-25',
        mayObject: true,
      },
    });
    expect(await confirmed(licenceId)).toMatchObject([
      { title: { zh: '告知承诺核查不属实' }, after: { zh: '不属实' }, allowed: ['restore', 'revoke'] },
    ]);
    const reads = await city.database.asPlatform.read((tx) => city.audit.readsOf(tx, town.subjectOf('bob'), 5));
    expect(reads).toContainEqual(expect.objectContaining({ resource: 'matter:any-matter', fields: ['commitment'] }));
    expect((await onWork(licenceId, 'revoke', { reason: '未改正', evidence: '复查记录' })).body.code).toBe(
      'licences.hearing-first',
    );

    expect((await onWork(licenceId, 'restore', { reason: '已改正并复查' })).status).toBe(200);
    await town.commitmentBrokenAgain();
    expect([(await mine()).status, (await confirmed(licenceId)).length]).toEqual(['valid', 1]);
  });

  test('adds to a suspension on other grounds, and is ready for revocation when the time to object has passed', async () => {
    const caseId = await town.decided('bob');
    const licenceId = (await city.modules[0]?.port.findByCase(caseId))?.licenceId ?? '';
    broken.set(caseId, finding);
    await town.commitmentBroken('bob', caseId);
    broken.set(caseId, { ...finding, finding: '复查仍无冷藏设备', until: '2026-12-28' });
    await town.commitmentBroken('bob', caseId);
    const { notice } = (await city.request({ path: `/api/licences/mine/${licenceId}`, as: town.as('bob') })).body;
    expect(notice).toMatchObject({ finding: '现场没有冷藏设备；复查仍无冷藏设备', objectUntil: '2026-12-28' });
    city.clock.set('2026-12-29T02:00:00Z');
    expect((await onWork(licenceId, 'revoke', { reason: '逾期未改正', evidence: '复查记录' })).body.status).toBe(
      'revoked',
    );
    await town.commitmentBroken('bob', caseId);
    expect((await confirmed(licenceId))[0]).toMatchObject({ licenceStatus: 'revoked', allowed: [] });
  });
});
