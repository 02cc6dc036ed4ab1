import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError, systemClock } from '@platform/kernel';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openKeyStore } from './key-store.ts';
import { createBlindIndex, createSealer } from './sealer.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiwang-sealer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const store = openKeyStore({ folder: join(folder, 'keys'), clock: systemClock });
const sealer = createSealer(store);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'no error';
}

test('anything sealed opens to the same, in its own context only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), fc.string(), (plaintext, context, other) => {
      const sealed = sealer.seal(plaintext, context);
      expect(sealer.open(sealed, context)).toEqual(Buffer.from(plaintext));
      if (other !== context) expect(codeOf(() => sealer.open(sealed, other))).toBe('crypto.cannot-open');
    }),
  );
});

test('texts and JSON come back as they were, and cannot be read in the sealed bytes', () => {
  const sealed = sealer.sealText('110105194912310021', 'identity.person:7:citizen-id');
  expect(sealed.includes('110105')).toBe(false);
  expect(sealer.openText(sealed, 'identity.person:7:citizen-id')).toBe('110105194912310021');
  const value = { name: '张三', list: [1, null, true] };
  expect(sealer.openJson(sealer.sealJson(value, 'x'), 'x')).toEqual(value);
  expect(sealer.sealText('same', 'x')).not.toEqual(sealer.sealText('same', 'x'));
});

test('every changed bit, every cut and any lengthening is noticed', () => {
  const sealed = sealer.sealText('老人', 'c');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(
      codeOf(() => sealer.open(changed, 'c')),
      `bit ${bit}`,
    ).toBe('crypto.cannot-open');
  }
  for (let length = 0; length < sealed.length; length += 1) {
    expect(codeOf(() => sealer.open(sealed.subarray(0, length), 'c'))).toBe('crypto.cannot-open');
  }
  expect(codeOf(() => sealer.open(Buffer.concat([sealed, Buffer.alloc(16)]), 'c'))).toBe('crypto.cannot-open');
});

test('values sealed before a rotation open after it, also in a process that has not noticed it', () => {
  const slow = createSealer(openKeyStore({ folder: join(folder, 'keys'), clock: systemClock }));
  const old = slow.sealText('before', 'c');
  store.rotate('sealing');
  const fresh = sealer.sealText('after', 'c');
  expect(fresh.readUInt32BE(1)).toBe(old.readUInt32BE(1) + 1);
  expect(sealer.openText(old, 'c')).toBe('before');
  expect(slow.openText(fresh, 'c')).toBe('after');
});

test('two keys do not open one another', () => {
  const other = createSealer(store, 'sealing-files');
  expect(codeOf(() => other.open(sealer.sealText('x', 'c'), 'c'))).toBe('crypto.cannot-open');
});

test('a blind index is stable, differs by purpose and value, and keeps old versions findable', () => {
  const index = createBlindIndex(store);
  const first = index.blindIndex('99330119500101001X', 'identity.citizen-id');
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(createBlindIndex(store).blindIndex('99330119500101001X', 'identity.citizen-id')).toBe(first);
  expect(index.blindIndex('99330119500101001X', 'identity.phone')).not.toBe(first);
  expect(index.blindIndex('993301195001010028', 'identity.citizen-id')).not.toBe(first);
  // Purpose and value must not run together.
  expect(index.blindIndex('bc', 'a')).not.toBe(index.blindIndex('c', 'ab'));
  store.rotate('blind-index');
  const all = index.blindIndexes('99330119500101001X', 'identity.citizen-id');
  expect(all).toHaveLength(2);
  expect(all[0]).toBe(index.blindIndex('99330119500101001X', 'identity.citizen-id'));
  expect(all[1]).toBe(first);
});
