import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCertificateAuthority, openKeyStore } from '@platform/crypto';
import { sql } from '@platform/database';
import { readEmbedded, renderPdf, signPdf } from '@platform/documents';
import { isLicenceIdentifier } from '@platform/kernel';
import { SUBJECT } from '@platform/module';
import { anonymous, personActor, staffActor, startTestCity, type TestCity } from '@platform/testkit';
import { recordChanged } from '@modules/base-registries/contract';
import { caseDecided } from '@modules/cases/contract';
import { readToken, signedPart, writeToken } from './domain/token.ts';
import type { createLicences } from './module.ts';
import { demoCitizenId, licencesAmongFakes } from './testing/small-city.ts';

const { facts, create } = licencesAmongFakes();
const people = {
  ann: { citizenId: demoCitizenId('1990-01-01', '001'), name: '安小妮' },
  bob: { citizenId: demoCitizenId('1991-01-01', '002'), name: '包大山' },
};
type Who = keyof typeof people;
let city: TestCity<ReturnType<typeof createLicences>>;
const subjectOf = (who: Who) => city.blindIndex(people[who].citizenId, SUBJECT);
const as = (who: Who) => personActor(who, subjectOf(who));
const officer = staffActor('tennis-club-office', ['clerk']);
const stranger = staffActor('courts-bureau', ['clerk']);

beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create(f)],
    packs: { ids: ['tennis-club'] },
    now: '2026-11-20T02:00:00Z',
  });
});
afterAll(() => city.stop());

async function decided(who: Who): Promise<string> {
  const caseId = randomUUID();
  const common = {
    caseId,
    caseNo: `T-${caseId.slice(0, 8)}`,
    matter: 'tennis-membership',
    organisation: 'tennis-club-office',
  };
  facts.set(caseId, {
    ...common,
    matterVersion: '1',
    holder: { ...people[who], subject: subjectOf(who) },
    form: { name: people[who].name, court: 'clay' },
    data: {},
    decision: {},
    decidedAt: city.clock.now().toISOString(),
  });
  const event = {
    ...common,
    subject: subjectOf(who),
    outcome: 'approved' as const,
    instant: true,
    licenceTemplate: 'tennis-membership-card',
  };
  await city.database.asPlatform.transaction((tx) =>
    city.outbox.append(tx, caseDecided, `case:${caseId}`, event, 'test'),
  );
  return caseId;
}
async function licence(who: Who) {
  const caseId = await decided(who);
  await city.settle();
  const summary = await city.modules[0]?.port.findByCase(caseId);
  return (await city.request({ path: `/api/licences/mine/${summary?.licenceId}`, as: as(who) })).body;
}
const tokenOf = (shown: { verifyUrl: string }): string => new URL(shown.verifyUrl).searchParams.get('t') as string;
/** Verifying is limited to so many calls a minute. */
let asked = 0;
const minutePasses = (): void => {
  asked += 1;
  if (asked % 25 === 0) city.clock.advance(60_000);
};
const verify = async (token: string) => {
  minutePasses();
  return (await city.request({ method: 'POST', path: '/api/verify/token', body: { token } })).body;
};
async function verifyFile(bytes: Uint8Array) {
  minutePasses();
  const body = new FormData();
  body.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), 'licence.pdf');
  return city.request({ method: 'POST', path: '/api/verify/file', body });
}
async function change(who: Who, after: string | null) {
  const event = {
    registry: 'players',
    subject: subjectOf(who),
    field: 'status',
    before: '1',
    after,
    resource: 'players-roll',
    loadId: randomUUID(),
  };
  await city.database.asPlatform.transaction((tx) =>
    city.outbox.append(tx, recordChanged, `registry-record:players:${event.subject}`, event, 'test'),
  );
  await city.settle();
}

