import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { testAll } from './test-all.ts';

const SOUND: Record<string, string> = {
  'package.json': '{ "type": "module" }',
  'vitest.config.ts':
    "export default { test: { projects: [{ test: { name: 'unit', include: ['modules/**/*.test.ts'] } }] } };\n",
  'modules/a/a.test.ts': "import { test } from 'vitest';\ntest('one', () => {});\ntest('two', () => {});\n",
  'tools/check/run.ts': "console.log('all well');\n",
  'tools/build-apps/run.ts': "console.log('built');\n",
};

/** Runs all tests of a small repository made of `files`. */
async function run(
  files: Record<string, string>,
  ci = false,
): Promise<{ well: boolean; text: string; last: string | undefined }> {
  const root = mkdtempSync(join(tmpdir(), 'yiwang-test-all-'));
  try {
    for (const [path, text] of Object.entries({ ...SOUND, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
    let text = '';
    const well = await testAll({ root, ci, write: (part) => (text += part) });
    return { well, text, last: text.trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('a sound repository ends with its counts', async () => {
  const { well, last, text } = await run({ 'tools/pack/test.ts': "console.log('5 passed, 0 failed');\n" });
  expect(last).toBe('9 passed, 0 failed');
  expect(text).toMatch(/== check[\s\S]*== build[\s\S]*== unit[\s\S]*== packs[\s\S]*== summary/);
  expect(well).toBe(true);
});

test('every kind of failure is counted, and the steps after it still run', async () => {
  const { well, last, text } = await run({
    'tools/check/run.ts': "console.log('x'); process.exit(1);\n",
    'modules/a/b.test.ts':
      "import { expect, test } from 'vitest';\ntest('wrong', () => expect(1).toBe(2));\ntest.skip('later', () => {});\n",
    'modules/a/c.test.ts': "import './absent.ts';\n",
    'tools/pack/test.ts': "console.log('2 passed, 1 failed'); process.exit(1);\n",
  });
  expect(last).toBe('5 passed, 4 failed, 1 skipped');
  expect(well).toBe(false);
  // The end of the output alone says what to mend.
  const end = text.slice(text.indexOf('== failed'));
  expect(end).toMatch(/modules\/a\/b\.test\.ts > wrong\n\s+.*expected 1 to be 2/);
  expect(end).toMatch(/modules\/a\/c\.test\.ts\n\s+.*absent/);
  expect(end).toMatch(/== summary/);
});

test('what this machine lacks is told, and in CI it fails', async () => {
  const files = {
    'modules/a/b.test.ts':
      "import { test } from 'vitest';\ntest('x', () => console.log('not run: needs a tide gauge'));\n",
  };
  const here = await run(files);
  expect(here.text).toMatch(/^not run: needs a tide gauge$/m);
  expect(here).toMatchObject({ well: true, last: '5 passed, 0 failed, 1 skipped' });
  expect(await run(files, true)).toMatchObject({ well: false, last: '5 passed, 1 failed' });
});
