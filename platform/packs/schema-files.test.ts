import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packSchemaFiles, stalePackSchemas } from './schema-files.ts';

const folder = join(import.meta.dirname, '../../docs/specs/pack-schemas');

test('the schemas that editors use are those the platform checks by (else: node tools/pack/generate-schemas.ts)', () => {
  expect(stalePackSchemas(folder)).toEqual([]);
});

test('a folder without them is stale in every file', () => {
  expect(stalePackSchemas(join(import.meta.dirname, 'nowhere'))).toEqual([...packSchemaFiles().keys()].sort());
});

test('a schema says what a reference refers to and refuses unknown fields', () => {
  const schema = JSON.parse(readFileSync(join(folder, 'registries.json'), 'utf8'));
  expect(schema).toMatchObject({
    additionalProperties: false,
    properties: { keyType: { enum: ['citizen-id', 'credit-code', 'text'] } },
  });
  expect(schema.properties.fields.items.properties.codeTable).toMatchObject({ 'x-ref': 'standards' });
});
