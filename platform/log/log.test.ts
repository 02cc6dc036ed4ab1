import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from './index.ts';

/** The one line that logging `fields` writes. */
async function logged(fields: Record<string, unknown>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-log-'));
  try {
    const file = join(folder, 'log', 'server.log');
    openLog({ destination: { file } }).error(fields, 'it failed');
    return await expect
      .poll(() => readFileSync(file, 'utf8'))
      .toContain('it failed')
      .then(() => readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const jsonFault = (): unknown => {
  try {
    return JSON.parse('张三 990203195001010024');
  } catch (error) {
    return error;
  }
};

test.each([
  [
    'the database',
    Object.assign(new Error('invalid input syntax for type date: "张三 990203195001010024"'), { code: '22007' }),
  ],
  ['the JSON parser', jsonFault()],
])('what %s quotes of a value is not logged, nor in the stack', async (_who, error) => {
  const line = await logged({ error });
  expect(line).not.toContain('990203');
  expect(line).not.toContain('张三');
  expect(line).toMatch(/invalid input syntax|not valid JSON/);
});

test('of other errors the message stays whole, and fields that name a person or a secret are cut', async () => {
  const line = await logged({
    error: new Error('the file "x.csv" is gone'),
    citizenId: '990203195001010024',
    form: { phone: '13800000000' },
  });
  expect(line).toContain('x.csv');
  expect(line).not.toMatch(/990203|13800000000/);
});
