import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '@platform/kernel';
import { generateSm2KeyPair, parseCertificate, sm2Signer, sm3, sm3Stream, type Certificate } from '@platform/crypto';
import { startTestCity, type TestCity } from '@platform/testkit';
import type { Module } from '@platform/module';
import {
  factsShape,
  hashing,
  headsFile,
  headText,
  leafHash,
  merkleTree,
  openReceiptArchive,
  openReceiptTrust,
  pemOf,
  readPem,
  receiptFacts,
  receiptFile,
  rootFrom,
  signedHead,
  startReceiptSealer,
  verifyReceiptFiles,
  type ReceiptSealer,
  type ReceiptTrust,
} from './index.ts';

const SHAPE = factsShape(['{"answer":"', '","caseNo":', ',"consumer":"', '","id":"', '","kind":"call"}']);
let city: TestCity<Module>;
let trust: ReceiptTrust;
let sealer: ReceiptSealer;
const archive = openReceiptArchive();
/** The exchanges of three seconds: their ids, by batch. */
const exchanged: string[][] = [];
let files: { name: string; bytes: Buffer }[] = [];
let root: Certificate;

beforeAll(async () => {
  city = await startTestCity({ modules: () => [{ name: 'receipts' }, { name: 'alpha' }] });
  trust = openReceiptTrust(city);
  root = trust.roots()[0] as Certificate;
  sealer = startReceiptSealer({ ...city, trust, own: ['cases'], intervalMs: 3_600_000 });
  for (const count of [1, 7, 3]) {
    const ids = Array.from({ length: count }, () => city.ids.next());
    // Each exchange in a transaction of its own but the first two, which share one.
    for (const group of [ids.slice(0, 2), ...ids.slice(2).map((id) => [id])]) {
      await city.database.forModule('alpha').transaction((tx) =>
        city.receipts.append(
          tx,
          group.map((id, index) => ({
            id,
            at: city.clock.now(),
            kind: 'call' as const,
            provider: 'registry-office',
            consumer: index === 0 ? 'cases' : 'shop',
            // Told whole, or apart from what they have in common: the receipt is the same.
            facts:
              index === 0
                ? { shape: SHAPE, values: ['a'.repeat(64), JSON.stringify('办件\n"1"'), 'cases', id] }
                : receiptFacts({ id, kind: 'call', consumer: 'shop', caseNo: '办件', answer: 'a'.repeat(64) }),
          })),
        ),
      );
    }
    exchanged.push(ids);
    await sealer.run();
    city.clock.advance(1_000);
  }
  files = await folder();
});
afterAll(async () => {
  await sealer.stop();
  await city.stop();
});

const own = () => city.database.forModule('receipts');

/** All receipts and the chain of heads, as someone would download them. */
function folder(): Promise<{ name: string; bytes: Buffer }[]> {
  return own().read(async (tx) => {
    const rows = await archive.find(tx, exchanged.flat());
    const batches = await archive.batches(tx, 1n, 3n);
    const consumers = await archive.consumers(tx, [1n, 2n, 3n]);
    const heads = batches.map((batch) => signedHead(batch, consumers));
    const receipts = [];
    for (const row of rows) {
      const signed = heads.find(({ head }) => head.no === row.batch) as (typeof heads)[number];
      const consumer = signed.consumers.find(({ application }) => application === row.consumer);
      const text = receiptFile(
        {
          facts: JSON.parse(row.facts.toString()),
          place: row.place as number,
          path: (await archive.tree(tx, row.batch as bigint)).path(row.place as number),
          head: signed.head,
          platform: signed.platform,
          ...(consumer ? { consumer } : {}),
        },
        root,
      );
      receipts.push({ name: `${row.id}.json`, bytes: Buffer.from(text) });
    }
    return [
      ...receipts,
      { name: 'heads.json', bytes: Buffer.from(headsFile(heads, root)) },
      { name: 'authority.pem', bytes: Buffer.from(pemOf(root)) },
    ];
  });
}

const faults = (folder: { name: string; bytes: Uint8Array }[], trusted: Certificate[] = [root]) =>
  verifyReceiptFiles(folder, trusted).files.flatMap((file) =>
    file.genuine ? [] : [`${file.file} ${file.fault.what}`],
  );

