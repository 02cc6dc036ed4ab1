import { limited, TookTooLong } from './time-limit.ts';

/** Enough for a pattern that tries each division of a text to need longer than the universe is old. */
const LONG = 64;
const MOST_SIGNS = 24;

/**
 * What is wrong with a regular expression of an author (ECMAScript, flag `u`): it cannot be read, or there are texts over which it goes back and forth without end,
 * as `^(a+)+$` does. Found by trying the signs it speaks of in a row, with an end that does not fit; what is found so is certain, what is not found is not.
 */
export function patternFault(pattern: string): 'syntax' | 'endless' | undefined {
  let read: RegExp;
  try {
    read = new RegExp(pattern, 'u');
  } catch {
    return 'syntax';
  }
  const signs = [...new Set(['0', 'a', 'A', '中', ' ', ...pattern])].slice(0, MOST_SIGNS);
  try {
    limited(() => {
      for (const sign of signs) read.test(`${sign.repeat(LONG)}\u0000`);
    });
    return undefined;
  } catch (error) {
    if (error instanceof TookTooLong) return 'endless';
    throw error;
  }
}