describe('an approved case', () => {
  test('gets one licence, numbered and dated, in its holder’s wallet', async () => {
    const shown = await licence('ann');
    expect(isLicenceIdentifier(shown.identifier)).toBe(true);
    expect(shown).toMatchObject({
      status: 'valid',
      title: { zh: '网球会员证' },
      issuerName: { zh: '球场市网球俱乐部' },
      validUntil: '2027-11-19',
      colour: '#1b7f4b',
      fields: [
        { name: 'name', value: '安小妮' },
        { name: 'court', value: '红土' },
        { name: 'memberSince', value: '2026-11-20' },
      ],
      history: [{ text: { zh: '签发' } }],
    });
    expect(shown.qrSvg).toContain('<svg');
    expect(tokenOf(shown).length).toBeLessThan(330);
    const list = await city.request({
      path: '/api/licences/mine',
      as: as('ann'),
      headers: { 'accept-language': 'en' },
    });
    expect(list.body.items[0].fields[1].value).toBe('Clay');
  });

  test('gets no second one when the event comes again', async () => {
    const shown = await licence('bob');
    const again = {
      caseId: [...facts.keys()].at(-1) as string,
      caseNo: shown.caseNo,
      matter: 'tennis-membership',
      organisation: 'tennis-club-office',
      subject: subjectOf('bob'),
      outcome: 'approved' as const,
      instant: true,
      licenceTemplate: 'tennis-membership-card',
    };
    await city.database.asPlatform.transaction((tx) =>
      city.outbox.append(tx, caseDecided, 'case:again', again, 'test'),
    );
    await city.settle();
    const { count } = await city.database
      .forModule('licences')
      .read((tx) =>
        tx.one<{ count: number }>(
          sql`select count(*)::int as count from licences.licence where case_no = ${shown.caseNo}`,
        ),
      );
    expect(count).toBe(1);
  });

  test('keeps nothing of the person in the clear', async () => {
    const rows = JSON.stringify(
      await city.database.forModule('licences').read((tx) => tx.rows(sql`select * from licences.licence`)),
    );
    expect(rows).not.toContain('安小妮');
    expect(rows).not.toContain(people.ann.citizenId);
  });
});

describe('verifying a code', () => {
  test('says valid and shows the holder masked', async () => {
    const shown = await licence('ann');
    expect(await verify(tokenOf(shown))).toMatchObject({
      verdict: 'valid',
      licence: {
        identifier: shown.identifier,
        holder: '安**',
        fields: [{ value: '安**' }, { value: '红土' }, { value: '2026-11-20' }],
      },
    });
  });

  test('any changed, lost or added character is forged, at every place', async () => {
    const token = tokenOf(await licence('ann'));
    const judged = async (text: string): Promise<[string, string]> => [text, (await verify(text)).verdict];
    const changed: string[] = [];
    for (let index = 0; index < token.length; index += 1) {
      const character = token[index] as string;
      const other = character === 'A' ? 'B' : character === '.' ? '_' : 'A';
      changed.push(token.slice(0, index) + other + token.slice(index + 1));
      if (index % 7 === 0)
        changed.push(token.slice(0, index) + token.slice(index + 1), `${token.slice(0, index)}A${token.slice(index)}`);
    }
    // Stray bits in the last character of a part decode to the same bytes; padding and spaces too.
    const [prefix, body, signature] = token.split('.') as [string, string, string];
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const last of alphabet) {
      for (const text of [
        `${prefix}.${body.slice(0, -1)}${last}.${signature}`,
        `${prefix}.${body}.${signature.slice(0, -1)}${last}`,
      ])
        if (text !== token) changed.push(text);
    }
    changed.push(`${token}=`, ` ${token}`, `${token}\n`, token.toLowerCase(), 'hello', '');
    for (const text of changed.filter((one) => one !== '')) expect(await judged(text)).toEqual([text, 'forged']);
  });

  test('a stranger’s key is forged, a genuine signature the register does not know is unknown', async () => {
    const token = tokenOf(await licence('ann'));
    const { payload } = readToken(token) as NonNullable<ReturnType<typeof readToken>>;
    const foreign = openKeyStore({ folder: `${city.settings.dataFolder}/foreign`, clock: city.clock }).signing(
      'licence-issuer.tennis-club-office',
    );
    expect(await verify(writeToken(payload, foreign.sign(Buffer.from(signedPart(payload)))))).toMatchObject({
      verdict: 'forged',
    });
    const own = city.keys.signing('licence-issuer.tennis-club-office');
    const elsewhere = { ...payload, holder: 'AAAAAAAAAAAAAAAAAAAAAA' };
    expect((await verify(writeToken(elsewhere, own.sign(Buffer.from(signedPart(elsewhere)))))).verdict).toBe('forged');
    await city.database
      .forModule('licences')
      .transaction((tx) =>
        tx.run(
          sql`update licences.licence set identifier = ${`${payload.identifier}x`} where identifier = ${payload.identifier}`,
        ),
      );
    expect((await verify(token)).verdict).toBe('unknown');
  });
});

test('verifying is open to all, but not without limit', async () => {
  const all = [];
  for (let index = 0; index < 62; index += 1)
    all.push((await city.request({ method: 'POST', path: '/api/verify/token', body: { token: 'x' } })).status);
  expect(all).toContain(429);
  city.clock.advance(60_000);
});