describe('the tree', () => {
  test('every leaf of a tree of any size is proved by its path, and by no other place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (leaves, a, b) => {
        const hashes = Array.from({ length: leaves }, (_, index) => leafHash(Buffer.from([index])));
        const tree = merkleTree(Buffer.concat(hashes));
        const place = a % leaves;
        const path = tree.path(place);
        expect(rootFrom(hashes[place] as Buffer, place, leaves, path)).toEqual(tree.root);
        const other = b % leaves;
        if (other !== place)
          expect(rootFrom(hashes[place] as Buffer, other, leaves, path)?.equals(tree.root)).not.toBe(true);
        expect(rootFrom(hashes[place] as Buffer, place, leaves, [...path, tree.root])).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  test('it is the tree of RFC 6962: split at the largest power of two below the size', () => {
    const mth = (leaves: Buffer[]): Buffer => {
      if (leaves.length === 1) return sm3(Buffer.concat([Buffer.from([0]), leaves[0] as Buffer]));
      let split = 1;
      while (split * 2 < leaves.length) split *= 2;
      return sm3(Buffer.concat([Buffer.from([1]), mth(leaves.slice(0, split)), mth(leaves.slice(split))]));
    };
    for (const size of [1, 2, 3, 5, 6, 7, 8, 13, 21]) {
      const leaves = Array.from({ length: size }, (_, index) => Buffer.from(`leaf ${index}`));
      expect(merkleTree(Buffer.concat(leaves.map((leaf) => leafHash(leaf)))).root).toEqual(mth(leaves));
    }
  });
});

describe('what a folder of receipts proves', () => {
  test('untouched, all of it is genuine; the platform’s own application has signed, others not yet', () => {
    const verdict = verifyReceiptFiles(files, [root]);
    expect(faults(files)).toEqual([]);
    const receipts = verdict.files.filter((file) => file.genuine && file.kind === 'receipt');
    expect(receipts).toHaveLength(11);
    for (const receipt of receipts)
      if (receipt.genuine && receipt.kind === 'receipt')
        expect(receipt.consumerSigned).toBe(receipt.facts['consumer'] === 'cases');
    expect(verdict.trusted).toBe(true);
    // Without a trusted authority nothing is forged, but the reader is told that trust is theirs to find.
    expect(verifyReceiptFiles(files)).toMatchObject({ trusted: false, authorities: [root.fingerprint] });
  });

  test('one changed byte anywhere is forged', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, where, by) => {
        const file = files[which % files.length] as (typeof files)[number];
        const bytes = Buffer.from(file.bytes);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] as number) ^ by;
        // A line of PEM may end in either way; all else is one form.
        if (file.name.endsWith('.pem') && /\s/.test(String.fromCharCode(bytes[at] as number))) return;
        expect(faults([{ name: file.name, bytes }]).some((line) => line.startsWith(file.name))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the fault is named', () => {
    const change = (name: string, edit: (document: never) => void) => {
      const file = files.find((one) => one.name === name) as (typeof files)[number];
      const document = JSON.parse(file.bytes.toString());
      edit(document as never);
      return faults(files.map((one) => (one === file ? { name, bytes: Buffer.from(canonicalJson(document)) } : one)));
    };
    const [first, second] = exchanged[1] as [string, string];
    expect(
      change(`${first}.json`, (d: { facts: { answer: string } }) => void (d.facts.answer = 'b'.repeat(64))),
    ).toEqual([`${first}.json not-in-root`]);
    expect(change(`${second}.json`, (d: { place: number }) => void (d.place += 1))).toEqual([
      `${second}.json not-in-root`,
    ]);
    expect(change(`${first}.json`, (d: { head: { leaves: number } }) => void (d.head.leaves = 8))).toEqual([
      `${first}.json signature-wrong`,
    ]);
    expect(change(`${first}.json`, (d: { more?: string }) => void (d.more = 'x'))).toEqual([
      `${first}.json not-a-receipt`,
    ]);
    expect(change('heads.json', (d: { heads: unknown[] }) => void d.heads.splice(1, 1))).toEqual([
      'heads.json chain-broken',
    ]);
    const spaced = Buffer.from(`${(files[0] as (typeof files)[number]).bytes.toString()}\n`);
    expect(faults([{ name: 'a.json', bytes: spaced }])).toEqual(['a.json not-a-receipt']);
  });

  test('a city of the forger’s own making is not trusted, and cannot pass for the same batch', async () => {
    const forged = openReceiptTrust({
      ...city,
      keys: (await import('@platform/crypto')).openKeyStore({
        folder: `${city.settings.dataFolder}/forger`,
        clock: city.clock,
      }),
    });
    const other = forged.roots()[0] as Certificate;
    const head = {
      no: 2n,
      at: city.clock.now(),
      leaves: 1,
      root: leafHash(receiptFacts({ id: 'x' })),
      previous: sm3('x'),
    };
    const signer = forged.platform();
    const bytes = Buffer.from(
      receiptFile(
        {
          facts: { id: 'x' },
          place: 0,
          path: [],
          head,
          platform: { certificate: signer.certificate.der, signature: signer.sign(Buffer.from(headText(head))) },
        },
        other,
      ),
    );
    expect(faults([...files, { name: 'x.json', bytes }])).toEqual(['x.json other-authority']);
    expect(faults([...files, { name: 'x.json', bytes }], [root, other])).toEqual(['x.json head-differs']);
    expect(readPem(pemOf(other))?.map((der) => parseCertificate(der).fingerprint)).toEqual([other.fingerprint]);
  });
});

