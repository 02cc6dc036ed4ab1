import { expect, test } from 'vitest';
import { kindMeant } from './apps.ts';

test('the app’s header decides, else the page the request comes from', () => {
  expect(kindMeant('portal', 'https://x.example/console')).toBe('person');
  expect(kindMeant('cockpit', undefined)).toBe('staff');
  expect(kindMeant(undefined, 'https://x.example/console/cases')).toBe('staff');
  expect(kindMeant(undefined, 'https://x.example/consolation')).toBe('person');
  expect(kindMeant('constructor', undefined)).toBeUndefined();
  expect(kindMeant(undefined, 'not a url')).toBeUndefined();
});