describe('the file', () => {
  let file: Buffer;
  let id: string;
  beforeAll(async () => {
    const shown = await licence('ann');
    id = shown.id;
    const answer = await city.request({ path: `/api/licences/mine/${id}/file`, as: as('ann') });
    expect(answer.headers['content-type']).toBe('application/pdf');
    file = answer.bytes;
  });

  test('is a signed PDF, the same every time, and verifies', async () => {
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await city.request({ path: `/api/licences/mine/${id}/file`, as: as('ann') })).bytes.equals(file)).toBe(
      true,
    );
    expect((await verifyFile(file)).body).toMatchObject({ verdict: 'valid', licence: { holder: '安**' } });
  });

  test('is drawn on demand where it was not yet, also by two at once', async () => {
    await city.database
      .forModule('licences')
      .transaction((tx) => tx.run(sql`update licences.licence set file_id = null where id = ${id}`));
    const get = () => city.request({ path: `/api/licences/mine/${id}/file`, as: as('ann') });
    const [one, two] = await Promise.all([get(), get()]);
    expect((await verifyFile(one.bytes)).body.verdict).toBe('valid');
    expect((await verifyFile(two.bytes)).body.verdict).toBe('valid');
    expect((await get()).bytes.equals((await get()).bytes)).toBe(true);
  });

  test('one changed byte anywhere is forged', async () => {
    for (let step = 0; step < 20; step += 1) {
      const at = Math.floor((step / 20) * file.length);
      const altered = Buffer.from(file);
      altered[at] = (altered[at] as number) ^ 1;
      expect([at, (await verifyFile(altered)).body.verdict]).toEqual([at, 'forged']);
    }
    expect((await verifyFile(Buffer.concat([file, Buffer.from('\n')]))).body.verdict).toBe('forged');
    expect((await verifyFile(file.subarray(0, -1))).body.verdict).toBe('forged');
  });

  test('a stranger who signs the same record is forged; what is no PDF has a clear answer', async () => {
    const keys = openKeyStore({ folder: `${city.settings.dataFolder}/stranger`, clock: city.clock });
    const ca = createCertificateAuthority(keys, {
      name: 'licences',
      subject: { commonName: '一网电子证照测试根证书 TEST ROOT' },
      clock: city.clock,
    });
    const pdf = await renderPdf({
      layout: 'card',
      language: 'zh',
      createdAt: city.clock.now(),
      title: '网球会员证',
      embedded: readEmbedded(file),
      signature: { name: 'x', reason: 'y' },
    });
    expect(
      (await verifyFile(signPdf(pdf, ca.signer('any', { commonName: '球场市网球俱乐部' }), city.clock.now()))).body
        .verdict,
    ).toBe('forged');
    expect((await verifyFile(Buffer.from('hello'))).body).toMatchObject({
      verdict: 'forged',
      reason: { zh: expect.stringContaining('原文件') },
    });
    expect((await city.request({ method: 'POST', path: '/api/verify/file', body: {} })).status).toBe(400);
    expect((await verifyFile(Buffer.alloc(5 * 1024 * 1024 + 1, 1))).body.code).toBe('licences.file-too-large');
  });
});

