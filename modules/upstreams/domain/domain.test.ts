import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnswer, rowsOf } from './answers.ts';
import { nationalSign, SCHEMES, tifSign } from './schemes.ts';
import { serviceOf } from './upper-messages.ts';

const credentials = { url: 'https://up.example/base/', caller: 'city', secret: 'secret' };
const said = { code: 'S-1', path: 'a/b', content: { param: {} }, at: new Date(1_790_000_000_000), nonce: 'once' };

test('the national signature is base64 of HMAC-SHA256 over sid, rid and rtime, in that order', () => {
  const { url, headers } = SCHEMES.gjzwfwpt(said, credentials);
  expect(url).toBe('https://up.example/base/sysapi/a/b');
  const expected = createHmac('sha256', 'secret').update('S-1city1790000000000').digest('base64');
  expect(headers).toMatchObject({
    gjzwfwpt_rid: 'city',
    gjzwfwpt_sid: 'S-1',
    gjzwfwpt_rtime: '1790000000000',
    gjzwfwpt_sign: expected,
  });
  expect(nationalSign({ sid: 'S-2', rid: 'city', rtime: '1790000000000' }, 'secret')).not.toBe(expected);
});

test('the provincial signature is SHA-256 of time, token, nonce and time again', () => {
  const { url, headers } = SCHEMES.tif(said, credentials);
  expect(url).toBe('https://up.example/base/a/b');
  const expected = createHash('sha256').update('1790000000secretonce1790000000').digest('hex').toUpperCase();
  expect(headers['x-tif-signature']).toBe(expected);
  expect(tifSign({ timestamp: '1', nonce: 'n' }, 't')).toHaveLength(64);
});

test('whatever comes back is read: as done only with the code for it, and never as something else than its code says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 200, max: 599 }), (body, status) => {
      const read = readAnswer({ status, body }, []);
      const code = (body as { code?: unknown } | null)?.code;
      if (read.means === 'done') expect(String(code)).toBe('200');
      else expect(read.words.zh.length).toBeGreaterThan(0);
    }),
  );
  const codes = [{ code: '9', means: 'no-grant' as const, words: { zh: '没有授权', en: 'no grant' } }];
  expect(readAnswer({ status: 200, body: { code: 9, message: 'x' } }, codes)).toMatchObject({
    means: 'no-grant',
    words: { zh: '没有授权' },
  });
  expect(readAnswer({ status: 200, body: { code: '777', message: '表{0}不存在' } }, [])).toMatchObject({
    means: 'refused',
    words: { zh: '表0不存在' },
  });
  expect(readAnswer({ status: 502, body: undefined }, []).means).toBe('again');
});

test('only declared fields leave an answer, as texts; an answer without rows is none', () => {
  expect(rowsOf({ rows: [{ a: 1, b: null, secret: 'x' }], upper_id: 'LS-1' }, ['a', 'b'])).toEqual({
    rows: [{ a: '1', b: null }],
    upperId: 'LS-1',
  });
  expect(rowsOf([{ a: '甲' }], ['a'])).toEqual({ rows: [{ a: '甲' }] });
  expect(rowsOf({ result: 'ok' }, ['a'])).toBeUndefined();
  expect(rowsOf([['a']], ['a'])).toBeUndefined();
});

test('a resource above gets an id here that names it, whatever it is called there', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 64 }),
      fc.string({ minLength: 1, maxLength: 64 }),
      (up_resource_id, other) => {
        const item = {
          up_cata_id: 'c',
          up_resource_id,
          title: '甲',
          provider: '厅',
          path: 'x',
          params: [{ name: 'a', title: '甲' }],
          fields: [{ name: 'b', title: '乙' }],
        };
        const { id } = serviceOf('province', item);
        expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        if (other !== up_resource_id && other.toLowerCase() !== up_resource_id.toLowerCase())
          expect(serviceOf('province', { ...item, up_resource_id: other }).id).not.toBe(id);
      },
    ),
  );
});
