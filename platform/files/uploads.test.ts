import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, openKeyStore } from '@platform/crypto';
import { systemClock } from '@platform/kernel';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { eicarScan, openFiles } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'yiwang-uploads-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const sealer = createSealer(openKeyStore({ folder: join(root, 'keys'), clock: systemClock }), 'files');
const files = openFiles({ folder: join(root, 'files'), sealer, malwareScan: eicarScan });
const { uploads } = files;

let serial = 0;
const newId = (): string => `00000000-0000-4000-8000-${String((serial += 1)).padStart(12, '0')}`;
async function* from(...chunks: Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
async function* breaking(chunk: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(chunk);
  throw new Error('ECONNRESET');
}
async function whole(id: string): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of uploads.content(id)) all.push(piece);
  return Buffer.concat(all);
}
const fileOf = (id: string): string => join(root, 'files', 'uploads', `${id}.up`);

test('however it is cut and broken off, the file comes out as it went in, from where it stopped', async () => {
  const content = Buffer.from(Array.from({ length: 700_001 }, (_, index) => index % 251));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 400_000 }), fc.boolean()), { maxLength: 5 }),
      async (cuts) => {
        const id = newId();
        await uploads.begin(id, content.length);
        let at = 0;
        for (const [size, breaks] of [...cuts, [content.length, false] as const]) {
          const piece = content.subarray(at, at + size);
          if (piece.length === 0) break;
          if (breaks)
            await expect(uploads.append(id, at, breaking(piece))).rejects.toMatchObject({ code: 'files.interrupted' });
          else await uploads.append(id, at, from(piece));
          at += piece.length;
          expect(await uploads.offset(id)).toEqual({ offset: at, length: content.length });
        }
        expect((await whole(id)).equals(content)).toBe(true);
        await uploads.remove(id);
        expect(await uploads.offset(id)).toBeUndefined();
      },
    ),
    { numRuns: 12 },
  );
});

test('what does not follow, is too long, or comes twice at once is refused, and nothing of it kept', async () => {
  const id = newId();
  await uploads.begin(id, 6);
  await uploads.append(id, 0, from(Buffer.from('abc')));
  await expect(uploads.append(id, 0, from(Buffer.from('abc')))).rejects.toMatchObject({ code: 'files.wrong-offset' });
  await expect(uploads.append(id, 3, from(Buffer.from('defg')))).rejects.toMatchObject({ code: 'files.too-large' });
  const both = await Promise.allSettled([
    uploads.append(id, 3, from(Buffer.from('def'))),
    uploads.append(id, 3, from(Buffer.from('xyz'))),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect((await whole(id)).toString()).toBe('abcdef');
  await expect(uploads.append(newId(), 0, from())).rejects.toMatchObject({ code: 'files.no-such-upload' });
  expect(await uploads.offset('../../etc/passwd')).toBeUndefined();
});

test('what a crash left of a piece does not count; pieces are sealed and bound to their place', async () => {
  const [id, other] = [newId(), newId()];
  for (const one of [id, other]) {
    await uploads.begin(one, 8);
    await uploads.append(one, 0, from(Buffer.from('1234')));
    await uploads.append(one, 4, from(Buffer.from('5678')));
  }
  const stored = readFileSync(fileOf(id));
  expect(stored.includes('1234')).toBe(false);
  truncateSync(fileOf(id), stored.length - 3);
  expect(await uploads.offset(id)).toEqual({ offset: 4, length: 8 });
  await uploads.append(id, 4, from(Buffer.from('5678')));
  expect((await whole(id)).toString()).toBe('12345678');
  writeFileSync(fileOf(other), readFileSync(fileOf(id)));
  await expect(whole(other)).rejects.toMatchObject({ code: 'files.corrupted' });
});

test('the demonstration scan refuses the EICAR test text, also across the border of two pieces', async () => {
  const virus = Buffer.from('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-' + 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*');
  const head = Buffer.from('%PDF-1.7\n');
  const options = { name: 'a.pdf', context: 'c', maxBytes: 1000, acceptTypes: ['application/pdf'] };
  await expect(files.put(from(head, virus.subarray(0, 30), virus.subarray(30)), options)).rejects.toMatchObject({
    code: 'files.malware-found',
  });
  const kept = await files.put(from(head), options);
  expect(kept.scan.result).toBe('clean');
  await files.remove(kept.id);
  expect(await files.getBytes(kept.id, 'c')).toBeUndefined();
});