test('a consumer signs a head with the key it registered; a key of another application is found out', async () => {
  const { privateKey, publicKey } = generateSm2KeyPair();
  const certificate = trust.certify('shop', 'shop-office', publicKey);
  const unsigned = await own().read((tx) => archive.unsigned(tx, 'shop', 0n, 10));
  expect(unsigned.map(({ no }) => no)).toEqual([2n, 3n]);
  for (const head of unsigned) {
    const signed = { certificate: certificate.der, signature: sm2Signer(privateKey).sign(Buffer.from(headText(head))) };
    const sign = () => own().transaction((tx) => archive.sign(tx, head.no, 'shop', signed, city.clock.now()));
    expect(await sign()).toBe(true);
    expect(await sign()).toBe(false);
  }
  expect(await own().read((tx) => archive.unsigned(tx, 'shop', 0n, 10))).toEqual([]);
  const now = await folder();
  expect(faults(now)).toEqual([]);
  const mine = now.find(({ name }) => name === `${exchanged[1]?.[1]}.json`) as (typeof now)[number];
  const document = JSON.parse(mine.bytes.toString());
  expect(document.consumer).toBeTruthy();
  const stranger = trust.certify('stranger', 'elsewhere', publicKey);
  document.consumer.certificate = stranger.der.toString('base64');
  expect(faults([{ name: 'm.json', bytes: Buffer.from(canonicalJson(document)) }])).toEqual(['m.json other-consumer']);
});

test('a module that appends may neither read nor seal nor sign', async () => {
  const alpha = city.database.forModule('alpha');
  await expect(alpha.read((tx) => archive.find(tx, [city.ids.next()]))).rejects.toThrow(/may not read receipts/);
  // Another archive, for this one has the tree in its memory.
  await expect(alpha.read((tx) => openReceiptArchive().tree(tx, 2n))).rejects.toThrow(/may not read receipts/);
  await expect(
    alpha.transaction((tx) =>
      archive.sign(tx, 1n, 'cases', { certificate: Buffer.from('x'), signature: Buffer.from('x') }, city.clock.now()),
    ),
  ).rejects.toThrow(/may not read receipts/);
});

test('a body of any size is hashed while it passes, in bounded memory', async () => {
  const chunk = Buffer.alloc(64 * 1024, 7);
  const count = 400;
  const expected = sm3Stream();
  let most = 0;
  let sent = 0;
  const body = Readable.from(
    (function* () {
      for (let index = 0; index < count; index += 1) {
        sent += chunk.length;
        expected.update(chunk);
        yield chunk;
      }
    })(),
  );
  let taken = 0;
  const through = hashing();
  await pipeline(
    body,
    through,
    new Writable({
      write(bytes: Buffer, _encoding, done) {
        taken += bytes.length;
        most = Math.max(most, sent - taken);
        setImmediate(done);
      },
    }),
  );
  expect(through.result()).toEqual({ sm3: expected.digest('hex'), bytes: count * chunk.length });
  expect(most).toBeLessThan(4 * 1024 * 1024);
});
