import { expect, test } from 'vitest';
import { hashPassword, isPassword, isPasswordFit } from './passwords.ts';

test('a password fits its own hash only, and two hashes of it differ', async () => {
  const [one, two] = await Promise.all([hashPassword('长一点的口令-1234'), hashPassword('长一点的口令-1234')]);
  expect(one).not.toBe(two);
  expect(await isPassword('长一点的口令-1234', one)).toBe(true);
  expect(await isPassword('长一点的口令-1235', one)).toBe(false);
  expect(await isPassword('', undefined)).toBe(false);
});

test('without an account the same work is done', async () => {
  const stored = await hashPassword('whatever-it-is');
  const time = async (hash: string | undefined): Promise<number> => {
    const start = performance.now();
    await isPassword('a guess', hash);
    return performance.now() - start;
  };
  await time(stored);
  const [known, unknown] = [await time(stored), await time(undefined)];
  expect(unknown).toBeGreaterThan(known / 3);
});

test('a password is long and does not hold the login', () => {
  expect(isPasswordFit('twelve-chars', 'li.na')).toBe(true);
  expect(isPasswordFit('eleven-char', 'li.na')).toBe(false);
  expect(isPasswordFit('my-LI.NA-password', 'li.na')).toBe(false);
});
