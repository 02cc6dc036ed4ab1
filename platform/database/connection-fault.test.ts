import { describe, expect, test } from 'vitest';
import { defineErrors } from '@platform/kernel';
import { isConnectionFault } from './database.ts';

const coded = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });
const { sourceAway } = defineErrors('exchange', {
  sourceAway: { status: 502, zh: '来源连不上', en: 'Source: Connection terminated (ECONNREFUSED)' },
});

describe('whether the database went away', () => {
  test.each([
    coded('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
    coded('terminating connection due to administrator command', '57P01'),
    coded('the database system is starting up', '57P03'),
    coded('sorry, too many clients already', '53300'),
    coded('Connection terminated unexpectedly'),
    coded('Client has encountered a connection error and is not queryable'),
    coded('timeout exceeded when trying to connect'),
  ])('it did: $message', (error) => expect(isConnectionFault(error)).toBe(true));

  test.each([
    // Each of these was once told to people as "the database cannot be reached", which nobody could have helped.
    new SyntaxError('Unterminated string in JSON at position 12'),
    coded('unterminated quoted string at or near "\'x"', '42601'),
    coded("ENOENT: no such file or directory, open 'x.csv'", 'ENOENT'),
    sourceAway({}, { cause: coded('connect ECONNREFUSED', 'ECONNREFUSED') }),
    coded('duplicate key value violates unique constraint', '23505'),
  ])('it did not: $message', (error) => expect(isConnectionFault(error)).toBe(false));
});
