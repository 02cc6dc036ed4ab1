import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate, sortKeys } from './generate.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yiwang-api-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function serve(source: string): void {
  mkdirSync(join(root, 'apps/server'), { recursive: true });
  writeFileSync(join(root, 'apps/server/open-api.ts'), source);
}

const DOCUMENT = `({
  paths: { '/v1/apples/{id}': { get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    responses: { 200: { description: 'One', content: { 'application/json': { schema: { type: 'object', required: ['kind'],
      properties: { kind: { type: 'string', enum: ['red', 'green'] } } } } } } } } } },
  openapi: '3.1.0', info: { title: 'Apples', version: '1' } })`;

test('the document and its types are written, and then up to date', async () => {
  serve(`export const openApiDocument = () => ${DOCUMENT};`);
  expect(await generate({ root, check: true })).toEqual([
    expect.stringMatching(/^ui\/api\/openapi\.json {2}Missing/),
    expect.stringMatching(/^ui\/api\/schema\.d\.ts {2}Missing/),
  ]);
  await generate({ root });
  expect(readFileSync(join(root, 'ui/api/openapi.json'), 'utf8')).toMatch(/^\{\n {2}"info": \{\n {4}"title": "Apples"/);
  expect(readFileSync(join(root, 'ui/api/schema.d.ts'), 'utf8')).toMatch(
    /"\/v1\/apples\/\{id\}"[\s\S]*kind: "red" \| "green"/,
  );
  expect(await generate({ root, check: true })).toEqual([]);

  writeFileSync(join(root, 'ui/api/schema.d.ts'), 'edited by hand');
  expect(await generate({ root, check: true })).toEqual([
    expect.stringMatching(/schema\.d\.ts {2}Stale.*npm run generate/),
  ]);
});

test('a server without a description is named', async () => {
  await expect(generate({ root })).rejects.toThrow('apps/server/open-api.ts is absent');
  serve('export const other = 1;');
  await expect(generate({ root })).rejects.toThrow('exports no function openApiDocument()');
});

test('keys are sorted at every depth, lists are not', () => {
  expect(JSON.stringify(sortKeys({ b: [3, { d: 1, c: 2 }], a: null }))).toBe('{"a":null,"b":[3,{"c":2,"d":1}]}');
});
