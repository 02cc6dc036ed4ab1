import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenIn } from './token.ts';

test('takes the token out of a verify address, and a bare token as it is', () => {
  expect(tokenIn('https://city.example/verify?t=abc.DEF_-1')).toBe('abc.DEF_-1');
  expect(tokenIn(' abc.DEF\n_-1 ')).toBe('abc.DEF_-1');
  expect(tokenIn('https://other.example/?x=1')).toBe('https://other.example/?x=1');
});

test('whatever token a code holds comes out unchanged', () => {
  const token = fc.string({ unit: fc.constantFrom(...'ABCxyz019-_.~'.split('')), minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(token, (value) => {
      expect(tokenIn(`https://city.example/verify?t=${encodeURIComponent(value)}`)).toBe(value);
    }),
  );
});
