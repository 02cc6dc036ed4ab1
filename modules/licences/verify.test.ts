import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCertificateAuthority, openKeyStore } from '@platform/crypto';
import { sql } from '@platform/database';
import { readEmbedded, renderPdf, signPdf } from '@platform/documents';
import { startTestCity, type TestCity, type TestResponse } from '@platform/testkit';
import { readToken, signedPart, writeToken } from './domain/token.ts';
import { acts } from './testing/acts.ts';
import { licencesAmongFakes } from './testing/small-city.ts';

const { facts, create } = licencesAmongFakes();
let city: TestCity<ReturnType<typeof create>>;
let town: ReturnType<typeof acts<TestResponse['body']>>;

beforeAll(async () => {
  city = await startTestCity({
    modules: (f) => [create(f)],
    packs: { ids: ['tennis-club'] },
    now: '2026-11-20T02:00:00Z',
  });
  town = acts(city, facts);
});
afterAll(() => city.stop());

describe('verifying a code', () => {
  test('says valid and shows the holder masked', async () => {
    const shown = await town.licence('ann');
    expect(await town.verify(town.tokenOf(shown))).toMatchObject({
      verdict: 'valid',
      licence: {
        identifier: shown.identifier,
        holder: '安**',
        fields: [{ value: '安**' }, { value: '红土' }, { value: '2026-11-20' }],
      },
    });
  });

  test('shows what was chosen in the reader’s language', async () => {
    const token = town.tokenOf(await town.licence('ann'));
    const { body } = await city.request({
      method: 'POST',
      path: '/api/verify/token',
      body: { token },
      headers: { 'accept-language': 'en' },
    });
    expect(body.licence.fields.map(({ value }: { value: string }) => value)).toEqual(['安**', 'Clay', '2026-11-20']);
  });

  test('any changed, lost or added character is forged, at every place', async () => {
    const token = town.tokenOf(await town.licence('ann'));
    const judged = async (text: string): Promise<[string, string]> => [text, (await town.verify(text)).verdict];
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
    const token = town.tokenOf(await town.licence('ann'));
    const { payload } = readToken(token) as NonNullable<ReturnType<typeof readToken>>;
    const foreign = openKeyStore({ folder: `${city.settings.dataFolder}/foreign`, clock: city.clock }).signing(
      'licence-issuer.tennis-club-office',
    );
    expect(await town.verify(writeToken(payload, foreign.sign(Buffer.from(signedPart(payload)))))).toMatchObject({
      verdict: 'forged',
    });
    const own = city.keys.signing('licence-issuer.tennis-club-office');
    const elsewhere = { ...payload, holder: 'AAAAAAAAAAAAAAAAAAAAAA' };
    expect((await town.verify(writeToken(elsewhere, own.sign(Buffer.from(signedPart(elsewhere)))))).verdict).toBe(
      'forged',
    );
    await city.database
      .forModule('licences')
      .transaction((tx) =>
        tx.run(
          sql`update licences.licence set identifier = ${`${payload.identifier}x`} where identifier = ${payload.identifier}`,
        ),
      );
    expect((await town.verify(token)).verdict).toBe('unknown');
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
    const shown = await town.licence('ann');
    id = shown.id;
    const answer = await city.request({ path: `/api/licences/mine/${id}/file`, as: town.as('ann') });
    expect(answer.headers['content-type']).toBe('application/pdf');
    file = answer.bytes;
  });

  test('is a signed PDF, the same every time, and verifies', async () => {
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await city.request({ path: `/api/licences/mine/${id}/file`, as: town.as('ann') })).bytes.equals(file)).toBe(
      true,
    );
    expect((await town.verifyFile(file)).body).toMatchObject({ verdict: 'valid', licence: { holder: '安**' } });
  });

  test('is drawn on demand where it was not yet, also by two at once', async () => {
    await city.database
      .forModule('licences')
      .transaction((tx) => tx.run(sql`update licences.licence set file_id = null where id = ${id}`));
    const get = () => city.request({ path: `/api/licences/mine/${id}/file`, as: town.as('ann') });
    const [one, two] = await Promise.all([get(), get()]);
    expect((await town.verifyFile(one.bytes)).body.verdict).toBe('valid');
    expect((await town.verifyFile(two.bytes)).body.verdict).toBe('valid');
    expect((await get()).bytes.equals((await get()).bytes)).toBe(true);
  });

  test('one changed byte anywhere is forged', async () => {
    for (let step = 0; step < 20; step += 1) {
      const at = Math.floor((step / 20) * file.length);
      const altered = Buffer.from(file);
      altered[at] = (altered[at] as number) ^ 1;
      expect([at, (await town.verifyFile(altered)).body.verdict]).toEqual([at, 'forged']);
    }
    expect((await town.verifyFile(Buffer.concat([file, Buffer.from('\n')]))).body.verdict).toBe('forged');
    expect((await town.verifyFile(file.subarray(0, -1))).body.verdict).toBe('forged');
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
      (await town.verifyFile(signPdf(pdf, ca.signer('any', { commonName: '球场市网球俱乐部' }), city.clock.now()))).body
        .verdict,
    ).toBe('forged');
    expect((await town.verifyFile(Buffer.from('hello'))).body).toMatchObject({
      verdict: 'forged',
      reason: { zh: expect.stringContaining('原文件') },
    });
    expect((await city.request({ method: 'POST', path: '/api/verify/file', body: {} })).status).toBe(400);
    expect((await town.verifyFile(Buffer.alloc(5 * 1024 * 1024 + 1, 1))).body.code).toBe('licences.file-too-large');
  });
});
