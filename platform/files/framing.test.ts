import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, openKeyStore } from '@platform/crypto';
import { systemClock } from '@platform/kernel';
import { afterAll, expect, test } from 'vitest';
import { sealedFraming } from './framing.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-framing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const framing = sealedFraming(createSealer(openKeyStore({ folder: join(folder, 'keys'), clock: systemClock })), 'c');

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return all;
}
async function* stream(chunks: Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
const content = Buffer.alloc(700_000, 'abcdefg');
const wrap = (): Promise<Buffer[]> => collect(framing.wrap(stream([content])));
const unwrap = async (frames: Buffer[]): Promise<Buffer> =>
  Buffer.concat(await collect(framing.unwrap(stream(frames))));

test('a file of several pieces comes back as it was, however it is cut in transit', async () => {
  const frames = await wrap();
  expect(frames).toHaveLength(4);
  expect((await unwrap(frames)).equals(content)).toBe(true);
  const whole = Buffer.concat(frames);
  const pieces = Array.from({ length: Math.ceil(whole.length / 999) }, (_, i) =>
    whole.subarray(i * 999, (i + 1) * 999),
  );
  expect((await unwrap(pieces)).equals(content)).toBe(true);
});

test('pieces cannot be dropped, moved, repeated or taken from another file', async () => {
  const [head, first, second, last] = (await wrap()) as [Buffer, Buffer, Buffer, Buffer];
  const [, otherFirst] = (await wrap()) as [Buffer, Buffer];
  const bad = [
    [head],
    [head, first],
    [head, first, second],
    [head, second, first, last],
    [head, first, last],
    [head, first, second, last, last],
    [head, otherFirst, second, last],
    [first, second, last],
    [],
  ];
  for (const frames of bad) await expect(unwrap(frames)).rejects.toThrow();
});
