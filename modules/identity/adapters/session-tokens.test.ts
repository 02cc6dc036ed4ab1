import { expect, test } from 'vitest';
import { createSessionTokens } from './session-tokens.ts';

type Request = Parameters<ReturnType<typeof createSessionTokens>['find']>[0];
const request = (cookies: Record<string, string>, headers: Record<string, string> = {}): Request =>
  ({ cookies, headers }) as unknown as Request;

test('under HTTPS the cookie is bound to this host and to HTTPS', () => {
  const tokens = createSessionTokens('https://city.example');
  expect(tokens.nameOf('staff')).toBe('__Host-yw_staff');
  expect(tokens.attributes).toEqual({ httpOnly: true, sameSite: 'lax', secure: true, path: '/' });
  expect(createSessionTokens('http://127.0.0.1:8080').attributes.secure).toBe(false);
});

test('an app gets its own session or none; a link gets the one there is', () => {
  const tokens = createSessionTokens('http://127.0.0.1');
  const staff = tokens.create();
  expect(tokens.find(request({ yw_staff: staff }, { 'x-yiwang-app': 'portal' }))).toBeUndefined();
  expect(tokens.find(request({ yw_staff: staff }))).toEqual({ token: staff, kind: 'staff' });
  expect(tokens.find(request({ yw_staff: staff }, { referer: 'http://127.0.0.1/wallet' }))).toEqual({
    token: staff,
    kind: 'staff',
  });
  expect(tokens.find(request({ yw_staff: 'short' }))).toBeUndefined();
});
