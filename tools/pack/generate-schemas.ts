import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packSchemaFiles, stalePackSchemas } from '@platform/packs';

// node tools/pack/generate-schemas.ts [--check]   writes docs/specs/pack-schemas, or fails when it is not fresh
const folder = join(import.meta.dirname, '../../docs/specs/pack-schemas');
const stale = stalePackSchemas(folder);
if (process.argv.includes('--check')) {
  for (const name of stale)
    console.log(`${join('docs/specs/pack-schemas', name)}:1:1 is not fresh: run node tools/pack/generate-schemas.ts`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  mkdirSync(folder, { recursive: true });
  const files = packSchemaFiles();
  for (const name of stale) {
    const text = files.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  console.log(`${stale.length} of ${files.size} schemas written.`);
}
