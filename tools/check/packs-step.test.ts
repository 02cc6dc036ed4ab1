import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outsideSteps } from './outside-steps.ts';

const repository = join(import.meta.dirname, '../..');
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'yiwang-packs-'));
  // The invented pack stands alone, so a fault in a city's pack does not show here too.
  for (const folder of ['tools/pack', 'packs/tennis-club'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  // What packs may name of code is asked of the product itself.
  for (const folder of ['node_modules', 'apps']) symlinkSync(join(repository, folder), join(root, folder));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the step over all packs says of the copy. */
async function packFaults(): Promise<string> {
  const step = outsideSteps(root).find(({ name }) => name === 'packs');
  expect(step).toBeDefined();
  return ((await step?.run()) ?? []).join('\n');
}

test('a pack that names an unknown thing is found, with its file and line', async () => {
  expect(await packFaults()).toBe('');
  const [matter] = globSync('packs/*/matters/*/matter.yaml', { cwd: root }).sort() as [string];
  const file = join(root, matter);
  const sound = readFileSync(file, 'utf8');
  writeFileSync(file, sound.replace(/^organisation: .*$/m, 'organisation: office-of-nowhere'));
  const line = sound.split('\n').findIndex((text) => text.startsWith('organisation: ')) + 1;
  const said = await packFaults();
  expect(said).toContain('office-of-nowhere');
  expect(said).toContain(`matter.yaml:${line}`);
});
