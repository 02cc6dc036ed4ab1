import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isReturnPath } from './return-path.ts';

describe('where one may return to after sign-in', () => {
  test.each(['/', '/cases/1?tab=open', '/console/loads#top', '/%E4%BA%8B'])('%s', (path) =>
    expect(isReturnPath(path)).toBe(true),
  );
  test.each([
    '',
    'cases',
    '//evil.example',
    '/\\evil.example',
    '/a\\..\\b',
    '/..//evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r/evil.example',
    '/\u00a0/evil.example',
    '/auth/login',
    '/oidc/auth',
    '/api/x',
    'https://evil.example',
    'javascript:alert(1)',
  ])('not %s', (path) => expect(isReturnPath(path)).toBe(false));
  test('whatever is accepted, a browser on any page of this site stays on it', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '@',
      ':',
      'evil.example',
      'http:',
      '?',
      '#',
      '%2f',
      '\n',
      ' ',
      'a',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = `/${parts.join('')}`;
        if (isReturnPath(path))
          expect(new URL(path, 'https://city.example/auth/callback').origin).toBe('https://city.example');
      }),
    );
  });
});