describe('a changed fact', () => {
  const open = async () => (await city.request({ path: '/api/work/verifications?state=open', as: officer })).body.items;
  const answer = (id: string, verb: string, reason: string, actor = officer) =>
    city.request({ method: 'POST', path: `/api/work/verifications/${id}/${verb}`, body: { reason }, as: actor });

  test('asks an officer; by itself it changes nothing; confirmed, it suspends with a notice, and the code says so at once', async () => {
    const shown = await licence('bob');
    await change('bob', '2');
    expect(await open()).toEqual([]);
    await change('bob', '3');
    await change('bob', '3');
    const tasks = await open();
    const task = tasks.find((one: { licenceId: string }) => one.licenceId === shown.id);
    expect(tasks.filter((one: { licenceId: string }) => one.licenceId === shown.id)).toHaveLength(1);
    expect(task).toMatchObject({
      holder: '包**',
      after: { zh: '已离会' },
      clock: { light: 'green' },
      allowed: ['confirm', 'dismiss'],
    });
    expect((await verify(tokenOf(shown))).verdict).toBe('valid');

    expect((await answer(task.id, 'confirm', '已电话核实', stranger)).status).toBe(404);
    expect((await answer(task.id, 'confirm', '')).status).toBe(400);
    expect((await answer(task.id, 'confirm', '已电话核实')).body).toMatchObject({
      state: 'confirmed',
      licenceStatus: 'suspended',
      allowed: ['restore', 'revoke'],
    });
    expect((await answer(task.id, 'confirm', '再次')).status).toBe(409);
    expect((await verify(tokenOf(shown))).verdict).toBe('suspended');
    const mine = (await city.request({ path: `/api/licences/mine/${shown.id}`, as: as('bob') })).body;
    expect(mine).toMatchObject({
      status: 'suspended',
      notice: {
        reason: { zh: expect.stringContaining('暂停使用') },
        finding: '已电话核实',
        objectionUntil: '2026-11-27',
        mayObject: true,
      },
    });
    expect(mine.notice.remedies).toHaveLength(3);
    const reads = await city.database.asPlatform.read((tx) => city.audit.readsOf(tx, subjectOf('bob'), 5));
    expect(reads[0]).toMatchObject({ channel: 'verification', organisation: 'tennis-club-office', fields: ['status'] });
  });

  test('the holder objects, the officer sees it, restores; the code is valid again, with its trace', async () => {
    const shown = (await city.request({ path: '/api/licences/mine', as: as('bob') })).body.items.find(
      (one: { status: string }) => one.status === 'suspended',
    );
    const object = (text: string, actor = as('bob')) =>
      city.request({ method: 'POST', path: `/api/licences/mine/${shown.id}/objections`, body: { text }, as: actor });
    expect((await object('我没有离会', as('ann'))).status).toBe(404);
    expect((await object('我没有离会')).body.objections).toMatchObject([{ text: '我没有离会' }]);
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
    const mine = (await city.request({ path: `/api/licences/mine/${shown.id}`, as: as('bob') })).body;
    expect(mine.notice).toBeUndefined();
    expect(mine.history.map((one: { text: { zh: string } }) => one.text.zh)).toEqual([
      '签发',
      '暂停使用',
      '持证人提出异议',
      '恢复使用',
    ]);
    expect((await verify(tokenOf(mine))).verdict).toBe('valid');
  });

  test('dismissed, it leaves the licence as it is; revoked after the hearing, it stays revoked', async () => {
    const shown = await licence('ann');
    const mineOf = (items: { licenceId: string }[]) =>
      items.filter((one) => one.licenceId === shown.id) as { id: string }[] & object[];
    await change('ann', '3');
    const first = mineOf(await open())[0] as { id: string };
    expect((await answer(first.id, 'dismiss', '名册误登')).body).toMatchObject({
      state: 'dismissed',
      licenceStatus: 'valid',
      finding: '名册误登',
    });
    await change('ann', '3');
    await answer((mineOf(await open())[0] as { id: string }).id, 'confirm', '属实');
    city.clock.set('2026-12-01T02:00:00Z');
    const revoked = await city.request({
      method: 'POST',
      path: `/api/work/licences/${shown.id}/revoke`,
      body: { reason: '已离会', evidence: '名册与本人确认' },
      as: officer,
    });
    expect(revoked.body.status).toBe('revoked');
    expect((await verify(tokenOf(shown))).verdict).toBe('revoked');
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

describe('who may', () => {
  test('nobody opens another’s licence, signed out nothing, people do no officers’ work', async () => {
    const shown = await licence('ann');
    for (const path of [`/api/licences/mine/${shown.id}`, `/api/licences/mine/${shown.id}/file`]) {
      expect((await city.request({ path, as: as('bob') })).status).toBe(404);
      expect((await city.request({ path, as: anonymous })).status).toBe(401);
      expect((await city.request({ path, as: officer })).status).toBe(403);
    }
    for (const [method, path, body] of [
      ['GET', '/api/work/verifications'],
      ['POST', `/api/work/verifications/${randomUUID()}/confirm`, { reason: 'x' }],
      ['POST', `/api/work/licences/${shown.id}/restore`, { reason: 'x' }],
      ['POST', `/api/work/licences/${shown.id}/revoke`, { reason: 'x', evidence: 'y' }],
    ] as const) {
      const request = { method, path, ...(body ? { body } : {}) };
      expect((await city.request({ ...request, as: as('ann') })).status).toBe(403);
      expect((await city.request({ ...request, as: staffActor('tennis-club-office', ['leader']) })).status).toBe(403);
      expect((await city.request({ ...request, as: anonymous })).status).toBe(401);
    }
  });

  test('an expired licence says so', async () => {
    const shown = await licence('ann');
    city.clock.set('2028-01-01T02:00:00Z');
    expect((await verify(tokenOf(shown))).verdict).toBe('expired');
    const measure = city.modules[0]?.measures?.[0];
    const period = { from: new Date('2026-11-19T16:00:00Z'), to: new Date('2026-11-20T16:00:00Z') };
    const value = await measure?.value(period);
    expect((await measure?.records(period, { limit: 200 }))?.rows).toHaveLength(value?.value ?? -1);
  });
});
