import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@platform/testkit';
import { byteaArray, instantArray, intArray, openDatabase, sql, textArray, uuidArray, type Database } from './index.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase('arrays');
  database = await openDatabase({ url: testDatabase.url, maxConnections: 2 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

test('what goes in as a binary array comes back as it was', async () => {
  const text = fc.option(
    fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0')),
    { nil: null },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 8 }),
      fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 8 }),
      fc.array(fc.date({ min: new Date('1600-01-01'), max: new Date('2600-01-01'), noInvalidDate: true }), {
        maxLength: 8,
      }),
      async (texts, blobs, ints, dates) => {
        const ids = texts.map(() => randomUUID());
        const given = await database.asPlatform.read((tx) =>
          tx.one(sql`select ${textArray(texts)}::text[] as texts, ${byteaArray(blobs)}::bytea[] as blobs, ${intArray(ints)}::int[] as ints,
            ${instantArray(dates)}::timestamptz[] as dates, ${uuidArray(ids)}::uuid[] as ids`),
        );
        expect(given).toEqual({ texts, blobs: blobs.map((blob) => Buffer.from(blob)), ints, dates, ids });
      },
    ),
    { numRuns: 40 },
  );
  const id = randomUUID();
  expect(uuidArray([id.replaceAll('-', '').toUpperCase()])).toEqual(uuidArray([id]));
  expect(() => uuidArray(['not-a-uuid'])).toThrow(RangeError);
  expect(() => uuidArray([`${id.slice(0, 9)}-${id.slice(10)}`])).toThrow(RangeError);
  expect(() => uuidArray([`${id.slice(0, 8)}0${id.slice(9)}`])).toThrow(RangeError);
  expect(() => uuidArray([`${randomUUID().slice(0, 35)}x`])).toThrow(RangeError);
});
